/** The one heap in which everything waits that has a deadline. Equal deadlines keep the order in which they were added. */

/** Something that waits. Made by {@link TimerHeap.add}. */
export class Deadline {
  readonly atMs: number;
  readonly sequence: number;
  readonly expire: () => void;
  /** Its place in the heap; -1 once it is out. */
  place: number;

  constructor(atMs: number, sequence: number, place: number, expire: () => void) {
    this.atMs = atMs;
    this.sequence = sequence;
    this.place = place;
    this.expire = expire;
  }
}

export class TimerHeap {
  private readonly heap: Deadline[] = [];
  private sequence = 0;

  get size(): number {
    return this.heap.length;
  }

  /** The nearest deadline, or undefined. */
  get first(): Deadline | undefined {
    return this.heap[0];
  }

  /** @param expire called when whoever drives the heap takes the deadline out */
  add(atMs: number, expire: () => void): Deadline {
    const deadline = new Deadline(atMs, this.sequence++, this.heap.length, expire);
    this.heap.push(deadline);
    this.siftUp(deadline);
    return deadline;
  }

  /** Takes out a deadline, if it is still in. */
  remove(deadline: Deadline): void {
    const { place } = deadline;
    if (place < 0) return;
    deadline.place = -1;
    const last = this.heap.pop() as Deadline;
    if (last === deadline) return;
    this.heap[place] = last;
    last.place = place;
    this.siftUp(last);
    this.siftDown(last);
  }

  private siftUp(deadline: Deadline): void {
    const { heap } = this;
    let { place } = deadline;
    while (place > 0) {
      const parentPlace = (place - 1) >> 1;
      const parent = heap[parentPlace] as Deadline;
      if (!isBefore(deadline, parent)) break;
      heap[place] = parent;
      parent.place = place;
      place = parentPlace;
    }
    heap[place] = deadline;
    deadline.place = place;
  }

  private siftDown(deadline: Deadline): void {
    const { heap } = this;
    const { length } = heap;
    let { place } = deadline;
    for (;;) {
      let childPlace = 2 * place + 1;
      if (childPlace >= length) break;
      let child = heap[childPlace] as Deadline;
      const right = heap[childPlace + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childPlace++;
      }
      if (!isBefore(child, deadline)) break;
      heap[place] = child;
      child.place = place;
      place = childPlace;
    }
    heap[place] = deadline;
    deadline.place = place;
  }
}

function isBefore(one: Deadline, other: Deadline): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.sequence < other.sequence);
}
