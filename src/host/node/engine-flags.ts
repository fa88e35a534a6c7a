/** V8's flags, for a process that is ours: the command line's. */
import { builtin } from "./builtin.ts";

const SMALL = "--max-inlined-bytecode-size-cumulative=150";
const USUAL = "--max-inlined-bytecode-size-cumulative=920";

let optimisesSmall = false;

/**
 * Has V8's optimiser put less of other functions into each: it is done sooner, which a program of many functions gains more
 * by than it loses. Loading `node:v8` for it takes milliseconds, which short programs do not have.
 */
export function optimiseSmall(): void {
  if (optimisesSmall) return;
  optimisesSmall = true;
  setFlag(SMALL);
}

/** For code caches, which V8 takes only under the flags that it had when it made them. */
export function underStartFlags<Result>(act: () => Result): Result {
  if (!optimisesSmall) return act();
  setFlag(USUAL);
  try {
    return act();
  } finally {
    setFlag(SMALL);
  }
}

function setFlag(flag: string): void {
  builtin<typeof import("node:v8")>("node:v8").setFlagsFromString(flag);
}
