/** What a call returns that may have to wait for something outside. */
import type { Answer } from "../runtime/stream/wait.ts";
import { suspend } from "../vm/coroutines.ts";
import type { State } from "../vm/state.ts";
import type { Suspension } from "../vm/unwinding.ts";
import type { Result, Value } from "../vm/values.ts";

/** Asked of each call: so by what is told fastest. */
function isAnswer(answer: Answer | Suspension): answer is Answer {
  return Array.isArray(answer);
}

/**
 * Returns an answer, or waits for it.
 * @param held what is waited with: who waits has not forgotten it, although nothing else may hold it; undefined: what is waited
 * for holds it
 */
export function answered(state: State, held: Value, answer: Answer | Suspension): Result {
  if (isAnswer(answer)) return answer;
  if (held === undefined) return suspend(state, answer);
  return suspend(state, {
    kind: answer.kind,
    awaits: answer.awaits,
    start(resume) {
      const cancel = answer.start(resume);
      return () => {
        if (held !== undefined) cancel();
      };
    },
  });
}
