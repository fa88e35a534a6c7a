/** C's log, log2 and log10. */
import { double, HIGH, halves, low } from "./doubles.ts";
import { highPart, logOfRatio, logOfTwo, lowPart } from "./fixed-point.ts";

/** For each value of a significand's first 8 bits at 4 i: about its inverse, in 9 bits, and the logarithm of that, negated. */
const inverses = new Float64Array(1024);
/** Logarithms in so many places that sums with `exponent` times log 2 are exact, and the rest. */
const LOG_PLACES = 42;
const LOG_OF_TWO_HIGH = 0.6931471805598903;
const LOG_OF_TWO_LOW = 5.497923018708371e-14;
/** 1 / log 2, and log10 of 2: few enough bits that products here are exact, and the rest. */
const INVERSE_HIGH = 1.4426950216293335;
const INVERSE_LOW = 1.9259629911266175e-8;
const DECIMAL_HIGH = 0.30102999566361177;
const DECIMAL_LOW = 3.694239077158931e-13;

/** Added and subtracted again, it rounds to 20 places. */
const TO_20_PLACES = 1.5 * 2 ** 32;

/** The significand from which on a number counts as one below the next power of two: near the root of 2, by its upper half. */
const BITS_OF_ROOT = 0x6a;
const HALF_OF_ROOT = 0x3fe00000 + (BITS_OF_ROOT << 12);
const HALF_OF_ONE_HALF = 0x3fe00000;
const HALF_OF_ONE = 0x3ff00000;

export function log(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return ofNoSize(x);
  const high = logAsSum(x);
  return high + (low[0] as number);
}

export function log2(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return ofNoSize(x);
  const exponent = split(x, HALF_OF_ROOT);
  const high = logAsSum(double[0] as number);
  const rest = low[0] as number;
  const part = Math.fround(high);
  const product = part * INVERSE_HIGH;
  const sum = exponent + product;
  return sum + (product - (sum - exponent) + ((high - part + rest) * INVERSE_HIGH + (high + rest) * INVERSE_LOW));
}

/** Rounded where C's library rounds. */
export function log10(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return ofNoSize(x);
  const exponent = split(x, x < 1 ? HALF_OF_ONE_HALF : HALF_OF_ONE);
  const rest = Math.LOG10E * log(double[0] as number);
  return exponent * DECIMAL_LOW + rest + exponent * DECIMAL_HIGH;
}

function ofNoSize(x: number): number {
  return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
}

/** The logarithm of `x`, which is above zero and finite; {@link low} has the low part. Its error is below 2^-68 of it. */
export function logAsSum(x: number): number {
  if (inverses[0] === 0) fill();
  const exponent = split(x, HALF_OF_ROOT);
  const significand = double[0] as number;
  const at = ((halves[HIGH] as number) >> 10) & 0x3fc;
  const inverse = inverses[at] as number;
  // Products with 9 bits, and a difference that has no more than 53: all of it is exact.
  const part = significand + TO_20_PLACES - TO_20_PLACES;
  const partBeyond = part * inverse - 1;
  const restBeyond = (significand - part) * inverse;
  const beyond = partBeyond + restBeyond;

  const power = beyond * beyond;
  const curve = 1 / 5 - beyond * (1 / 6) + power * (1 / 7 - beyond / 8 + power * (1 / 9));
  const cubic = beyond * power * (1 / 3 - beyond / 4 + power * curve);
  const square = -0.5 * partBeyond * partBeyond;
  const whole = exponent * LOG_OF_TWO_HIGH + (inverses[at + 1] as number);
  const line = whole + beyond;
  const sum = line + square;
  low[0] =
    beyond -
    (line - whole) +
    (square - (sum - line)) +
    (exponent * LOG_OF_TWO_LOW + (inverses[at + 2] as number) - 0.5 * restBeyond * (partBeyond + beyond) + cubic);
  return sum;
}

/**
 * Puts the significand of `x` into {@link double} and answers the exponent.
 * @param least the upper half of the least significand
 */
function split(x: number, least: number): number {
  double[0] = x;
  let half = halves[HIGH] as number;
  let shift = 0;
  if (half < 0x100000) {
    double[0] = x * 2 ** 54;
    half = halves[HIGH] as number;
    shift = -54;
  }
  const above = half - least;
  halves[HIGH] = half - (above & 0xfff00000);
  return (above >> 20) + shift;
}

function fill(): void {
  const two = logOfTwo();
  const logs = logsOfWholeNumbers(512);
  for (let at = 0; at < 256; at++) {
    // No logarithm is added where all of the result is that of a significand near one.
    const nearest = at === 0 ? 512 : Math.round(131072 / (at + 256.5));
    const isAbove = at < BITS_OF_ROOT;
    inverses[4 * at] = nearest / (isAbove ? 512 : 256);
    const negated = (isAbove ? 9n : 8n) * two - (logs[nearest] as bigint);
    inverses[4 * at + 1] = highPart(negated, LOG_PLACES);
    inverses[4 * at + 2] = lowPart(negated, LOG_PLACES);
  }
}

function logsOfWholeNumbers(last: number): bigint[] {
  const logs = [0n, 0n, logOfTwo()];
  const log = (n: number) => logs[n] as bigint;
  for (let n = 3; n <= last; n++) {
    let factor = 2;
    while (factor * factor <= n && n % factor !== 0) factor++;
    if (factor * factor <= n) logs[n] = log(factor) + log(n / factor);
    // A prime lies between two even numbers: its square is their product and one.
    else logs[n] = (log(n - 1) + log(2) + log((n + 1) / 2) + logOfRatio(BigInt(2 * n * n - 1))) / 2n;
  }
  return logs;
}
