/** First in, first out; taking from the front costs the same however many wait. */
export class Queue<T> {
  /** How many there are. An event loop asks often. */
  length = 0;
  private items: T[] = [];
  /** Where the first one is; what lies before it has been taken. */
  private head = 0;

  /** The one that {@link shift} would take, or undefined. */
  get first(): T | undefined {
    return this.items[this.head];
  }

  push(item: T): void {
    this.items.push(item);
    this.length++;
  }

  shift(): T | undefined {
    const { items, head } = this;
    if (this.length === 0) return undefined;
    this.length--;
    // the usual one in an event loop, which keeps its list
    if (items.length === 1) return items.pop();
    const item = items[head];
    this.head++;
    if (this.length === 0) this.clear();
    else if (this.head > SPARE && this.head * 2 > items.length) {
      this.items = items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  clear(): void {
    this.items = [];
    this.head = 0;
    this.length = 0;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let at = this.head; at < this.items.length; at++) yield this.items[at] as T;
  }
}

/** How many taken places are left in front before the rest moves up. */
const SPARE = 1000;
