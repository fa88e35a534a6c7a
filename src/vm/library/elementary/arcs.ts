/** C's atan2, atan, asin and acos. */
import { missingAngle } from "./angles.ts";
import { low, productError, SPLITTER, squareError, sumError } from "./doubles.ts";

/** atan(i / 128) at 2 i, and what is left of it behind. */
const arcs = new Float64Array(258);
/** What is left of Math.PI. */
const PI_LOW = 1.2246467991473532e-16;

const TO_WHOLE = 1.5 * 2 ** 52;

export function atan2(y: number, x: number): number {
  // JavaScript has C's results where no digits matter.
  if (y - y !== 0 || x - x !== 0 || y === 0 || x === 0) return Math.atan2(y, x);
  const angle = arc(Math.abs(y), 0, Math.abs(x), 0, x < 0);
  return y < 0 ? -angle : angle;
}

export function atan(x: number): number {
  if (x - x !== 0 || x === 0) return Math.atan(x);
  const angle = arc(Math.abs(x), 0, 1, 0, false);
  return x < 0 ? -angle : angle;
}

/** Smaller sines have an angle of two terms. */
const SMALL = 2 ** -20;
/** Above, the angle between the legs says more than the sine. */
const STEEP = 0.9;

export function asin(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return Number.NaN;
  if (size < SMALL) return x + x * x * x * (1 / 6);
  let angle: number;
  if (size < STEEP) {
    // The engine's result is right but for the last places.
    const near = Math.asin(size);
    angle = near + missingAngle(near, size);
  } else {
    const cosine = otherLeg(size);
    angle = arc(size, 0, cosine, low[0] as number, false);
  }
  return x < 0 ? -angle : angle;
}

export function acos(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return Number.NaN;
  if (size < SMALL) return beside(Math.PI / 2, PI_LOW / 2, -x, x * x * x * (-1 / 6));
  if (size < STEEP) {
    const near = Math.asin(size);
    const missing = missingAngle(near, size);
    return x < 0 ? beside(Math.PI / 2, PI_LOW / 2, near, missing) : beside(Math.PI / 2, PI_LOW / 2, -near, -missing);
  }
  const sine = otherLeg(size);
  return arc(sine, low[0] as number, size, 0, x < 0);
}

/** The root of 1 - x², where `x` is at most one; {@link low} has the low part. */
function otherLeg(x: number): number {
  const square = x * x;
  const difference = 1 - square;
  const rest = 1 - difference - square - squareError(x, square);
  const sum = difference + rest;
  const root = Math.sqrt(sum);
  const again = root * root;
  const left = sum - again - squareError(root, again) + (rest - (sum - difference));
  low[0] = root === 0 ? 0 : left * (0.5 / root);
  return root;
}

/** Less is lost beside π, and is its own arc tangent. */
const LEAST_RATIO = 2 ** -70;
/** Their products with numbers a good deal smaller than they are doubles of full precision. */
const MOST = 2 ** 400;
const LEAST = 2 ** -400;

/** The angle of the point (`x + xLow`, `y + yLow`), which lies to the right and above; or of its image on the left. */
function arc(y: number, yLow: number, x: number, xLow: number, isLeft: boolean): number {
  // From the nearer axis.
  if (y > x) {
    const angle = slope(x, xLow, y, yLow);
    return isLeft
      ? beside(Math.PI / 2, PI_LOW / 2, angle, low[0] as number)
      : beside(Math.PI / 2, PI_LOW / 2, -angle, -(low[0] as number));
  }
  const angle = slope(y, yLow, x, xLow);
  return isLeft ? beside(Math.PI, PI_LOW, -angle, -(low[0] as number)) : angle + (low[0] as number);
}

function beside(axis: number, axisLow: number, angle: number, angleLow: number): number {
  const sum = axis + angle;
  return sum + (angle - (sum - axis) + (axisLow + angleLow));
}

/** The arc tangent of `side / near`, which is at most one; {@link low} has the low part. */
function slope(side: number, sideLow: number, near: number, nearLow: number): number {
  if (arcs[2] === 0) fill();
  const ratio = side / near;
  if (ratio < LEAST_RATIO) {
    low[0] = 0;
    return ratio;
  }
  if (near > MOST) return slope(side * 2 ** -700, sideLow, near * 2 ** -700, nearLow);
  if (near < LEAST) return slope(side * 2 ** 700, sideLow, near * 2 ** 700, nearLow);

  // With the tangent t of an angle in the table, the angle beyond has (side - t near) / (near + t side).
  const step = ratio * 128 + TO_WHOLE - TO_WHOLE;
  const tangent = step / 128;
  const bigSide = SPLITTER * side;
  const sideHigh = bigSide - (bigSide - side);
  const part = tangent * side;
  const partLow = tangent * sideHigh - part + tangent * (side - sideHigh);
  const below = near + part;
  const belowLow = part - (below - near) + (partLow + (nearLow + tangent * sideLow));
  const inverse = 1 / below;
  const bigNear = SPLITTER * near;
  const nearHigh = bigNear - (bigNear - near);
  const above1 = side - tangent * nearHigh;
  const above2 = tangent * (near - nearHigh);
  const above = above1 - above2;
  const aboveLow = sumError(above1, -above2, above) + (sideLow - tangent * nearLow);
  const beyond = above * inverse;
  const product = beyond * below;
  const left = above - product - productError(beyond, below, product);
  const beyondLow = (left + (aboveLow - beyond * belowLow)) * inverse;

  const square = beyond * beyond;
  const curve = beyond * square * (-1 / 3 + square * (1 / 5 - square * (1 / 7 - square * (1 / 9))));
  const at = (step | 0) << 1;
  const base = arcs[at] as number;
  const sum = base + beyond;
  low[0] = beyond - (sum - base) + ((arcs[at + 1] as number) + (beyondLow + curve));
  return sum;
}

function fill(): void {
  let angle = 0;
  let angleLow = 0;
  for (let at = 1; at < 129; at++) {
    // From one tangent to the next: the angle whose tangent is their difference divided by 1 and their product.
    const divisor = 16384 + at * (at - 1);
    const tangent = 128 / divisor;
    const product = tangent * divisor;
    const left = (128 - product - productError(tangent, divisor, product)) / divisor;
    const square = tangent * tangent;
    const curve = tangent * square * (-1 / 3 + square * (1 / 5 - square * (1 / 7 - square * (1 / 9 - square / 11))));
    const sum = angle + tangent;
    const rest = sumError(angle, tangent, sum) + (angleLow + (left + curve));
    angle = sum + rest;
    angleLow = rest - (angle - sum);
    arcs[2 * at] = angle;
    arcs[2 * at + 1] = angleLow;
  }
}
