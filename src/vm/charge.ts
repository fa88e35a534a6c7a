/** Takes steps off the budget for work that native functions and operators do by the size of what they are given. */
import type { State } from "./state.ts";
import type { Entry } from "./table.ts";

/** Characters that are copied, compared or converted in the time of one step. */
const CHARACTERS_A_STEP = 256;
/** Places of removed entries that a traversal passes in the time of one step. */
const PLACES_A_STEP = 50;

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

/** For a traversal that has passed places of removed entries. */
export function chargePassed(state: State, entry: Entry): void {
  if (entry.passed < PLACES_A_STEP) return;
  state.steps -= Math.floor(entry.passed / PLACES_A_STEP);
  entry.passed = 0;
}
