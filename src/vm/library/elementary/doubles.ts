/**
 * What these functions have in common. They compute with sums of two doubles, `high + low`, of which the second is far below the
 * first, so that their results are those of exact arithmetic but for the last rounding, as are those of C's library.
 */

/** Where the upper half of a double lies in memory. */
export const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** To look into a double. */
export const double = new Float64Array(1);
export const halves = new Int32Array(double.buffer);

/** The low part of what a function gives that answers the high one: this way nothing is allocated. */
export const low = new Float64Array(2);

/** Multiplied by it, a double falls into halves whose products are exact. */
export const SPLITTER = 2 ** 27 + 1;

const scale = new Float64Array(1);
const scaleHalves = new Int32Array(scale.buffer);

/** Two to the power of `exponent`, from -1022 to 1023. */
export function powerOfTwo(exponent: number): number {
  scaleHalves[HIGH] = (exponent + 1023) << 20;
  return scale[0] as number;
}

/** What rounding took from the product of `x` and `y`; for numbers between about 2^-480 and 2^480. */
export function productError(x: number, y: number, product: number): number {
  const bigX = SPLITTER * x;
  const xHigh = bigX - (bigX - x);
  const xLow = x - xHigh;
  const bigY = SPLITTER * y;
  const yHigh = bigY - (bigY - y);
  const yLow = y - yHigh;
  return xHigh * yHigh - product + xHigh * yLow + xLow * yHigh + xLow * yLow;
}

/** {@link productError} of `x` and itself. */
export function squareError(x: number, square: number): number {
  const big = SPLITTER * x;
  const high = big - (big - x);
  const low = x - high;
  return high * high - square + 2 * high * low + low * low;
}

/** What rounding took from the sum of `x` and `y`. */
export function sumError(x: number, y: number, sum: number): number {
  const part = sum - x;
  return x - (sum - part) + (y - part);
}
