/** Adds a text to a digest on the script's budget. */
import { charge } from "../../vm/charge.ts";
import type { State } from "../../vm/state.ts";
import type { Digest } from "./block-digest.ts";

/** Characters that are added in the time of one step. */
const CHARACTERS_A_STEP = 16;
/** How many are added before the budget is asked again. */
const PIECE = 64 * 1024;

/** @throws Kill when the budget is used up */
export function addText(state: State, digest: Digest, text: string): void {
  if (text.length <= PIECE) {
    state.steps -= Math.floor(text.length / CHARACTERS_A_STEP);
    digest.update(text);
    return;
  }
  for (let at = 0; at < text.length; at += PIECE) {
    charge(state, PIECE / CHARACTERS_A_STEP);
    digest.update(text.slice(at, at + PIECE));
  }
}
