/** The constants of SHA-2 are the first 64 bits of fractions of square and cube roots of primes (FIPS 180-4). */

/** For SHA-224 and SHA-256: the upper 32 bits of what {@link fractions} has. */
export function upperHalves(fractions: readonly bigint[]): number[] {
  return fractions.map((fraction) => Number(fraction >> 32n) | 0);
}

/** For SHA-384 and SHA-512: each in two, the upper 32 bits first. */
export function bothHalves(fractions: readonly bigint[]): number[] {
  return fractions.flatMap((fraction) => [Number(fraction >> 32n) | 0, Number(fraction & 0xffff_ffffn) | 0]);
}

/** The fractions of the `power`th roots of the primes number `from` to `to` (counted from 0, `to` not included). */
export function fractions(power: 2 | 3, from: number, to: number): bigint[] {
  return primes(to)
    .slice(from)
    .map((prime) => BigInt.asUintN(64, root(prime << BigInt(64 * power), BigInt(power))));
}

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let number = 2n; found.length < count; number++) {
    if (found.every((prime) => number % prime !== 0n)) found.push(number);
  }
  return found;
}

/** The largest whole number whose `power`th power is not above `value`, by Newton's method from above. */
function root(value: bigint, power: bigint): bigint {
  let guess = 1n << 72n;
  for (;;) {
    const next = ((power - 1n) * guess + value / guess ** (power - 1n)) / power;
    if (next >= guess) return guess;
    guess = next;
  }
}
