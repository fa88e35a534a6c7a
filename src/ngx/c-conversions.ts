/** How C on x86-64 makes integers of doubles. Scripts see it wherever a number is out of range. */

import { typeName, Userdata, type Value } from "../vm/values.ts";

const TWO_31 = 2 ** 31;
const TWO_63 = 2 ** 63;

/** As a signed 64-bit integer; what does not fit is the smallest one. Above 2^53 the answer is as exact as the double. */
export function toInt64(value: number): number {
  return value >= -TWO_63 && value < TWO_63 ? Math.trunc(value) : -TWO_63;
}

/** As a signed 32-bit integer; what does not fit is the smallest one. */
export function toInt32(value: number): number {
  return value > -TWO_31 - 1 && value < TWO_31 ? Math.trunc(value) : -TWO_31;
}

/** The low 32 bits of a 64-bit integer, signed: what `%d` prints of it. */
export function low32(value: number): number {
  return Number(BigInt.asIntN(32, BigInt(value)));
}

/**
 * As an unsigned 64-bit integer that is then used as a distance in time, which is signed: above 2^63 it lies in the past.
 * What does not fit is 0 if it is too large, and as far away as can be if it is too small or no number.
 */
export function toDistance(value: number): number {
  if (value < TWO_63) return value <= -TWO_63 ? TWO_63 : Math.trunc(value);
  if (Number.isNaN(value)) return TWO_63;
  return value < 2 * TWO_63 ? value - 2 * TWO_63 : 0;
}

/** Why LuaJIT's FFI makes no `cType` of a value: a boolean is a `bool` to it, and every userdata a pointer. */
export function unconvertible(value: Value, cType: string): string {
  const isPointer = value instanceof Userdata && value.typeName === "userdata";
  const name = isPointer ? "void *" : typeof value === "boolean" ? "bool" : typeName(value);
  return `cannot convert '${name}' to '${cType}'`;
}
