/** C's exp, sinh and cosh. */
import { powerOfTwo } from "./doubles.ts";
import { highPart, logOfTwo, lowPart, ONE, product } from "./fixed-point.ts";

/** 2^(i / 256) at 2 i, in 26 bits, and what is left of it behind. */
const powers = new Float64Array(512);
/** log 2 / 256: so many bits that its product with a whole number of 19 bits is exact, and the rest. */
const STEP_HIGH = 0.002707606173999011;
const STEP_LOW = 6.327543041662719e-14;

/** 256 / log 2, to find the nearest step. */
const STEPS = 369.3299304675746;
/** Added and subtracted again, they round to whole numbers, and to 34 places. */
const TO_WHOLE = 1.5 * 2 ** 52;
const TO_34_PLACES = 1.5 * 2 ** 18;

export function exp(x: number): number {
  if (x > -746 && x < 710) return expOfSum(x, 0);
  return x !== x ? x : x > 0 ? Number.POSITIVE_INFINITY : 0;
}

/** The exponential of `x`, which is from -746 to 710, and `rest`, which is below its last place. */
export function expOfSum(x: number, rest: number): number {
  if (powers[0] === 0) fill();
  // A whole number of steps, and not even one: exact but for the last bits, which go into `low`.
  const steps = x * STEPS + TO_WHOLE - TO_WHOLE;
  const near = x - steps * STEP_HIGH;
  const far = steps * STEP_LOW - rest;
  const reduced = near - far;
  const high = reduced + TO_34_PLACES - TO_34_PLACES;
  const low = reduced - high + (near - reduced - far);
  const curve =
    reduced * reduced * (1 / 2 + reduced * (1 / 6 + reduced * (1 / 24 + reduced * (1 / 120 + reduced * (1 / 720)))));
  const at = (steps & 255) << 1;
  const power = powers[at] as number;
  const powerLow = powers[at + 1] as number;
  const product = power * high;
  const sum = power + product;
  const tail = product - (sum - power) + (powerLow + (power * (low + curve) + powerLow * (reduced + curve)));
  const exponent = steps >> 8;
  if (exponent > 1023 || exponent < -1022) return scaled(sum, tail, exponent);
  return (sum + tail) * powerOfTwo(exponent);
}

/** `sum + tail`, about one, times a power of two that makes it very large or small. It rounds once. */
function scaled(sum: number, tail: number, exponent: number): number {
  if (exponent > 0) return (sum + tail) * 2 * powerOfTwo(exponent - 1);
  const factor = 2 ** (exponent + 1022);
  const high = sum * factor;
  // Beside one, a double has the places that a subnormal number has.
  const shifted = 1 + high;
  return (shifted + (high - (shifted - 1) + tail * factor) - 1) * 2 ** -1022;
}

function fill(): void {
  const step = logOfTwo() / 256n;
  let ratio = ONE;
  for (let at = 1n, term = step; term !== 0n; term = product(term, step) / ++at) ratio += term;
  let power = ONE;
  for (let at = 0; at < powers.length; at += 2) {
    powers[at] = highPart(power, 25);
    powers[at + 1] = lowPart(power, 25);
    power = product(power, ratio);
  }
}

/** From here on, exp(-x) is below the last place of exp(x). */
const ONE_SIDED = 22;

export function sinh(x: number): number {
  const size = Math.abs(x);
  if (!(size > ONE_SIDED)) return Math.sinh(x);
  return x < 0 ? -halfExp(size) : halfExp(size);
}

export function cosh(x: number): number {
  const size = Math.abs(x);
  if (size > ONE_SIDED) return halfExp(size);
  // C's library rounds the two halves.
  const power = exp(size);
  return size > HALF_LOG_OF_TWO ? 0.5 * power + 0.5 / power : Math.cosh(x);
}

const HALF_LOG_OF_TWO = Math.LN2 / 2;

/** exp(x) / 2, which may be a double where exp(x) is too large. */
function halfExp(x: number): number {
  if (x < 709.782712893384) return 0.5 * exp(x);
  const root = exp(0.5 * x);
  return 0.5 * root * root;
}
