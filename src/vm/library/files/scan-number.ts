/** The format "*n": a number as C's `scanf("%lf")` takes it from a file. */
import { charge } from "../../charge.ts";
import { parseNumber } from "../../numbers.ts";
import type { State } from "../../state.ts";
import type { Input } from "./input.ts";
import { CHUNK, type Reading } from "./reading.ts";

/**
 * Reads a number, or answers nil. Like glibc it takes every byte that can belong to one, and puts the byte after them back,
 * so that "1e+x" is the number 1 with the "x" left to read. Unlike elsewhere, a failed word ("ink" for "inf") loses the
 * byte at which it failed.
 */
export function* readNumber(state: State, input: Input): Reading<number | undefined> {
  while (SPACE.test(yield* peek(input))) {
    input.skip();
    charge(state, 1);
  }
  let text = "";
  if (SIGN.test(yield* peek(input))) text += input.take(1);
  const sign = text;
  const start = (yield* peek(input)).toLowerCase();
  if (start === "n") return (yield* readWord(input, "nan")) ? withSign(sign, Number.NaN) : undefined;
  if (start === "i") return (yield* readInfinity(input)) ? withSign(sign, Number.POSITIVE_INFINITY) : undefined;

  let digits = DECIMAL;
  let exponentMark = "e";
  let seenDigit = false;
  if (start === "0") {
    text += input.take(1);
    if ((yield* peek(input)).toLowerCase() === "x") {
      text += input.take(1);
      digits = HEXADECIMAL;
      exponentMark = "p";
    } else seenDigit = true;
  }
  let seenPoint = false;
  let seenExponent = false;
  for (;;) {
    const next = yield* peek(input);
    const mark = next.toLowerCase();
    if (next !== "" && (seenExponent ? DECIMAL : digits).test(next)) seenDigit = true;
    else if (seenDigit && !seenExponent && mark === exponentMark) seenExponent = seenPoint = true;
    else if (next === "." && !seenPoint) seenPoint = true;
    else if (!(seenExponent && SIGN.test(next) && text.slice(-1).toLowerCase() === exponentMark)) break;
    text += next;
    input.skip();
    charge(state, 1);
    state.budget.chargeString(text.length);
  }
  return numberAtStart(text);
}

const SPACE = /^[\t-\r ]$/;
const SIGN = /^[+-]$/;
const DECIMAL = /^[0-9]$/;
const HEXADECIMAL = /^[0-9a-fA-F]$/;

/** The next byte, left where it is; "" at the end. */
function* peek(input: Input): Reading<string> {
  if (input.isEmpty && !(yield CHUNK)) return "";
  return input.next;
}

/** Takes the letters of `word` off, in any case, and the byte at which they end being that. */
function* readWord(input: Input, word: string): Reading<boolean> {
  for (const letter of word) {
    const next = yield* peek(input);
    if (next === "") return false;
    input.skip();
    if (next.toLowerCase() !== letter) return false;
  }
  return true;
}

function* readInfinity(input: Input): Reading<boolean> {
  if (!(yield* readWord(input, "inf"))) return false;
  return (yield* peek(input)).toLowerCase() === "i" ? yield* readWord(input, "inity") : true;
}

function withSign(sign: string, magnitude: number): number {
  return sign === "-" ? -magnitude : magnitude;
}

/** `strtod`: the longest beginning of `text` that is a number. */
function numberAtStart(text: string): number | undefined {
  const hexadecimal = /^[+-]?0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(?:p[+-]?[0-9]+)?/i.exec(text);
  if (hexadecimal !== null) return parseNumber(hexadecimal[0]);
  // C reads nothing at all here, although a 0 stands at the start.
  if (/^[+-]?0x/i.test(text) && text.replace(/^[+-]/, "").length === 2) return undefined;
  const decimal = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?/i.exec(text);
  return decimal === null ? undefined : Number(decimal[0]);
}
