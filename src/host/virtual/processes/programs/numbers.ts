/** Numbers in words, as C's library reads and prints them. */

/** "none": it is no number; "not all": something stands behind it; "range": it is too large. */
export interface ParsedNumber<Kind> {
  readonly value: Kind;
  readonly problem: "none" | "not all" | "range" | undefined;
}

/** What is longer is more than 64 bits, but for zeros in front. */
const LONGEST_INTEGER = 100;
const MOST = 2n ** 63n - 1n;
const LEAST = -(2n ** 63n);

/** strtoimax(3) with any base; a quote in front stands for the code of a character. */
export function parseIntegerWord(word: string): ParsedNumber<bigint> {
  if (/^['"]/.test(word)) {
    return { value: BigInt(word.charCodeAt(1) || 0), problem: undefined };
  }
  const [matched = "", sign, digits] = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(word) ?? [];
  if (digits === undefined) return { value: 0n, problem: word === "" ? undefined : "none" };
  if (digits.length > LONGEST_INTEGER) return { value: sign === "-" ? LEAST : MOST, problem: "range" };
  const magnitude = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = sign === "-" ? -magnitude : magnitude;
  const clipped = value > MOST ? MOST : value < LEAST ? LEAST : value;
  if (clipped !== value) return { value: clipped, problem: "range" };
  return { value, problem: matched.length < word.length ? "not all" : undefined };
}

export function parseFloatWord(word: string): ParsedNumber<number> {
  if (/^['"]/.test(word)) return { value: word.charCodeAt(1) || 0, problem: undefined };
  const [matched = "", sign = "", text] =
    /^\s*([-+]?)(0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(?:p[-+]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?|nan)/i.exec(
      word,
    ) ?? [];
  if (text === undefined) return { value: 0, problem: word === "" ? undefined : "none" };
  const magnitude = /^0x/i.test(text) ? hexadecimal(text) : /^i/i.test(text) ? Number.POSITIVE_INFINITY : Number(text);
  return {
    value: sign === "-" ? -magnitude : magnitude,
    problem: matched.length < word.length ? "not all" : undefined,
  };
}

function hexadecimal(text: string): number {
  const [, whole = "", fraction = "", exponent = "0"] =
    /^0x([0-9a-f]*)\.?([0-9a-f]*)(?:p([-+]?\d+))?$/i.exec(text) ?? [];
  return Number.parseInt(`0${whole}${fraction}`, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
}

/** With zeros in front where the flags ask for them. */
export function formatInteger(
  value: bigint,
  conversion: string,
  flags: string,
  width: number,
  precision?: number,
): string {
  const isSigned = conversion === "d" || conversion === "i";
  const magnitude = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  let digits = magnitude.toString(conversion === "o" ? 8 : conversion === "x" || conversion === "X" ? 16 : 10);
  if (precision === 0 && magnitude === 0n) digits = "";
  if (precision !== undefined && precision > 0) digits = digits.padStart(precision, "0");
  let sign = isSigned ? signOf(value < 0n, flags) : "";
  if (flags.includes("#") && conversion === "o" && !digits.startsWith("0")) digits = `0${digits}`;
  if (flags.includes("#") && magnitude !== 0n && /[xX]/.test(conversion)) sign = "0x";
  if (precision === undefined && flags.includes("0") && !flags.includes("-")) {
    digits = digits.padStart(width - sign.length, "0");
  }
  return conversion === "X" ? (sign + digits).toUpperCase() : sign + digits;
}

const MOST_DIGITS = 100;

export function formatFloat(value: number, conversion: string, flags: string, width: number, precision = 6): string {
  const sign = signOf(value < 0 || Object.is(value, -0), flags);
  const magnitude = Math.abs(value);
  const isNumber = Number.isFinite(value);
  const kind = conversion.toLowerCase();
  let digits = Number.isNaN(value) ? "nan" : "inf";
  if (isNumber) {
    const places = Math.min(precision, MOST_DIGITS);
    if (kind === "f") digits = fixed(magnitude, places);
    else if (kind === "e") digits = exponential(magnitude, places);
    else digits = general(magnitude, places, flags.includes("#"));
    if (flags.includes("0") && !flags.includes("-")) digits = digits.padStart(width - sign.length, "0");
  }
  return conversion === kind ? sign + digits : (sign + digits).toUpperCase();
}

function fixed(magnitude: number, places: number): string {
  if (magnitude < 1e21) return halfToEven(magnitude.toFixed(places), magnitude.toFixed(Math.min(100, places + 30)));
  return BigInt(magnitude).toString() + (places > 0 ? `.${"0".repeat(places)}` : "");
}

function exponential(magnitude: number, places: number): string {
  const exact = magnitude.toExponential(Math.min(100, places + 30)).replace(/e.*/, "");
  const [digits = "", exponent = ""] = magnitude.toExponential(places).split("e");
  return `${halfToEven(digits, exact)}e${exponent}`.replace(/e([-+])(\d)$/, "e$10$2");
}

/** JavaScript rounds halves up, C to even. */
function halfToEven(rounded: string, exact: string): string {
  const places = rounded.includes(".") ? rounded.length - rounded.indexOf(".") - 1 : 0;
  const point = exact.indexOf(".");
  const rest = exact.slice(point + 1 + places);
  if (!/^50*$/.test(rest)) return rounded;
  const kept = places === 0 ? exact.slice(0, point) : exact.slice(0, point + 1 + places);
  return /[02468]$/.test(kept) ? kept : rounded;
}

function general(magnitude: number, places: number, keepsZeros: boolean): string {
  const significant = places === 0 ? 1 : places;
  const exponent = magnitude === 0 ? 0 : Number(magnitude.toExponential(significant - 1).split("e")[1]);
  const isPlain = exponent >= -4 && exponent < significant;
  const text = isPlain ? fixed(magnitude, significant - 1 - exponent) : exponential(magnitude, significant - 1);
  return keepsZeros ? text : text.replace(/\.?0+(e|$)/, (zeros, end) => (text.includes(".") ? end : zeros));
}

function signOf(isNegative: boolean, flags: string): string {
  return isNegative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}
