/** Numbers as Redis reads and writes them. */
import { NO_FLOAT, NO_INTEGER } from "./reply.ts";

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** A whole number of 64 bits, written as Redis would. */
export function integer(text: string, failure = NO_INTEGER): bigint {
  if (!/^(?:0|-?[1-9][0-9]{0,18})$/.test(text)) throw failure;
  const number = BigInt(text);
  if (!fits(number)) throw failure;
  return number;
}

/** As {@link integer}, for what counts or is a place. */
export function smallInteger(text: string, failure = NO_INTEGER): number {
  return Number(integer(text, failure));
}

export function fits(number: bigint): boolean {
  return number >= LEAST && number <= MOST;
}

const FLOAT = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i;

export function float(text: string, failure = NO_FLOAT): number {
  if (/^[+-]?inf(?:inity)?$/i.test(text))
    return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!FLOAT.test(text)) throw failure;
  return Number(text);
}

/** A score: with 17 digits, as C's "%.17g". */
export function floatText(number: number): string {
  if (!Number.isFinite(number)) return number > 0 ? "inf" : "-inf";
  if (Object.is(number, -0)) return "-0";
  if (Number.isInteger(number) && Math.abs(number) < 1e17) return String(number);
  const exponent = Number(number.toExponential(16).split("e")[1]);
  if (exponent >= -5 + 1 && exponent < 17) return number.toPrecision(17).replace(/\.?0+$/, "");
  const [digits = "", power = ""] = number.toExponential(16).split("e");
  return `${digits.replace(/\.?0+$/, "")}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}

/** Digits behind the point that sums are kept to. */
const PLACES = 17;

/** The sum of two numbers as decimals, as the wide floats of C have it; undefined where it is none. */
export function decimalSum(one: string, other: string): string | undefined {
  const [a, b] = [scaled(one), scaled(other)];
  if (a !== undefined && b !== undefined) {
    const sum = rounded(rounded(a) + rounded(b));
    const digits = (sum < 0n ? -sum : sum).toString().padStart(PLACES + 1, "0");
    const text = `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`.replace(/\.?0+$/, "");
    return sum < 0n ? `-${text}` : text;
  }
  const sum = float(one) + float(other);
  if (!Number.isFinite(sum)) return undefined;
  return sum.toFixed(PLACES).replace(/\.?0+$/, "");
}

function scaled(text: string): bigint | undefined {
  const [whole, sign, digits = "", part = "", power = "0"] =
    /^([+-]?)([0-9]{0,40})(?:\.([0-9]{0,17}))?(?:e([+-]?[0-9]{1,2}))?$/i.exec(text) ?? [];
  const places = PLACES - part.length + Number(power);
  if (whole === undefined || places < 0 || places > 2 * PLACES) return undefined;
  const number = BigInt(digits + part) * 10n ** BigInt(places);
  return sign === "-" ? -number : number;
}

/** Bits of the wide floats of C. */
const PRECISION = 64;

/** A scaled number with as many bits as they have. */
function rounded(number: bigint): bigint {
  if (number < 0n) return -rounded(-number);
  const one = 10n ** BigInt(PLACES);
  const excess = number.toString(2).length - one.toString(2).length - PRECISION;
  for (let shift = excess; ; shift++) {
    const [top, bottom] = shift < 0 ? [number << BigInt(-shift), one] : [number, one << BigInt(shift)];
    const mantissa = divided(top, bottom);
    if (mantissa.toString(2).length > PRECISION) continue;
    return shift < 0 ? divided(mantissa * one, 1n << BigInt(-shift)) : (mantissa * one) << BigInt(shift);
  }
}

/** To the nearest whole number; of two, to the even one. */
function divided(top: bigint, bottom: bigint): bigint {
  const [quotient, rest] = [top / bottom, 2n * (top % bottom)];
  return rest > bottom || (rest === bottom && quotient % 2n === 1n) ? quotient + 1n : quotient;
}
