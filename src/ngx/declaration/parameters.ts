/** The kinds of parameters that declarations are made of: each checks one argument, with OpenResty's own error texts. */
import { checkNumber, checkString, checkTable } from "../../vm/arguments.ts";
import { Closure, type LuaFunction, NativeFunction } from "../../vm/functions.ts";
import { raise, raiseArgument } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import type { Table } from "../../vm/table.ts";
import { tostringBlocking } from "../../vm/tostring.ts";
import { truthy, type Value } from "../../vm/values.ts";

export interface Parameter<T> {
  readonly name: string;
  /** How signatures show it: `name`, `name?` or `...name`. */
  readonly shape: "one" | "optional" | "rest";
  /** In words, for `explain`: "number", "Lua function". */
  readonly type: string;
  /**
   * @param index counts from 1
   * @param count how many arguments the call has: tells nil from no value
   * @throws LuaError where the argument will not do
   */
  check(state: State, value: Value, index: number, count: number): T;
}

/** What `run` gets for its parameters. */
export type ArgumentsOf<P extends readonly Parameter<unknown>[]> = {
  [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

export function any(name: string): Parameter<Value> {
  return parameter(name, "any value", (_state, value) => value);
}

/** A number, or a string that is one. */
export function number(name: string): Parameter<number> {
  return parameter(name, "number", checkNumber);
}

/** A time in seconds, which may have a fraction. */
export function seconds(name: string): Parameter<number> {
  return parameter(name, "seconds", checkNumber);
}

export function string(name: string): Parameter<string> {
  return parameter(name, "string", checkString);
}

export function table(name: string): Parameter<Table> {
  return parameter(name, "table", checkTable);
}

/** Anything, as its text; nil and false have none. */
export function text(name: string): Parameter<string> {
  return parameter(name, "any value", (state, value) => {
    if (typeof value === "string") return value;
    return truthy(value) ? tostringBlocking(state, value) : "";
  });
}

/** Anything, as what `tostring` makes of it. */
export function anyText(name: string): Parameter<string> {
  return parameter(name, "any value", (state, value) =>
    typeof value === "string" ? value : tostringBlocking(state, value),
  );
}

/** Anything, for its truth. */
export function boolean(name: string): Parameter<boolean> {
  return parameter(name, "boolean", (_state, value) => truthy(value));
}

/** A function that can run as a light thread: written in Lua, or said to be. */
export function callable(name: string): Parameter<LuaFunction> {
  return parameter(name, "Lua function", (state, value, index) => {
    if (value instanceof Closure || (value instanceof NativeFunction && value.writtenInLua)) return value;
    return raiseArgument(state, index, "Lua function expected");
  });
}

/** Exactly a number, with a text of its own for all else, raised where the caller stands. */
export function strictNumber(name: string, text: string): Parameter<number> {
  return parameter(name, "number", (state, value) => (typeof value === "number" ? value : raise(state, text)));
}

/** Exactly a string, with a text of its own for all else. */
export function strictString(name: string, text: string): Parameter<string> {
  return parameter(name, "string", (state, value) => (typeof value === "string" ? value : raise(state, text)));
}

/** May be nil or missing: then undefined. */
export function optional<T>(inner: Parameter<T>): Parameter<T | undefined> {
  return {
    name: inner.name,
    shape: "optional",
    type: inner.type,
    check: (state, value, index, count) => (value === undefined ? undefined : inner.check(state, value, index, count)),
  };
}

/** May be missing, but not nil. */
export function whenGiven<T>(inner: Parameter<T>): Parameter<T | undefined> {
  return {
    ...inner,
    shape: "optional",
    check: (state, value, index, count) => (count < index ? undefined : inner.check(state, value, index, count)),
  };
}

/** All further arguments, trailing nils included. Only as the last parameter. */
export function rest(name: string): Parameter<readonly Value[]> {
  return { name, shape: "rest", type: "any values", check: () => [] };
}

/** How many arguments a function takes, where it counts them. */
export interface Arity {
  readonly least: number;
  readonly most: number;
  text(count: number): string;
}

/** "expecting at least 2 arguments but got 1" */
export function atLeast(least: number): Arity {
  return {
    least,
    most: Number.POSITIVE_INFINITY,
    text: (count) => `expecting at least ${least} arguments but got ${count}`,
  };
}

/** "expecting 0 or 1 arguments but seen 2": as the functions of ngx.req say it, in `words` of their own. */
export function seen(least: number, most: number, words: string): Arity {
  return { least, most, text: (count) => `expecting ${words} but seen ${count}` };
}

/** "attempt to pass 3 arguments, but accepted 0 or 1" */
export function accepts(...counts: readonly number[]): Arity {
  return {
    least: Math.min(...counts),
    most: Math.max(...counts),
    text: (count) => `attempt to pass ${count} arguments, but accepted ${counts.join(" or ")}`,
  };
}

function parameter<T>(name: string, type: string, check: Parameter<T>["check"]): Parameter<T> {
  return { name, shape: "one", type, check };
}
