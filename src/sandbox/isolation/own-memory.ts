/** Watches the memory of a sandbox that has a heap of its own. */
import { OutOfMemory } from "../../runtime/out-of-memory.ts";

/** The heap of a thread or process that runs nothing but one sandbox. */
export interface OwnHeap {
  usedBytes(): number;
  /** Collects garbage at once. */
  collect(): void;
}

export class OwnMemory {
  private readonly heap: OwnHeap;
  private readonly outOfMemory: OutOfMemory;
  private readonly mostBytes: number;
  /** From here on it is worth a collection: half of what is allowed lies between two. */
  private alarmBytes = 0;

  /** @param limitBytes what there may be more than now */
  constructor(heap: OwnHeap, limitBytes: number, killReason: string) {
    this.heap = heap;
    this.outOfMemory = new OutOfMemory(killReason);
    this.mostBytes = heap.usedBytes() + limitBytes;
  }

  /**
   * Call every few milliseconds while Lua runs.
   * @throws LuaError where there is too much, and Kill where the script goes on as before
   */
  look(): void {
    const most = this.mostBytes;
    if (this.heap.usedBytes() < Math.max(most, this.alarmBytes)) return;
    this.heap.collect();
    const kept = this.heap.usedBytes();
    this.alarmBytes = kept + most / 2;
    if (kept < most) {
      this.outOfMemory.isOver();
      return;
    }
    this.alarmBytes = 0;
    this.outOfMemory.raise();
  }
}
