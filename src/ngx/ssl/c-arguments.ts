/** Arguments of Lua libraries over C: they are handed on by LuaJIT's ffi, in whose words a wrong one is refused. */
import { LUALIB } from "../../runtime/lualib.ts";
import { LuaError } from "../../vm/errors.ts";
import { typeName, Userdata, type Value } from "../../vm/values.ts";
import { unconvertible } from "../c-conversions.ts";

/** Where in the reference's library an argument is used. */
export interface CArgument {
  /** The file of the library, and the line that takes the length of a text: "ngx/ssl.lua:371". */
  readonly at: string;
  /** The line of the call, where it is another. */
  readonly callLine?: number;
  /** The C function's local name. */
  readonly callee: string;
  readonly index: number;
  readonly type: string;
  /** The argument's own name. */
  readonly local: string;
}

/** A text that is handed on with its length. */
export function cText(value: Value, argument: CArgument): string {
  if (typeof value === "string") return value;
  const { at, callLine, local } = argument;
  const name = typeName(value);
  if (name !== "table")
    throw new LuaError(`${LUALIB}/${at}: attempt to get length of local '${local}' (a ${name} value)`);
  const calledAt = callLine === undefined ? at : at.replace(/\d+$/, String(callLine));
  return refuse(value, { ...argument, at: calledAt });
}

/** A text, or nothing. */
export function optionalCText(value: Value, argument: CArgument): string | undefined {
  return value === undefined || typeof value === "string" ? value : refuse(value, argument);
}

/** A C object, or nothing. */
export function cObject(value: Value, argument: CArgument): Userdata | undefined {
  const isObject = value === undefined || (value instanceof Userdata && value.typeName === "cdata");
  return isObject ? (value as Userdata | undefined) : refuse(value, argument);
}

export function cNumber(value: Value, argument: CArgument): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" ? value : refuse(value, argument);
}

function refuse(value: Value, { at, callee, index, type }: CArgument): never {
  throw new LuaError(`${LUALIB}/${at}: bad argument #${index} to '${callee}' (${unconvertible(value, type)})`);
}
