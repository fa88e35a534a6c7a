/** Numbers with 128 binary places, as bigints, from which the tables here are made at first use. */

const PLACES = 128;
export const ONE = 1n << BigInt(PLACES);

export function logOfTwo(): bigint {
  return logOfRatio(3n);
}

/** 2 atanh(1 / n), which is log((n + 1) / (n - 1)). */
export function logOfRatio(n: bigint): bigint {
  return 2n * oddSeries(n, 1n, ONE);
}

/** π times `one`, by Machin's formula. */
export function pi(one: bigint): bigint {
  return 16n * oddSeries(5n, -1n, one) - 4n * oddSeries(239n, -1n, one);
}

/** 1/n + s/(3 n³) + s²/(5 n⁵) + …, times `one`, where s is `sign`. */
function oddSeries(n: bigint, sign: bigint, one: bigint): bigint {
  const square = sign * n * n;
  let sum = 0n;
  for (let at = 1n, power = one / n; power !== 0n; at += 2n) {
    sum += power / at;
    power /= square;
  }
  return sum;
}

export function product(x: bigint, y: bigint): bigint {
  return (x * y) >> BigInt(PLACES);
}

/** The part of `value` that is a multiple of two to the power of -`places`, cut off towards minus infinity. */
export function highPart(value: bigint, places: number): number {
  return Number(value >> BigInt(PLACES - places)) / 2 ** places;
}

/** What {@link highPart} leaves. */
export function lowPart(value: bigint, places: number): number {
  return Number(BigInt.asUintN(PLACES - places, value)) / 2 ** PLACES;
}
