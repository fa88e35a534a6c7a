/** C's strtod: the longest number at a place of a text. */
import { parseNumber } from "../../vm/numbers.ts";

export interface Spelled {
  readonly value: number;
  /** The place behind it. */
  readonly end: number;
}

const FORMS = [
  "0x(?:[0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(?:p[+-]?[0-9]+)?",
  "(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e[+-]?[0-9]+)?",
  "inf(?:inity)?",
  "nan(?:\\([0-9a-z_]*\\))?",
];

/** Undefined where there is none. */
export function strtod(text: string, at: number): Spelled | undefined {
  const number = new RegExp(`([+-]?)(${FORMS.join("|")})`, "iy");
  number.lastIndex = at;
  const match = number.exec(text);
  if (match === null) return undefined;
  const [, sign, magnitude = ""] = match;
  const value = magnitudeOf(magnitude.toLowerCase());
  return { value: sign === "-" ? -value : value, end: number.lastIndex };
}

function magnitudeOf(text: string): number {
  if (text.startsWith("inf")) return Number.POSITIVE_INFINITY;
  if (text.startsWith("nan")) return Number.NaN;
  return text.startsWith("0x") ? (parseNumber(text) ?? 0) : Number(text);
}
