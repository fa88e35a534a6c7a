/** The elementary functions in exact arithmetic, as far as `places` binary places are: bigints stand for numbers times 2^places. */

/** A number: `value` with its places, times two to the power of `exponent`. */
export interface Exact {
  readonly value: bigint;
  readonly exponent: number;
}

export class ExactFunctions {
  private readonly one: bigint;
  private readonly logOfTwo: bigint;
  private readonly halfPi: bigint;

  constructor(private readonly places: number) {
    this.one = 1n << BigInt(places);
    this.logOfTwo = 2n * this.series(this.one / 3n, 1n);
    this.halfPi = 2n * this.atan(this.one);
  }

  /** `x`, which must not need more places. */
  fixed(x: number): bigint {
    const [significand, exponent] = parts(x);
    const shift = BigInt(exponent + this.places);
    return shift >= 0n ? significand << shift : significand >> -shift;
  }

  /** How far `x` is from `exact`, in units of its last place. */
  error(x: number, exact: Exact): number {
    const [significand, exponent] = parts(x);
    const shift = BigInt(exponent + this.places - exact.exponent);
    if (shift < 40n) throw new Error("too few places");
    const difference = (significand << shift) - exact.value;
    return Number((difference * 1_000_000n) >> shift) / 1_000_000;
  }

  exp(x: bigint): Exact {
    const exponent = x / this.logOfTwo;
    const rest = (x - exponent * this.logOfTwo) >> 8n;
    let sum = this.one;
    for (let at = 1n, term = this.one; ; at++) {
      term = this.product(term, rest) / at;
      if (term === 0n || term === -1n) break;
      sum += term;
    }
    for (let at = 0; at < 8; at++) sum = this.product(sum, sum);
    return { value: sum, exponent: Number(exponent) };
  }

  log(x: number): bigint {
    const [significand, exponent] = parts(x);
    const value = (significand << BigInt(this.places)) >> 52n;
    return (
      2n * this.series(this.quotient(value - this.one, value + this.one), 1n) + BigInt(exponent + 52) * this.logOfTwo
    );
  }

  log2(x: number): bigint {
    return this.quotient(this.log(x), this.logOfTwo);
  }

  pow(x: number, y: number): Exact {
    return this.exp(this.product(this.log(x), this.fixed(y)));
  }

  /** The sine of `x` and `quarters` of a turn. */
  sin(x: bigint, quarters = 0n): bigint {
    const turns = x / this.halfPi;
    const angle = x - turns * this.halfPi;
    const quarter = BigInt.asUintN(2, turns + quarters);
    let sum = 0n;
    for (let at = 0n, term = this.one; term !== 0n && term !== -1n; at++, term = this.product(term, angle) / at) {
      if ((at & 1n) === (quarter & 1n)) continue;
      sum += (at & 2n) === 0n ? term : -term;
    }
    return quarter < 2n ? sum : -sum;
  }

  cos(x: bigint): bigint {
    return this.sin(x, 1n);
  }

  tan(x: bigint): bigint {
    return this.quotient(this.sin(x), this.cos(x));
  }

  atan(x: bigint): bigint {
    let tangent = x;
    for (let at = 0; at < 8; at++) {
      tangent = this.quotient(tangent, this.one + this.root(this.one + this.product(tangent, tangent)));
    }
    return this.series(tangent, -1n) << 8n;
  }

  atan2(y: bigint, x: bigint): bigint {
    if (x === 0n) return y < 0n ? -this.halfPi : this.halfPi;
    const angle = this.atan(this.quotient(y, x));
    if (x > 0n) return angle;
    return y < 0n ? angle - 2n * this.halfPi : angle + 2n * this.halfPi;
  }

  asin(x: bigint): bigint {
    return this.atan2(x, this.root(this.one - this.product(x, x)));
  }

  acos(x: bigint): bigint {
    return this.atan2(this.root(this.one - this.product(x, x)), x);
  }

  private product(x: bigint, y: bigint): bigint {
    return (x * y) >> BigInt(this.places);
  }

  private quotient(x: bigint, y: bigint): bigint {
    return (x << BigInt(this.places)) / y;
  }

  private root(x: bigint): bigint {
    const square = x << BigInt(this.places);
    if (square === 0n) return 0n;
    let guess = 1n << BigInt((square.toString(16).length * 4 + 2) >> 1);
    for (;;) {
      const next = (guess + square / guess) >> 1n;
      if (next >= guess) return guess;
      guess = next;
    }
  }

  /** x + s x³/3 + x⁵/5 + …, where s is `sign`. */
  private series(x: bigint, sign: bigint): bigint {
    const square = sign * this.product(x, x);
    let sum = 0n;
    for (let at = 1n, power = x; power !== 0n && power !== -1n; at += 2n, power = this.product(power, square)) {
      sum += power / at;
    }
    return sum;
  }
}

/** `x` as a whole number of 53 bits times two to the power of an exponent. */
function parts(x: number): [significand: bigint, exponent: number] {
  if (x === 0) return [0n, 0];
  let exponent = Math.floor(Math.log2(Math.abs(x))) - 52;
  let significand = x / 2 ** exponent;
  while (Math.abs(significand) >= 2 ** 53) significand = x / 2 ** ++exponent;
  while (Math.abs(significand) < 2 ** 52) significand = x / 2 ** --exponent;
  return [BigInt(significand), exponent];
}
