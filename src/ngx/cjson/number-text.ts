/** Numbers as C's `%.14g` and the like write them, which lua-cjson uses: other than LuaJIT, they round ties to even. */

/** Digits that are looked at to tell what may be a tie, and all that JavaScript writes to be sure of it. */
const DIGITS_BEHIND = 9;
const ALL_DIGITS = 100;

/**
 * A finite number as `%.{precision}g`.
 * @param precision from 1 to 16
 */
export function numberText(number: number, precision: number): string {
  if (number === 0) return 1 / number < 0 ? "-0" : "0";
  const magnitude = Math.abs(number);
  const text = roundedText(magnitude, precision);
  return number < 0 ? `-${text}` : text;
}

function withoutTrailingZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 0x30) end--;
  if (text.charCodeAt(end - 1) === 0x2e /* . */) end--;
  return text.slice(0, end);
}

function roundedText(magnitude: number, precision: number): string {
  const text = exponential(magnitude, precision);
  const at = text.indexOf("e");
  const exponent = Number(text.slice(at + 1));
  const digits = withoutTrailingZeros(text.slice(0, at)).replace(".", "");
  if (exponent < -4 || exponent >= precision) {
    const size = Math.abs(exponent);
    const point = digits.length > 1 ? `${digits.charAt(0)}.${digits.slice(1)}` : digits;
    return `${point}e${exponent < 0 ? "-" : "+"}${size < 10 ? "0" : ""}${size}`;
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, "0");
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** `d.ddde±x` with so many digits. JavaScript rounds a tie up. */
function exponential(magnitude: number, precision: number): string {
  const rounded = magnitude.toExponential(precision - 1);
  const longer = magnitude.toExponential(precision - 1 + DIGITS_BEHIND);
  // "d.ddd": the point is one character more than the digits.
  const end = precision === 1 ? 1 : precision + 1;
  const behind = longer.slice(precision === 1 ? 2 : end, longer.indexOf("e"));
  if (!/^50*$/.test(behind) || !isExact(magnitude, longer)) return rounded;
  const isEven = Number(longer.charAt(end - 1)) % 2 === 0;
  return isEven ? longer.slice(0, end) + longer.slice(longer.indexOf("e")) : rounded;
}

/** Whether a number is exactly what `text` says, and not a little more or less. */
function isExact(magnitude: number, text: string): boolean {
  const all = magnitude.toExponential(ALL_DIGITS);
  const shown = text.slice(0, text.indexOf("e"));
  return all.startsWith(shown) && /^0*e/.test(all.slice(shown.length));
}
