/**
 * Numbers as string.format writes them. LuaJIT has its own code for it, not C's: a number exactly between two neighbours
 * is rounded away from zero (`%.0f` of 2.5 is 3), which is how JavaScript's toFixed, toExponential and toPrecision round
 * too; all are exact to the last digit.
 */

/** One conversion of a format. */
export interface Conversion {
  /** Its letter, small; `i` is `d`. */
  readonly kind: "a" | "c" | "d" | "e" | "f" | "g" | "o" | "p" | "q" | "s" | "u" | "x";
  /** Without flags, width and precision. */
  readonly bare: boolean;
  /** `%.14g` alone: as numbers print everywhere. */
  readonly usual: boolean;
  /** Flags `-`, `+`, space, `#` and `0`. */
  readonly left: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly alternative: boolean;
  readonly zero: boolean;
  /** Written with a capital letter: so are digits and exponents. */
  readonly upper: boolean;
  readonly width: number;
  /** -1 where none is given. */
  readonly precision: number;
}

/** `text` with spaces up to the width. */
export function padded(conversion: Conversion, text: string): string {
  if (text.length >= conversion.width) return text;
  return conversion.left ? text.padEnd(conversion.width) : text.padStart(conversion.width);
}

/** `%d` and `%i` */
export function formatSigned(conversion: Conversion, number: number): string {
  const integer = isInt64(number) ? Math.trunc(number) : -TWO_TO_63;
  const magnitude = Math.abs(integer);
  const digits = magnitude < LARGEST_SAFE ? String(magnitude) : BigInt(magnitude).toString();
  return integerText(conversion, integer < 0 ? "-" : plusSign(conversion), magnitude === 0, digits);
}

/** `%u`, `%o` and `%x`: 64 bits, of negative numbers the two's complement. */
export function formatUnsigned(conversion: Conversion, number: number): string {
  const digits = unsignedDigits(number, RADIXES[conversion.kind] ?? 10);
  const isZero = digits === "0";
  if (conversion.kind === "x") {
    const prefix = conversion.alternative && !isZero ? "0x" : "";
    return capitals(conversion, integerText(conversion, prefix, isZero, digits));
  }
  const octal = conversion.kind === "o" && conversion.alternative;
  if (octal && isZero) return integerText(conversion, "", false, "0");
  return integerText(conversion, "", isZero, octal ? `0${digits}` : digits);
}

/** `%e`, `%f` and `%g` */
export function formatFloat(conversion: Conversion, number: number): string {
  const magnitude = Math.abs(number);
  if (!(magnitude < Number.POSITIVE_INFINITY)) return notFinite(conversion, number);
  const sign = isNegative(number) ? "-" : plusSign(conversion);
  const precision = conversion.precision < 0 ? 6 : conversion.precision;
  const digits =
    conversion.kind === "f"
      ? fixed(conversion, magnitude, precision)
      : conversion.kind === "e"
        ? exponential(conversion, magnitude.toExponential(precision))
        : general(conversion, magnitude, precision);
  return numberText(conversion, sign, capitals(conversion, digits));
}

/** `%a`: the digits of the double itself. The digit before the point is 1, or 2 where rounding made it so, or 0 of zero. */
export function formatHexFloat(conversion: Conversion, number: number): string {
  if (!Number.isFinite(number)) return notFinite(conversion, number);
  const sign = isNegative(number) ? "-" : plusSign(conversion);
  let { mantissa, exponent } = binaryParts(number);
  let precision = conversion.precision;
  if (precision < 0) {
    const significant = (mantissa & FRACTION).toString(16).padStart(FRACTION_DIGITS, "0").replace(/0+$/, "");
    precision = significant.length;
  } else if (precision < FRACTION_DIGITS) {
    mantissa += 1n << BigInt(51 - 4 * precision);
  }
  const fraction = (mantissa & FRACTION).toString(16).padStart(FRACTION_DIGITS, "0").slice(0, precision);
  const point = precision > 0 || conversion.alternative ? "." : "";
  const digits = `${mantissa >> 52n}${point}${fraction.padEnd(precision, "0")}`;
  const text = `${digits}p${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
  return numberText(conversion, sign + (conversion.upper ? "0X" : "0x"), capitals(conversion, text));
}

const TWO_TO_63 = 2 ** 63;
/** Below it every integer is a double and `String` writes all its digits. */
const LARGEST_SAFE = 2 ** 53;
const RADIXES: Readonly<Record<string, number>> = { o: 8, x: 16, u: 10 };

function isInt64(number: number): boolean {
  return number >= -TWO_TO_63 && number < TWO_TO_63;
}

function isNegative(number: number): boolean {
  return number < 0 || Object.is(number, -0);
}

function plusSign(conversion: Conversion): string {
  return conversion.plus ? "+" : conversion.space ? " " : "";
}

function capitals(conversion: Conversion, text: string): string {
  return conversion.upper ? text.toUpperCase() : text;
}

function unsignedDigits(number: number, radix: number): string {
  if (radix === 16 && number >= 0 && number <= MOST_QUICK_HEX && (number | 0) === number) return quickHex(number);
  const integer = Math.trunc(number);
  if (integer >= 0 && integer < LARGEST_SAFE) return integer.toString(radix);
  // As the processor does it: above 2^63 what is left after subtracting 2^64; what then does not fit is 2^63.
  const signed = number >= TWO_TO_63 ? number - 2 * TWO_TO_63 : integer;
  return BigInt.asUintN(64, isInt64(signed) ? BigInt(signed) : BigInt(TWO_TO_63)).toString(radix);
}

/** Up to here digit by digit is faster than the engine's way. */
const MOST_QUICK_HEX = 0xffff;
const HEX_DIGITS = "0123456789abcdef";

function quickHex(number: number): string {
  let digits = HEX_DIGITS.charAt(number & 15);
  for (let left = number >> 4; left > 0; left >>= 4) digits = HEX_DIGITS.charAt(left & 15) + digits;
  return digits;
}

/** Digits, a prefix (sign or 0x), filled up to precision and width. With a precision the flag `0` does not count. */
function integerText(conversion: Conversion, prefix: string, isZero: boolean, digits: string): string {
  const { precision } = conversion;
  if (precision < 0) return numberText(conversion, prefix, digits);
  const shown = isZero && precision === 0 ? "" : digits.padStart(precision, "0");
  return padded(conversion, prefix + shown);
}

/** Filled up to the width: zeros go between the prefix and the digits. */
function numberText(conversion: Conversion, prefix: string, digits: string): string {
  const { width } = conversion;
  if (conversion.zero && !conversion.left) return prefix + digits.padStart(width - prefix.length, "0");
  return padded(conversion, prefix + digits);
}

function notFinite(conversion: Conversion, number: number): string {
  const isNan = number !== number;
  const sign = isNan ? (conversion.space ? " " : "") : number < 0 ? "-" : plusSign(conversion);
  return padded(conversion, capitals(conversion, sign + (isNan ? "nan" : "inf")));
}

function fixed(conversion: Conversion, magnitude: number, precision: number): string {
  const quick = quickFixed(magnitude, precision);
  if (quick !== undefined) return quick;
  const point = precision === 0 && conversion.alternative ? "." : "";
  if (magnitude < 1e21) return magnitude.toFixed(precision) + point;
  // Such a double is whole.
  return BigInt(magnitude).toString() + (precision > 0 ? `.${"0".repeat(precision)}` : point);
}

/** What `toFixed` answers for a few digits of a number that is not large; undefined where a product does not tell them. */
function quickFixed(magnitude: number, precision: number): string | undefined {
  const scale = SCALES[precision];
  if (scale === undefined || precision === 0) return undefined;
  const scaled = magnitude * scale;
  if (!(scaled < MOST_SCALED)) return undefined;
  const whole = Math.floor(scaled);
  // Multiplying has rounded by less than a millionth: only close to the half it could matter to which side.
  const rest = scaled - whole;
  if (Math.abs(rest - 0.5) < 1e-6) return undefined;
  const rounded = rest > 0.5 ? whole + 1 : whole;
  const units = Math.floor(rounded / scale);
  let digits = String(rounded - units * scale);
  while (digits.length < precision) digits = `0${digits}`;
  return `${units}.${digits}`;
}

/** Powers of ten by their exponents. */
const SCALES = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];
const MOST_SCALED = 2 ** 31 - 1;

/** JavaScript's exponential form in C's dress: two digits of exponent at least. */
function exponential(conversion: Conversion, text: string): string {
  const at = text.indexOf("e");
  const mantissa = text.slice(0, at);
  const point = conversion.alternative && !mantissa.includes(".") ? "." : "";
  const exponent = text.slice(at + 2);
  return `${mantissa}${point}e${text.charAt(at + 1)}${exponent.padStart(2, "0")}`;
}

/** The shorter of both forms for so many significant digits, without trailing zeros unless `#` asks for them. */
function general(conversion: Conversion, magnitude: number, precision: number): string {
  const significant = precision === 0 ? 1 : precision;
  let text = magnitude.toPrecision(significant);
  // JavaScript goes on without an exponent down to 1e-6, C to 1e-4.
  if (magnitude !== 0 && Number(text) < 1e-4 && !text.includes("e")) text = magnitude.toExponential(significant - 1);
  const at = text.indexOf("e");
  if (conversion.alternative) {
    return at < 0 ? (text.includes(".") ? text : `${text}.`) : exponential(conversion, text);
  }
  if (at < 0) return withoutTrailingZeros(text);
  return exponential(conversion, withoutTrailingZeros(text.slice(0, at)) + text.slice(at));
}

function withoutTrailingZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48 /* 0 */) end--;
  if (text.charCodeAt(end - 1) === 46 /* . */) end--;
  return text.slice(0, end);
}

/** Bits of a double behind the point, and hexadecimal digits for them. */
const FRACTION = (1n << 52n) - 1n;
const FRACTION_DIGITS = 13;

/** |number| = mantissa * 2^(exponent - 52), with bit 52 of the mantissa set unless the number is zero. */
function binaryParts(number: number): { mantissa: bigint; exponent: number } {
  const bits = BigInt.asUintN(63, new BigInt64Array(new Float64Array([number]).buffer)[0] ?? 0n);
  const biased = Number(bits >> 52n);
  const fraction = bits & FRACTION;
  if (biased > 0) return { mantissa: fraction | (1n << 52n), exponent: biased - 1023 };
  // The zero of C has the exponent of zero; numbers below the normal range are shifted into it.
  if (fraction === 0n) return { mantissa: 0n, exponent: 0 };
  const shift = 53 - fraction.toString(2).length;
  return { mantissa: fraction << BigInt(shift), exponent: -1022 - shift };
}
