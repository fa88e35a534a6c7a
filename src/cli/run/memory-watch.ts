import type { Heap } from "../../host/node/heap.ts";
import { OutOfMemory } from "../../runtime/out-of-memory.ts";
import { NOT_ENOUGH_MEMORY } from "../../vm/errors.ts";

/** Parts of the heap's limit: from the first one on it is worth a collection, what then takes the second is too much. */
const ALARMING = 0.85;
const TOO_MUCH = 0.75;

/** How often to look, at least: a look takes a millisecond or two. */
const LOOK_MS = 50;
/** As long as no more of the limit is in use, a look less often is enough. */
const MUCH_ROOM = 0.2;
const RARE_LOOK_MS = 200;

/** Gives a script that fills the memory Lua's own error for it, before the engine ends the process. */
export class MemoryWatch {
  private readonly openHeap: () => Heap;
  private heap: Heap | undefined;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private lookMs = LOOK_MS;
  private readonly outOfMemory = new OutOfMemory(NOT_ENOUGH_MEMORY, 1);

  /** @param openHeap called at the first look: short scripts need none */
  constructor(openHeap: () => Heap) {
    this.openHeap = openHeap;
  }

  /** Whether the last look is some time ago. */
  isDue(nowMs: number): boolean {
    if (this.lookedAtMs < 0) this.lookedAtMs = nowMs;
    return nowMs >= this.lookedAtMs + this.lookMs;
  }

  /**
   * Looks at the memory in use. After an error it looks away once, for what handles it may let go of something.
   * @throws LuaError the first time; Kill where the script goes on as before
   */
  look(nowMs: number): void {
    this.lookedAtMs = nowMs;
    if (this.outOfMemory.takeGrace()) return;
    this.heap ??= this.openHeap();
    const used = this.heap.usedBytes() / this.heap.limitBytes;
    this.lookMs = used < MUCH_ROOM ? RARE_LOOK_MS : LOOK_MS;
    if (used < ALARMING || !isStillTooMuch(this.heap)) this.outOfMemory.isOver();
    else this.outOfMemory.raise();
  }
}

function isStillTooMuch(heap: Heap): boolean {
  heap.collect();
  return heap.usedBytes() >= heap.limitBytes * TOO_MUCH;
}
