/** How a library function waits for the host: the whole worker stands still, as it does while C waits. */
import { suspend } from "../coroutines.ts";
import { ContinuedFrame } from "../frames.ts";
import type { State } from "../state.ts";
import { UNWIND } from "../unwinding.ts";
import type { Result } from "../values.ts";

/** Whether the running script can be suspended. Inside a sort comparison, say, or while a module loads, it cannot. */
export function canStall(state: State): boolean {
  return state.callbacks === 0 && state.coroutine !== state.root;
}

/**
 * Suspends the worker until `resume` is called. Ask {@link canStall} first.
 * @param awaits the library function, for observers
 * @param start begins the wait; returns what ends it early
 * @param then goes on; its answer is the library function's own
 */
export function stall(
  state: State,
  awaits: string,
  start: (resume: () => void) => () => void,
  then: () => Result,
): Result {
  const answer = suspend(state, { kind: "stall", awaits, start: (resume) => start(() => resume()) });
  if (answer === UNWIND) {
    const continued: ContinuedFrame = new ContinuedFrame(state.frame, undefined, () => {
      state.frame = continued.parent;
      return then();
    });
    state.unwinding.add(continued);
  }
  return answer;
}
