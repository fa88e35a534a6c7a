/** C's sin, cos and tan. */
import { double, HIGH, halves, low, powerOfTwo, productError, sumError } from "./doubles.ts";
import { product as fixedProduct, highPart, lowPart, ONE, pi } from "./fixed-point.ts";

/** At 4 i, of i / 128: the sine in 26 places and what is left of it, and so its cosine. */
const sines = new Float64Array(4 * 146);
/** π / 2 in three parts, whose products with a whole number of 27 bits are exact, and the rest. */
const QUARTER_1 = 1.5707963109016418;
const QUARTER_2 = 1.5893254712295857e-8;
const QUARTER_3 = 6.123233601181349e-17;
const QUARTER_4 = 3.945554166563152e-24;
/** π / 2 without the double nearest to it. */
const HALF_PI_LOW = 6.123233995736766e-17;

/** Added and subtracted again, they round to whole numbers, and to 34 places. */
const TO_WHOLE = 1.5 * 2 ** 52;
const TO_34_PLACES = 1.5 * 2 ** 18;

/** Sine and tangent of what is smaller are the number itself. */
const TINY = 2 ** -100;

export function sin(x: number): number {
  return x > -TINY && x < TINY ? x : wave(x, 0);
}

export function cos(x: number): number {
  return wave(x, 1);
}

/** The sine of `x + quarters π/2`. */
function wave(x: number, quarters: number): number {
  let turns = quarters + reduce(x);
  const angle = low[1] as number;
  const size = Math.abs(angle);
  const rest = angle < 0 ? -(low[0] as number) : (low[0] as number);
  let result: number;
  if ((turns & 1) !== 0) result = cosineOf(size, rest);
  else {
    if (angle < 0) turns ^= 2;
    result = sineOf(size, rest);
  }
  result += low[0] as number;
  return (turns & 2) === 0 ? result : -result;
}

/** By how much the sine of `angle`, which is from 2^-24 to 1.13, is below `y`, divided by its cosine. */
export function missingAngle(angle: number, y: number): number {
  if (sines[2] === 0) fill();
  const sine = sineOf(angle, 0);
  const missing = y - sine - (low[0] as number);
  const cosine = cosineOf(angle, 0);
  return missing / (cosine + (low[0] as number));
}

export function tan(x: number): number {
  if (x > -TINY && x < TINY) return x;
  const turns = reduce(x);
  const angle = low[1] as number;
  const size = Math.abs(angle);
  const rest = angle < 0 ? -(low[0] as number) : (low[0] as number);
  const sine = sineOf(size, rest);
  const sineLow = low[0] as number;
  const cosine = cosineOf(size, rest);
  const cosineLow = low[0] as number;
  const isUpright = (turns & 1) !== 0;
  const result = isUpright ? quotient(cosine, cosineLow, sine, sineLow) : quotient(sine, sineLow, cosine, cosineLow);
  return angle < 0 === isUpright ? result : -result;
}

// The sine and the cosine of an angle are those of the nearest one in the table, turned by what is left.

/** The sine of `size + rest`, from 0 to 1.13; its low part goes into {@link low}. */
function sineOf(size: number, rest: number): number {
  if (size < NEARLY_STRAIGHT) {
    low[0] = rest - size * size * size * (1 / 6);
    return size;
  }
  const step = size * 128 + TO_WHOLE - TO_WHOLE;
  const at = (step | 0) << 2;
  const sine = sines[at] as number;
  const sineLow = sines[at + 1] as number;
  const cosine = sines[at + 2] as number;
  const cosineLow = sines[at + 3] as number;
  const beyond = size - step / 128;
  const high = beyond + TO_34_PLACES - TO_34_PLACES;
  const line = cosine * high;
  const sum = sine + line;
  low[0] =
    line -
    (sum - sine) +
    (sineLow +
      ((sine + sineLow) * drop(beyond, rest) + ((cosine + cosineLow) * arc(beyond, high, rest) + cosineLow * high)));
  return sum;
}

/** As {@link sineOf}, the cosine. */
function cosineOf(size: number, rest: number): number {
  const step = size * 128 + TO_WHOLE - TO_WHOLE;
  const at = (step | 0) << 2;
  const sine = sines[at] as number;
  const sineLow = sines[at + 1] as number;
  const cosine = sines[at + 2] as number;
  const cosineLow = sines[at + 3] as number;
  const beyond = size - step / 128;
  const high = beyond + TO_34_PLACES - TO_34_PLACES;
  const line = sine * high;
  const sum = cosine - line;
  low[0] =
    cosine -
    sum -
    line +
    (cosineLow +
      ((cosine + cosineLow) * drop(beyond, rest) - ((sine + sineLow) * arc(beyond, high, rest) + sineLow * high)));
  return sum;
}

/** The sine of `beyond + rest`, without `high`. */
function arc(beyond: number, high: number, rest: number): number {
  const square = beyond * beyond;
  return beyond * square * (-1 / 6 + square * (1 / 120 - square * (1 / 5040))) + (beyond - high + rest);
}

/** The cosine of `beyond + rest`, without 1. */
function drop(beyond: number, rest: number): number {
  const square = beyond * beyond;
  return square * (-1 / 2 + square * (1 / 24 - square * (1 / 720))) - beyond * rest;
}

function quotient(dividend: number, dividendLow: number, divisor: number, divisorLow: number): number {
  const above = dividend + dividendLow;
  const below = divisor + divisorLow;
  const ratio = above / below;
  const product = ratio * below;
  const left = above - product - productError(ratio, below, product);
  return ratio + (left + (dividendLow - (above - dividend)) - ratio * (divisorLow - (below - divisor))) / below;
}

/** Of smaller angles, the sine's next term does not count. */
const NEARLY_STRAIGHT = 2 ** -24;

const TURNS = 2 / Math.PI;
const MOST_NEAR = 1e8;
/** An angle this near to a multiple of π/2 is worth more digits of it. */
const LEAST_NEAR = 2 ** -33;

/** Takes multiples of π/2 from `x`: answers how many, and puts what is left into {@link low}, the low part first. */
function reduce(x: number): number {
  if (sines[2] === 0) fill();
  const size = Math.abs(x);
  if (size <= Math.PI / 4) {
    low[0] = 0;
    low[1] = x;
    return 0;
  }
  if (!(size < MOST_NEAR)) return reduceFar(x);
  const turns = x * TURNS + TO_WHOLE - TO_WHOLE;
  const left1 = x - turns * QUARTER_1;
  const part2 = turns * QUARTER_2;
  const left2 = left1 - part2;
  const part3 = turns * QUARTER_3;
  const left3 = left2 - part3;
  const rest = sumError(left1, -part2, left2) + (sumError(left2, -part3, left3) - turns * QUARTER_4);
  const angle = left3 + rest;
  if (angle > -LEAST_NEAR && angle < LEAST_NEAR) return reduceFar(x);
  low[0] = rest - (angle - left3);
  low[1] = angle;
  return turns | 0;
}

/** 2 / π in digits of 24 bits, behind some zeros. */
const ZEROS = 3;
const DIGITS = 54;
const digits = new Float64Array(DIGITS);
/** So many of them decide what `reduceFar` gives. */
const DIGITS_USED = 9;
const BASE = 2 ** 24;
const product = new Float64Array(DIGITS_USED);

/** As {@link reduce}, for numbers of any size from π/4 on: multiplies all bits by those digits of 2 / π that matter. */
function reduceFar(x: number): number {
  if (x - x !== 0) {
    low[0] = Number.NaN;
    low[1] = Number.NaN;
    return 0;
  }
  if (digits[ZEROS] === 0) fillDigits();
  const size = Math.abs(x);
  double[0] = size;
  const exponent = ((halves[HIGH] as number) >> 20) - 1075;
  const whole = size * powerOfTwo(-exponent);
  const top = Math.floor(whole / BASE / BASE);
  const rest = whole - top * BASE * BASE;
  const middle = Math.floor(rest / BASE);
  const bottom = rest - middle * BASE;
  // Digits before this one only add multiples of four.
  const skipped = Math.floor((exponent - 2) / 24);
  let carry = 0;
  for (let at = DIGITS_USED - 1; at >= 0; at--) {
    const from = ZEROS + skipped + at;
    const sum =
      carry +
      bottom * (digits[from] as number) +
      middle * (digits[from + 1] as number) +
      top * (digits[from + 2] as number);
    carry = Math.floor(sum / BASE);
    product[at] = sum - carry * BASE;
  }
  let unit = powerOfTwo(exponent - 24 * (skipped + 2));
  const head = pair(0) * unit;
  const turns = Math.round(head);
  const first = head - turns;
  unit /= BASE * BASE;
  const second = pair(2) * unit;
  const third = pair(4) / BASE / BASE + pair(6) / BASE ** 4;
  const sum = first + second;
  const tail = sumError(first, second, sum) + third * unit;
  const fraction = sum + tail;
  const fractionLow = tail - (fraction - sum);
  const half = Math.PI / 2;
  const angle = fraction * half;
  const angleLow = productError(fraction, half, angle) + (fraction * HALF_PI_LOW + fractionLow * half);
  low[0] = x < 0 ? -angleLow : angleLow;
  low[1] = x < 0 ? -angle : angle;
  return x < 0 ? -(turns % 4) : turns % 4;
}

function pair(at: number): number {
  return (product[at] as number) * BASE + (product[at + 1] as number);
}

function fill(): void {
  let stepSine = 0n;
  let stepCosine = 0n;
  for (let at = 0n, term = ONE; term !== 0n; term /= 128n * ++at) {
    const signed = (at & 2n) === 0n ? term : -term;
    if ((at & 1n) === 0n) stepCosine += signed;
    else stepSine += signed;
  }
  let sine = 0n;
  let cosine = ONE;
  for (let at = 0; at < sines.length; at += 4) {
    sines[at] = highPart(sine, 26);
    sines[at + 1] = lowPart(sine, 26);
    sines[at + 2] = highPart(cosine, 25);
    sines[at + 3] = lowPart(cosine, 25);
    const before = sine;
    sine = fixedProduct(sine, stepCosine) + fixedProduct(cosine, stepSine);
    cosine = fixedProduct(cosine, stepCosine) - fixedProduct(before, stepSine);
  }
}

function fillDigits(): void {
  const one = 1n << BigInt(24 * (DIGITS + 2));
  const inverse = (2n * one * one) / pi(one);
  for (let at = ZEROS; at < DIGITS; at++) {
    digits[at] = Number(BigInt.asUintN(24, inverse >> BigInt(24 * (DIGITS + 2 - (at - ZEROS + 1)))));
  }
}
