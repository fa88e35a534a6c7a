/** A list in a shared dictionary: its values, with the blocks that they lie in. */
import type { ListEnd } from "../ports.ts";
import type { Block } from "./slab-pool.ts";

class Item {
  readonly value: string | number;
  readonly block: Block;
  /** The neighbours, from the left to the right; around an end of the list, nothing. */
  before: Item | undefined;
  after: Item | undefined;

  constructor(value: string | number, block: Block, before: Item | undefined, after: Item | undefined) {
    this.value = value;
    this.block = block;
    this.before = before;
    this.after = after;
  }
}

export class SharedList {
  length = 0;
  private first: Item | undefined;
  private last: Item | undefined;

  push(end: ListEnd, value: string | number, block: Block): void {
    const item = new Item(
      value,
      block,
      end === "left" ? undefined : this.last,
      end === "left" ? this.first : undefined,
    );
    if (item.before === undefined) this.first = item;
    else item.before.after = item;
    if (item.after === undefined) this.last = item;
    else item.after.before = item;
    this.length++;
  }

  /** The item that was at `end`, or undefined. */
  pop(end: ListEnd): { readonly value: string | number; readonly block: Block } | undefined {
    const item = end === "left" ? this.first : this.last;
    if (item === undefined) return undefined;
    if (item.before === undefined) this.first = item.after;
    else item.before.after = item.after;
    if (item.after === undefined) this.last = item.before;
    else item.after.before = item.before;
    this.length--;
    return item;
  }

  /** Takes everything out, from the left to the right. */
  clear(free: (block: Block) => void): void {
    for (let item = this.first; item !== undefined; item = item.after) free(item.block);
    this.first = undefined;
    this.last = undefined;
    this.length = 0;
  }
}
