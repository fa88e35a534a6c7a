/** Numbers with 128 binary places, as bigints, from which the tables here are made at first use. */

const PLACES = 128;
export const ONE = 1n << BigInt(PLACES);

export function logOfTwo(): bigint {
  return logOfRatio(3n);
}

/** 2 atanh(1 / n), which is log((n + 1) / (n - 1)). */
export function logOfRatio(n: bigint): bigint {
  return 2n * oddSeries(1n, n, 1n, ONE);
}

/** atan(dividend / divisor). */
export function arcOfRatio(dividend: bigint, divisor: bigint): bigint {
  return oddSeries(dividend, divisor, -1n, ONE);
}

/** π times `one`, by Machin's formula. */
export function pi(one = ONE): bigint {
  return 16n * oddSeries(1n, 5n, -1n, one) - 4n * oddSeries(1n, 239n, -1n, one);
}

/** x + s x³/3 + s² x⁵/5 + …, where x is dividend / divisor and s is `sign`. */
function oddSeries(dividend: bigint, divisor: bigint, sign: bigint, one: bigint): bigint {
  const factor = sign * dividend * dividend;
  const square = divisor * divisor;
  let sum = 0n;
  for (let at = 1n, power = (one * dividend) / divisor; power !== 0n; at += 2n) {
    sum += power / at;
    power = (power * factor) / square;
  }
  return sum;
}

/** The part of `value` that is a multiple of two to the power of -`places`, cut off towards minus infinity. */
export function highPart(value: bigint, places: number): number {
  return Number(value >> BigInt(PLACES - places)) / 2 ** places;
}

/** What {@link highPart} leaves. */
export function lowPart(value: bigint, places: number): number {
  return Number(BigInt.asUintN(PLACES - places, value)) / 2 ** PLACES;
}
