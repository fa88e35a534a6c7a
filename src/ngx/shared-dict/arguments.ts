/** What the methods of a dictionary take, with the texts of lua-resty-core where that has them, else of ngx_lua's C. */
import type { SharedDict } from "../../host/ports.ts";
import { LUALIB } from "../../runtime/lualib.ts";
import { checkNumber, checkString, checkTable } from "../../vm/arguments.ts";
import { LuaError } from "../../vm/errors.ts";
import { parseNumber } from "../../vm/numbers.ts";
import { raise } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { tostringBlocking } from "../../vm/tostring.ts";
import { truthy, typeName, type Value } from "../../vm/values.ts";
import { low32, toInt32, toInt64, unconvertible } from "../c-conversions.ts";
import type { Parameter } from "../declaration/parameters.ts";
import { dictOf } from "./table.ts";

/** Where the reference's library raises its own mistakes: part of their text. */
const LIBRARY = `${LUALIB}/resty/core/shdict.lua`;
const LONGEST_KEY = 65_535;

/** Why a key or a value will not do, as the call's result. */
export type Refused = readonly Value[];

const NIL_KEY: Refused = Object.freeze([undefined, "nil key"]);
const EMPTY_KEY: Refused = Object.freeze([undefined, "empty key"]);
const KEY_TOO_LONG: Refused = Object.freeze([undefined, "key too long"]);

/** The dictionary that a method is called on. */
export const dictionary: Parameter<SharedDict> = {
  name: "dict",
  shape: "one",
  type: "shared dictionary",
  check: (state, value) => dictOf(value) ?? raise(state, 'bad "zone" argument'),
};

/** The dictionary, for functions of the reference that are written in C and look at it otherwise. */
export const dictionaryOfC: Parameter<SharedDict> = {
  ...dictionary,
  check: (state, value, index, count) =>
    dictOf(checkTable(state, value, index, count)) ?? raise(state, "bad user data for the ngx_shm_zone_t pointer"),
};

/** A key of any type, as its text. */
export const key: Parameter<string | Refused> = {
  name: "key",
  shape: "one",
  type: "any value",
  check: (state, value) => {
    if (value === undefined) return NIL_KEY;
    return checkLength(typeof value === "string" ? value : tostringBlocking(state, value));
  },
};

/** A key for functions that are written in C: a string or a number. */
export const keyOfC: Parameter<string | Refused> = {
  name: "key",
  shape: "one",
  type: "string",
  check: (state, value, index, count) =>
    value === undefined ? NIL_KEY : checkLength(checkString(state, value, index, count)),
};

/** A C int that limits a count; 0 and less: no limit. */
export function most(name: string, fallback: number): Parameter<number> {
  return {
    name,
    shape: "optional",
    type: "number",
    check: (state, value, index, count) => {
      const number = index > count ? fallback : low32(toInt64(checkNumber(state, value, index, count)));
      return number > 0 ? number : Number.POSITIVE_INFINITY;
    },
  };
}

/** Seconds to live, in milliseconds; nil and false: for ever. */
export const exptime: Parameter<number> = {
  name: "exptime",
  shape: "optional",
  type: "seconds",
  check: (state, value) => {
    if (!truthy(value)) return 0;
    if (typeof value !== "number") {
      throw new LuaError(`${LIBRARY}:490: attempt to compare ${typeName(value)} with number`);
    }
    if (value < 0) raise(state, 'bad "exptime" argument');
    return toInt64(value * 1000);
  },
};

/** Flags, as LuaJIT's FFI makes a C int of an argument. */
export function flagsOf(flags: Value): number {
  if (typeof flags === "number") return toInt32(flags);
  if (!truthy(flags)) return 0;
  if (flags === true) return 1;
  throw new LuaError(`${LIBRARY}:542: bad argument #10 to 'ngx_lua_ffi_shdict_store' (${unconvertible(flags, "int")})`);
}

/** What is added to a number. */
export function addend(value: Value): number {
  const number = toNumber(value);
  if (number === undefined) throw new LuaError(`${LIBRARY}:760: cannot convert 'nil' to 'double'`);
  return number;
}

/** A number for `name`, or a string that is one. */
export function numberFor(state: State, name: string, value: Value): number {
  return toNumber(value) ?? raise(state, `bad ${name} arg: number expected, got ${typeName(value)}`);
}

/** Seconds that are only reckoned with, not compared: in milliseconds. */
export function reckonedMs(exptime: Value): number {
  const seconds = toNumber(exptime);
  if (seconds !== undefined) return toInt64(seconds * 1000);
  const what = `local 'exptime' (a ${typeName(exptime)} value)`;
  throw new LuaError(`${LIBRARY}:873: attempt to perform arithmetic on ${what}`);
}

function checkLength(key: string): string | Refused {
  if (key.length === 0) return EMPTY_KEY;
  return key.length > LONGEST_KEY ? KEY_TOO_LONG : key;
}

function toNumber(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? parseNumber(value) : undefined;
}
