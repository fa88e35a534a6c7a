/** What a shared dictionary in memory has under a key, and its place in the order of use. */
import type { SharedEntry, SharedValue } from "../ports.ts";
import type { SharedList } from "./shared-list.ts";
import type { Block } from "./slab-pool.ts";

export class Entry implements SharedEntry {
  readonly key: string;
  value: SharedValue | undefined;
  list: SharedList | undefined;
  flags = 0;
  expiresAtMs = 0;
  readonly block: Block;
  /** Neighbours in order of use: `newer` was used after this one. */
  newer: Entry = this;
  older: Entry = this;

  constructor(key: string, value: SharedValue | undefined, block: Block) {
    this.key = key;
    this.value = value;
    this.block = block;
  }

  liveFor(ttlMs: number, nowMs: number): void {
    this.expiresAtMs = ttlMs > 0 ? nowMs + ttlMs : 0;
  }

  /** Whether it cannot be got any more: in its last millisecond it still can. */
  isOver(nowMs: number): boolean {
    return this.expiresAtMs !== 0 && this.expiresAtMs < nowMs;
  }

  /** Whether it may be forgotten as expired. */
  isDue(nowMs: number): boolean {
    return this.expiresAtMs !== 0 && this.expiresAtMs <= nowMs;
  }

  /** Makes it the one used last in the ring around `ends`. */
  linkBehind(ends: Entry): void {
    this.newer = ends;
    this.older = ends.older;
    ends.older.newer = this;
    ends.older = this;
  }

  unlink(): void {
    this.newer.older = this.older;
    this.older.newer = this.newer;
  }
}

/** What a value takes of an entry's memory. A list has no size that a value could have. */
export function sizeOf(value: SharedValue | undefined): number {
  switch (typeof value) {
    case "string":
      return value.length;
    case "number":
      return 8;
    case "boolean":
      return 1;
    default:
      return -1;
  }
}
