import type { Collector } from "../ports.ts";
import { builtin } from "./builtin.ts";

/** Forces V8's collector, which Node hides behind a flag. The flag also works at run time, for contexts made after it. */
export function nodeCollector(): Collector {
  let collectNow: (() => void) | undefined;
  return {
    collect(done) {
      // What a WeakRef was made for or asked for in this turn is kept until the turn ends.
      setImmediate(() => {
        collectNow ??= exposeCollector();
        collectNow();
        // Finalizers are called in a turn of their own, which comes before this one.
        setImmediate(done);
      });
    },
    memoryInUse: () => process.memoryUsage().heapUsed,
  };
}

function exposeCollector(): () => void {
  const { setFlagsFromString } = builtin<typeof import("node:v8")>("node:v8");
  const { runInNewContext } = builtin<typeof import("node:vm")>("node:vm");
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  return collect;
}
