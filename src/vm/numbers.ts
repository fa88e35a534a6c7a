/** Numbers as text: what LuaJIT reads as a number and how it prints one. */

/**
 * The number that `text` spells, by the rules of LuaJIT's lj_strscan, or undefined if it spells none.
 *
 * Space around it and one sign are allowed; decimal and hexadecimal numbers (`0x.8p1`), binary ones (`0b101`), `inf`,
 * `infinity` and `nan` in any case. `tonumber` without a base, arithmetic on strings and number literals all read so.
 * A suffix that makes a 64-bit or imaginary number in LuaJIT (`1LL`, `2i`) is no number here.
 */
export function parseNumber(text: string): number | undefined {
  const short = parseShortDecimal(text);
  if (short !== undefined) return short;
  const parts = NUMBER.exec(text);
  if (parts === null) return undefined;
  const [, sign, word, hexadecimal, hexExponent, binary, decimal, exponent] = parts;
  const magnitude =
    word !== undefined
      ? parseWord(word)
      : hexadecimal !== undefined
        ? parseHexadecimal(hexadecimal, hexExponent)
        : binary !== undefined
          ? parseBinary(binary)
          : parseDecimal(decimal ?? "", exponent);
  if (magnitude === undefined) return undefined;
  return sign === "-" ? -magnitude : magnitude;
}

/**
 * How Lua prints a number: `%.14g`, so `1e+15`, `0.1`, `-0`, `inf`, `-inf` and `nan`. LuaJIT rounds a number exactly
 * between two neighbours away from zero, as JavaScript does and C does not.
 */
export function formatNumber(number: number): string {
  if ((number | 0) === number && (number !== 0 || 1 / number > 0)) return String(number);
  const magnitude = Math.abs(number);
  if (magnitude >= 1e-4 && magnitude < 1e14) {
    const shifted = magnitude * 1e6;
    // Both ways give the same: the first is the faster one where there are few digits.
    if (shifted === Math.floor(shifted)) {
      const shortest = String(number);
      const room = SIGNIFICANT_DIGITS + (number < 0 ? 2 : 1) + (magnitude < 1 ? 1 : 0);
      // At most 14 digits that read back as this double are what rounding it to 14 digits gives.
      if (shortest.length <= room) return magnitude < LARGEST_FIXED ? shortest : exponential(number);
    }
    if (magnitude < LARGEST_FIXED) return withoutTrailingZeros(number.toPrecision(14));
  }
  return exponential(number);
}

const SIGNIFICANT_DIGITS = 14;
/** Below it, rounding to 14 digits cannot carry into a fifteenth digit before the point. */
const LARGEST_FIXED = 99999999999999;

/** Exponents and runs of digits this long are malformed to LuaJIT. */
const TOO_LONG = 1 << 20;

const NUMBER = new RegExp(
  [
    "^[\\t-\\r ]*([+-]?)(?:",
    "(inf(?:inity)?|nan)",
    "|0x([0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(?:p([+-]?[0-9]+))?",
    "|0b([01]+)",
    "|([0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e([+-]?[0-9]+))?",
    ")[\\t-\\r ]*$",
  ].join(""),
  "i",
);

/**
 * The usual case without the pattern: up to 15 decimal digits, perhaps with a sign, a point and a small exponent. Digits and
 * power of ten are exact doubles then, and one multiplication or division of them rounds once.
 */
function parseShortDecimal(text: string): number | undefined {
  const { length } = text;
  if (length > LONGEST_SHORT) return undefined;
  const isMinus = text.charCodeAt(0) === 45; /* - */
  let at = isMinus ? 1 : 0;
  let value = 0;
  let digits = 0;
  for (; at < length; at++, digits++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (digits === 0) return undefined;
  let scale = 0;
  if (at < length && text.charCodeAt(at) === 46 /* . */) {
    for (at++; at < length; at++, scale--) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
  }
  if (digits - scale > 15) return undefined;
  if (at < length && (text.charCodeAt(at) | 32) === 101 /* e */) {
    const sign = text.charCodeAt(at + 1);
    at += sign === 43 /* + */ || sign === 45 ? 2 : 1;
    if (at === length) return undefined;
    let exponent = 0;
    for (; at < length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) break;
      exponent = exponent * 10 + digit;
    }
    scale += sign === 45 ? -exponent : exponent;
  }
  if (at < length) return undefined;
  if (scale !== 0) {
    const power = POWERS_OF_TEN[scale < 0 ? -scale : scale];
    if (power === undefined) return undefined;
    value = scale < 0 ? value / power : value * power;
  }
  return isMinus ? -value : value;
}

const LONGEST_SHORT = 24;
/** Those that are exact doubles. */
const POWERS_OF_TEN: readonly number[] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
];

function parseWord(word: string): number {
  return word.toLowerCase() === "nan" ? Number.NaN : Number.POSITIVE_INFINITY;
}

function parseDecimal(digits: string, exponent: string | undefined): number | undefined {
  if (exponent === undefined) return Number(digits);
  return Math.abs(Number(exponent)) < TOO_LONG ? Number(`${digits}e${exponent}`) : undefined;
}

function parseBinary(digits: string): number | undefined {
  const significant = digits.replace(/^0+/, "");
  return significant.length > 64 ? undefined : Number(`0b${digits}`);
}

/** `digits` may hold a point; the exponent is one of 2. */
function parseHexadecimal(digits: string, exponent: string | undefined): number | undefined {
  const binaryExponent = exponent === undefined ? 0 : Number(exponent);
  if (Math.abs(binaryExponent) >= TOO_LONG) return undefined;
  const point = digits.indexOf(".");
  const fraction = point < 0 ? "" : withoutZerosBehind(digits.slice(point + 1));
  const mantissa = ((point < 0 ? digits : digits.slice(0, point)) + fraction).replace(/^0+/, "");
  const scale = binaryExponent - 4 * fraction.length;
  if (mantissa.length <= SIXTEEN) return scaled(Number(`0x0${mantissa}`), scale);
  // LuaJIT keeps sixteen digits and remembers in the lowest bit whether anything but zeros follows.
  const rest = mantissa.slice(SIXTEEN);
  const kept = BigInt(`0x${mantissa.slice(0, SIXTEEN)}`) | (/[^0]/.test(rest) ? 1n : 0n);
  return scaled(Number(kept), scale + 4 * rest.length);
}

/** Hexadecimal digits in 64 bits. */
const SIXTEEN = 16;

/** `value` times two to the power of `exponent`, rounded once, as C's ldexp does; `value` is zero or at least one. */
function scaled(value: number, exponent: number): number {
  if (value === 0 || exponent === 0) return value;
  let result = value;
  let left = Math.max(-3000, Math.min(3000, exponent));
  for (; left > 1000; left -= 1000) result *= 2 ** 1000;
  if (left < -1000) {
    // One exact step; the second may fall below the normal range and rounds there.
    result *= 2 ** -1000;
    left += 1000;
    if (left < -1074) return 0;
  }
  return result * 2 ** left;
}

/** `%.14g` where it needs an exponent, and of what is no finite number. */
function exponential(number: number): string {
  if (number === 0) return "-0";
  if (number !== number) return "nan";
  if (number === Number.POSITIVE_INFINITY) return "inf";
  if (number === Number.NEGATIVE_INFINITY) return "-inf";
  const text = number.toExponential(SIGNIFICANT_DIGITS - 1);
  const at = text.indexOf("e");
  const mantissa = withoutTrailingZeros(text.slice(0, at));
  const exponent = Number(text.slice(at + 1));
  // Rounding up can lead out of the range that is printed with an exponent.
  if (exponent === -4) return number < 0 ? "-0.0001" : "0.0001";
  if (exponent >= 0 && exponent < SIGNIFICANT_DIGITS) return withoutTrailingZeros(number.toPrecision(14));
  const size = Math.abs(exponent);
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${size < 10 ? "0" : ""}${size}`;
}

/** A number's text without the zeros behind its point, and without a point that then ends it. */
function withoutTrailingZeros(text: string): string {
  if (!text.includes(".")) return text;
  const short = withoutZerosBehind(text);
  return short.endsWith(".") ? short.slice(0, -1) : short;
}

/** By hand, because /0+$/ takes quadratic time on long runs of zeros elsewhere. */
function withoutZerosBehind(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48 /* 0 */) end--;
  return text.slice(0, end);
}
