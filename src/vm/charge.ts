/** Takes steps off the budget for work that native functions and operators do by the size of what they are given. */
import { LONG_TEXT, type State } from "./state.ts";
import type { Entry } from "./table.ts";
import type { Value } from "./values.ts";

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

/** For the name of a file, of which each character is looked at several times, and which may be kept. */
export function chargeName(state: State, { length }: string): void {
  state.steps -= length >> 2;
}

/** For a long `left` that was compared by `==`: the engine looks into texts only where their lengths are the same. */
export function chargeEquality(state: State, left: string, right: Value): void {
  if (typeof right === "string" && right.length === left.length) chargeText(state, left.length);
}

/** For a key that is looked up: a long text is read whole, and compared with one that the table has. */
export function chargeKey(state: State, key: Value): void {
  if (isLongText(key)) chargeText(state, key.length);
}

export function isLongText(value: Value): value is string {
  return typeof value === "string" && value.length > LONG_TEXT;
}

/** For a traversal that has passed places of removed entries. */
export function chargePassed(state: State, entry: Entry): void {
  if (entry.passed < PLACES_A_STEP) return;
  state.steps -= Math.floor(entry.passed / PLACES_A_STEP);
  entry.passed = 0;
}
