/** Takes steps off the budget for work that a native function does in a loop. */
import type { State } from "./state.ts";

/** @throws Kill when the budget is used up */
export function charge(state: State, steps: number): void {
  state.steps -= steps;
  while (state.steps < 0) state.steps += state.budget.nextSlice().steps;
}
