/** Positions and counts as LuaJIT's string functions take them: 32-bit integers. */
import { checkNumber } from "../../arguments.ts";
import type { State } from "../../state.ts";
import type { Value } from "../../values.ts";

const SMALLEST = -2147483648;

/** A number with its fraction cut off. What does not fit in 32 bits, infinities and NaN too, is the smallest integer. */
export function checkInt32(state: State, value: Value, index: number, count: number): number {
  const number = typeof value === "number" ? value : checkNumber(state, value, index, count);
  return number > SMALLEST - 1 && number < -SMALLEST ? number | 0 : SMALLEST;
}

/** As {@link checkInt32}; nil or nothing is `fallback`. */
export function optionalInt32(state: State, value: Value, index: number, count: number, fallback: number): number {
  return value === undefined ? fallback : checkInt32(state, value, index, count);
}
