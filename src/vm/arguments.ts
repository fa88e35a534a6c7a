/**
 * The checks with which library functions take their arguments. `index` counts from 1; `count` is how many arguments the
 * function got (`arguments.length`), which tells nil from no value in messages.
 */

import { cString } from "./byte-text.ts";
import { chargeText } from "./charge.ts";
import type { LuaFunction } from "./functions.ts";
import { formatNumber, parseNumber } from "./numbers.ts";
import { raiseArgument, raiseArgumentType } from "./raise.ts";
import type { State } from "./state.ts";
import { Table } from "./table.ts";
import { isFunction, type Value } from "./values.ts";

/** A number, or a string that is one. */
export function checkNumber(state: State, value: Value, index: number, count: number): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") {
    chargeText(state, value.length);
    const number = parseNumber(value);
    if (number !== undefined) return number;
  }
  return raiseArgumentType(state, index, "number", value, count);
}

/** A number with its fraction cut off; NaN is 0. It may be infinite. */
export function checkInteger(state: State, value: Value, index: number, count: number): number {
  const number = Math.trunc(checkNumber(state, value, index, count));
  return number !== number ? 0 : number;
}

/** As {@link checkInteger}; nil or nothing is `fallback`. */
export function optionalInteger(state: State, value: Value, index: number, count: number, fallback: number): number {
  return value === undefined ? fallback : checkInteger(state, value, index, count);
}

export function optionalNumber(state: State, value: Value, index: number, count: number, fallback: number): number {
  return value === undefined ? fallback : checkNumber(state, value, index, count);
}

/** A string, or a number as its text. */
export function checkString(state: State, value: Value, index: number, count: number): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatNumber(value);
  return raiseArgumentType(state, index, "string", value, count);
}

export function optionalString(state: State, value: Value, index: number, count: number, fallback: string): string {
  return value === undefined ? fallback : checkString(state, value, index, count);
}

export function checkTable(state: State, value: Value, index: number, count: number): Table {
  if (value instanceof Table) return value;
  return raiseArgumentType(state, index, "table", value, count);
}

export function checkFunction(state: State, value: Value, index: number, count: number): LuaFunction {
  if (isFunction(value)) return value;
  return raiseArgumentType(state, index, "function", value, count);
}

/** Anything, nil included, but not nothing. */
export function checkAny(state: State, index: number, count: number): void {
  if (index > count) raiseArgument(state, index, "value expected");
}

/** One of `options`; nil or nothing is `fallback`. */
export function checkOption<T extends string>(
  state: State,
  value: Value,
  index: number,
  count: number,
  options: readonly T[],
  fallback?: T,
): T {
  if (value === undefined && fallback !== undefined) return fallback;
  const text = checkString(state, value, index, count);
  const found = options.find((option) => option === text);
  if (found === undefined) raiseArgument(state, index, `invalid option '${cString(text)}'`);
  return found;
}
