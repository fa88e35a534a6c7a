/** The forms that lua-cjson takes numbers in, beyond those that JSON has. */
import { type Spelled, strtod } from "./strtod.ts";

const LARGEST_INTEGER = 2 ** 63;

/** Whether what stands at `at` could be a number that is not JSON's: with a plus, with a zero in front, hexadecimal, inf, nan. */
export function isInvalidNumber(text: string, at: number): boolean {
  return /\+|-?(?:0[0-9xX]|inf|nan)/iy.test(text.slice(at, at + 4));
}

/** As lua-cjson reads it: an integer, unless what follows shows that it is something else. */
export function numberAt(text: string, at: number): Spelled | undefined {
  const end = endOfInteger(text, at);
  if (end === undefined || /[.eEx]/.test(text.charAt(end))) return strtod(text, at);
  const value = Number(text.slice(at, end));
  return { value: saturated(value) + 0, end };
}

/** C's strtoll answers the nearest integer that it has. */
export function saturated(integer: number): number {
  return Math.max(-LARGEST_INTEGER, Math.min(LARGEST_INTEGER, integer));
}

/** Whether the number that begins at `from` has the form of an integer. */
export function isInteger(text: string, from: number): boolean {
  const end = endOfInteger(text, from);
  return end !== undefined && !/[.eEx]/.test(text.charAt(end));
}

/** The end of the sign and digits at `at`; undefined where there is no digit. */
function endOfInteger(text: string, at: number): number | undefined {
  const digits = /[+-]?[0-9]+/y;
  digits.lastIndex = at;
  return digits.test(text) ? digits.lastIndex : undefined;
}
