/**
 * What a Lua value is inside the machine: a plain JavaScript value.
 *
 * | Lua       | JavaScript                                                |
 * |-----------|-----------------------------------------------------------|
 * | nil       | `undefined`                                               |
 * | boolean   | boolean                                                   |
 * | number    | number (the double is the only number type)               |
 * | string    | string whose characters are bytes, 0-255                  |
 * | table     | {@link Table}                                             |
 * | function  | {@link Closure} (Lua code) or {@link NativeFunction}      |
 * | thread    | {@link Coroutine}                                         |
 * | userdata  | {@link Userdata}                                          |
 */
import type { Coroutine } from "./coroutine.ts";
import { Closure, type LuaFunction, NativeFunction } from "./functions.ts";
import { Table } from "./table.ts";

export type Value = undefined | boolean | number | string | Table | LuaFunction | Coroutine | Userdata;

/**
 * What a call gives: one value as itself; none or several as an array. `undefined` is the one value nil.
 * Values are never arrays, so `Array.isArray` tells the cases apart.
 */
export type Result = Value | readonly Value[];

/** An opaque host object that a script can hold, with a metatable of its own. */
export class Userdata {
  metatable: Table | null = null;
  /** What the host keeps in it; scripts cannot see it. */
  payload: unknown;
  /** What `type()` answers: LuaJIT's foreign objects say "cdata". */
  readonly typeName: "userdata" | "cdata";

  constructor(payload?: unknown, typeName: "userdata" | "cdata" = "userdata") {
    this.payload = payload;
    this.typeName = typeName;
  }
}

/** No values. */
export const NOTHING: readonly Value[] = Object.freeze([]);

/** The name that `type()` answers. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "undefined":
      return "nil";
    case "number":
    case "string":
    case "boolean":
      return typeof value;
    default:
      if (value instanceof Table) return "table";
      if (value instanceof Closure || value instanceof NativeFunction) return "function";
      if (value instanceof Userdata) return value.typeName;
      return "thread";
  }
}

/** Lua's truth: everything but nil and false. */
export function truthy(value: Value): boolean {
  return value !== undefined && value !== false;
}

export function isFunction(value: Value): value is LuaFunction {
  return value instanceof Closure || value instanceof NativeFunction;
}

/** A call's result as a list. */
export function asList(result: Result): readonly Value[] {
  return Array.isArray(result) ? (result as readonly Value[]) : [result as Value];
}

/** A list as a call's result. */
export function asResult(values: readonly Value[]): Result {
  return values.length === 1 ? values[0] : values;
}
