/** Takes steps off the budget for work that native functions and operators do by the size of what they are given. */
import type { State } from "./state.ts";

/** Characters that are copied, compared or converted in the time of one step. */
const CHARACTERS_A_STEP = 256;

/**
 * For work in a loop that could take long.
 * @throws Kill when the budget is used up
 */
export function charge(state: State, steps: number): void {
  state.steps -= steps;
  while (state.steps < 0) state.steps += state.budget.nextSlice().steps;
}

/** For work on a text that is done at once: the next step pays. */
export function chargeText(state: State, characters: number): void {
  if (characters >= CHARACTERS_A_STEP) state.steps -= Math.floor(characters / CHARACTERS_A_STEP);
}
