/** LuaJIT's `bit`: operations on 32-bit integers, of which numbers of any size are made. */
import { checkNumber } from "../arguments.ts";
import type { NativeBody } from "../functions.ts";
import type { State } from "../state.ts";
import type { Table } from "../table.ts";
import type { Value } from "../values.ts";
import { libraryTable } from "./define.ts";
import { Layout } from "./fields.ts";

const BIT = new Layout();

/** 2^52 + 2^51: added to a double it leaves the rounded integer in the low bits of the sum. */
const ROUNDING = 6755399441055744;
/** The most digits that `bit.tohex` makes. */
const MOST_DIGITS = 254;

/** The table `bit`. */
export function installBit(state: State): Table {
  const toBit = bitConversion();
  const operand = (value: Value, index: number, count: number): number => {
    if (typeof value === "number") {
      const integer = value | 0;
      return integer === value ? integer : toBit(value);
    }
    return toBit(checkNumber(state, value, index, count));
  };
  const unary = (compute: (x: number) => number): NativeBody => {
    return function compute1(x) {
      return compute(operand(x, 1, arguments.length));
    };
  };
  const shift = (compute: (x: number, places: number) => number): NativeBody => {
    return function compute2(x, places) {
      return compute(operand(x, 1, arguments.length), operand(places, 2, arguments.length));
    };
  };
  const fold = (compute: (x: number, y: number) => number): NativeBody => {
    return function computeAll(first, second) {
      const count = arguments.length;
      let result = operand(first, 1, count);
      if (count > 1) result = compute(result, operand(second, 2, count));
      for (let at = 2; at < count; at++) result = compute(result, operand(arguments[at] as Value, at + 1, count));
      return result;
    };
  };
  return libraryTable(BIT, {
    tobit: unary((x) => x),
    bnot: unary((x) => ~x),
    bswap: unary((x) => (x << 24) | ((x & 0xff00) << 8) | ((x >>> 8) & 0xff00) | (x >>> 24)),
    band: fold((x, y) => x & y),
    bor: fold((x, y) => x | y),
    bxor: fold((x, y) => x ^ y),
    lshift: shift((x, places) => x << places),
    rshift: shift((x, places) => (x >>> places) | 0),
    arshift: shift((x, places) => x >> places),
    rol: shift((x, places) => (x << places) | (x >>> -places)),
    ror: shift((x, places) => (x >>> places) | (x << -places)),
    tohex(x, digits) {
      const count = arguments.length;
      const number = operand(x, 1, count);
      return toHex(number, count < 2 ? 8 : operand(digits, 2, count));
    },
  });
}

/** The last `digits` hexadecimal digits; capitals where the number is negative. */
function toHex(number: number, digits: number): string {
  // Negating -2^31 leaves it as it is: without its sign it is too many digits.
  const wanted = Math.min(Math.abs(digits), MOST_DIGITS);
  let text = (number >>> 0).toString(16).padStart(wanted, "0");
  text = text.slice(text.length - wanted);
  return digits < 0 ? text.toUpperCase() : text;
}

/**
 * LuaJIT's conversion: to the nearest integer, of two equally near ones to the even one, modulo 2^32. Above 2^51, and where
 * there is no integer, the sum has other bits at its end, which are LuaJIT's answer all the same.
 */
function bitConversion(): (number: number) => number {
  const view = new DataView(new ArrayBuffer(8));
  return (number) => {
    view.setFloat64(0, number + ROUNDING);
    return view.getInt32(4);
  };
}
