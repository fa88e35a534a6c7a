import { builtin } from "./builtin.ts";
import { collectGarbage } from "./collector.ts";

/** The heap of the JavaScript engine, which ends the process where it outgrows its limit. */
export interface Heap {
  usedBytes(): number;
  readonly limitBytes: number;
  /** Collects garbage at once. */
  collect(): void;
}

/** What V8 counts into the limit for objects that are new. */
const YOUNG_BYTES = 48 * 2 ** 20;

export function nodeHeap(): Heap {
  const { getHeapStatistics } = builtin<typeof import("node:v8")>("node:v8");
  return {
    usedBytes: () => getHeapStatistics().total_heap_size,
    limitBytes: getHeapStatistics().heap_size_limit - YOUNG_BYTES,
    collect: collectGarbage,
  };
}

/** The heap as what runs alone in it sees it: what is in use, and what lies beside it in buffers. */
export function ownHeap(): Pick<Heap, "usedBytes" | "collect"> {
  const { getHeapStatistics } = builtin<typeof import("node:v8")>("node:v8");
  return {
    usedBytes: () => {
      const { used_heap_size, external_memory } = getHeapStatistics();
      return used_heap_size + external_memory;
    },
    collect: collectGarbage,
  };
}
