/** C's pow: the operator `^`. */
import { double, HIGH, halves, low, powerOfTwo, productError } from "./doubles.ts";
import { expOfSum } from "./exponential.ts";
import { logAsSum } from "./logarithm.ts";

export function power(x: number, y: number): number {
  if (y === 2) return x * x;
  // The root of -0 is -0, its power 0.
  if (y === 0.5) return x === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : Math.sqrt(x) + 0;
  return x - x === 0 && y - y === 0 && x !== 0 ? finitePower(x, y) : specialPower(x, y);
}

/** JavaScript's differs where the base is 1 or -1. */
function specialPower(x: number, y: number): number {
  if (x === 1 || (x === -1 && (y === Number.POSITIVE_INFINITY || y === Number.NEGATIVE_INFINITY))) return 1;
  return x ** y;
}

/** `x` is not zero. */
function finitePower(x: number, y: number): number {
  const whole = y | 0;
  if (whole === y && whole >= -1100 && whole <= 1100) {
    const product = shortPower(x, whole);
    if (product === product) return product;
  }
  let sign = 1;
  let size = x;
  if (x < 0) {
    if (Math.floor(y) !== y) return Number.NaN;
    if (y % 2 !== 0) sign = -1;
    size = -x;
  }
  if (size === 1) return sign;
  const sum = logAsSum(size);
  const beside = low[0] as number;
  const high = sum + beside;
  const estimate = y * high;
  if (!(estimate > -746 && estimate < 710)) return sign * (estimate > 0 ? Number.POSITIVE_INFINITY : 0);
  if (estimate > -TINY && estimate < TINY) return sign;
  // numbers between 2^-120 and 2^62
  const rest = productError(y, high, estimate);
  return sign * expOfSum(estimate, rest + y * (beside - (high - sum)));
}

/** Below it, the exponential is one. */
const TINY = 2 ** -60;
const MOST_WHOLE = 2 ** 53;

/**
 * A power of a number of few bits, such as a small whole number, of which only the last step rounds: here are the exact results
 * and the only ones in the middle between two doubles. NaN where it is none.
 */
function shortPower(x: number, exponent: number): number {
  double[0] = x;
  const half = halves[HIGH] as number;
  const ownExponent = (half >> 20) & 0x7ff;
  if (halves[1 - HIGH] !== 0 || ownExponent === 0) return Number.NaN;
  const bits = (half & 0xfffff) | 0x100000;
  const zeros = 31 - Math.clz32(bits & -bits);
  const odd = bits >> zeros;
  const scale = (ownExponent - 1043 + zeros) * exponent;
  const sign = x < 0 && (exponent & 1) === 1 ? -1 : 1;
  if (odd === 1) return sign * (scale > 1023 || scale < -1022 ? 2 ** scale : powerOfTwo(scale));
  if (exponent > MOST_FACTORS || exponent < -MOST_FACTORS || scale > MOST_SCALE || scale < -MOST_SCALE)
    return Number.NaN;
  let product = 1;
  let square = odd;
  for (let left = exponent > 0 ? exponent - 1 : -exponent; left > 0; left >>= 1) {
    if ((left & 1) === 1) product *= square;
    square *= square;
  }
  if (product > MOST_WHOLE) return Number.NaN;
  return (exponent > 0 ? product * odd : 1 / product) * (sign * powerOfTwo(scale));
}

const MOST_FACTORS = 53;
const MOST_SCALE = 900;
