/** The quick way to write a number with a few digits, for those where doubles are good enough to round with. */

/** More digits would take more than a double has. */
const MOST_DIGITS = 14;
/** So near to the middle of two, what is lost in a multiplication could decide how to round. */
const TOO_NEAR = 0.01;
const LEAST = 1e-4;
/** As many digits as divisions of small integers get at. */
const HALF = 1e7;
const ZERO = 0x30;
const POINT = 0x2e;
const POWERS_OF_TEN: readonly number[] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
];

/** Room that there must be. */
export const LONGEST_DECIMAL = 24;

/**
 * Puts a positive number, as C's `%.{precision}g` writes it, into `bytes` from `at` on.
 * @returns the end of it; -1 where this way is not good enough, or the number has an exponent
 */
export function putDecimal(bytes: Uint8Array, at: number, magnitude: number, precision: number): number {
  if (precision > MOST_DIGITS || magnitude < LEAST || magnitude >= power(precision)) return -1;
  const exponent = exponentOf(magnitude);
  const scaled = magnitude * power(precision - 1 - exponent);
  const whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (Math.abs(rest - 0.5) < TOO_NEAR) return -1;
  const digits = rest > 0.5 ? whole + 1 : whole;
  if (digits >= power(precision)) return -1;
  // The digits and their point; in front of the digits of what is below 1 there are zeros.
  let from = at;
  if (exponent < 0) {
    for (let zero = exponent; zero <= 0; zero++) bytes[from++] = ZERO;
    bytes[at + 1] = POINT;
  }
  const behindPoint = exponent < 0 ? precision : exponent + 1;
  const high = Math.floor(digits / HALF);
  const firstOfLow = precision - 7;
  let half = digits - high * HALF;
  for (let digit = precision - 1; digit >= 0; digit--) {
    if (digit === firstOfLow - 1) half = high;
    const rounded = Math.floor(half / 10);
    bytes[digit < behindPoint ? from + digit : from + digit + 1] = ZERO + half - rounded * 10;
    half = rounded;
  }
  if (exponent < 0) return withoutZeros(bytes, from + precision);
  if (behindPoint === precision) return from + precision;
  bytes[from + behindPoint] = POINT;
  const end = withoutZeros(bytes, from + precision + 1);
  return bytes[end - 1] === POINT ? end - 1 : end;
}

function power(exponent: number): number {
  return POWERS_OF_TEN[exponent] ?? 1;
}

/** The place of the first digit: 0 for those from 1 to 9. */
function exponentOf(magnitude: number): number {
  if (magnitude < 0.001) return -4;
  if (magnitude < 0.01) return -3;
  if (magnitude < 0.1) return -2;
  if (magnitude < 1) return -1;
  let exponent = 0;
  while (magnitude >= power(exponent + 1)) exponent++;
  return exponent;
}

/** @returns the end before the zeros at `end` */
function withoutZeros(bytes: Uint8Array, end: number): number {
  while (bytes[end - 1] === ZERO) end--;
  return end;
}
