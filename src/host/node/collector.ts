import type { Collector } from "../ports.ts";
import { builtin } from "./builtin.ts";

/** Forces V8's collector. */
export function nodeCollector(): Collector {
  return {
    collect(done) {
      // What a WeakRef was made for or asked for in this turn is kept until the turn ends.
      setImmediate(() => {
        collectGarbage();
        // Finalizers are called in a turn of their own, which comes before this one.
        setImmediate(done);
      });
    },
    memoryInUse: () => process.memoryUsage().heapUsed,
  };
}

/** Collects all garbage, less what this turn of the process has seen through a WeakRef. */
export function collectGarbage(): void {
  collectNow ??= exposeCollector();
  collectNow();
}

let collectNow: (() => void) | undefined;

/** Node hides it behind a flag, which also works at run time, for contexts made after it. */
function exposeCollector(): () => void {
  const { setFlagsFromString } = builtin<typeof import("node:v8")>("node:v8");
  const { runInNewContext } = builtin<typeof import("node:vm")>("node:vm");
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  return collect;
}
