/** `collectgarbage` and `gcinfo`: the collector is JavaScript's; a full collection can be asked of the host. */
import { checkInteger, checkOption } from "../arguments.ts";
import { callThrough } from "../calls.ts";
import { beforeCollection, clearStaleRegisters, runFinalizers } from "../collection.ts";
import { suspend } from "../coroutines.ts";
import { NativeFunction } from "../functions.ts";
import type { State } from "../state.ts";
import type { Result, Value } from "../values.ts";
import type { Library } from "./define.ts";

const OPTIONS = ["stop", "restart", "collect", "count", "step", "setpause", "setstepmul", "isrunning"] as const;

/** So many small steps make a whole collection. */
const STEPS_A_CYCLE = 10;
/** What is said to be in use where the host does not tell. */
const ASSUMED_BYTES = 1 << 20;

export function collectgarbageLibrary(state: State): Library {
  let isRunning = true;
  let pause = 200;
  let stepMultiplier = 200;
  let stepsDone = 0;
  const kilobytes = () => (state.collector?.memoryInUse() ?? ASSUMED_BYTES) / 1024;
  return {
    collectgarbage(option, parameter) {
      const count = arguments.length;
      const chosen = checkOption(state, option, 1, count, OPTIONS, "collect");
      const number = parameter === undefined ? 0 : checkInteger(state, parameter, 2, count);
      switch (chosen) {
        case "collect":
          stepsDone = 0;
          return collect(state, 0);
        case "step":
          // A step of some size finishes the cycle of a small heap.
          if (number <= 0 && ++stepsDone < STEPS_A_CYCLE) return false;
          stepsDone = 0;
          return collect(state, true);
        case "count":
          return kilobytes();
        case "stop":
        case "restart":
          isRunning = chosen === "restart";
          return 0;
        case "setpause": {
          const previous = pause;
          pause = number;
          return previous;
        }
        case "setstepmul": {
          const previous = stepMultiplier;
          stepMultiplier = number;
          return previous;
        }
        case "isrunning":
          return isRunning;
      }
    },
    gcinfo() {
      return Math.floor(kilobytes());
    },
  };
}

/** Collects and runs finalizers, if the host can and the script can wait for it; then answers `answer`. */
function collect(state: State, answer: Value): Result {
  const { collector } = state;
  if (collector === undefined || state.callbacks > 0 || state.coroutine === state.root) {
    runFinalizers(state);
    return answer;
  }
  clearStaleRegisters(state);
  const waiting = new NativeFunction("collectgarbage", () =>
    suspend(state, {
      kind: "stall",
      awaits: "collectgarbage",
      start(resume) {
        const putBack = beforeCollection(state);
        collector.collect(() => {
          putBack();
          resume();
        });
        return () => {};
      },
    }),
  );
  return callThrough(state, waiting, [], () => {
    runFinalizers(state);
    return answer;
  });
}
