/** Errors that the reference raises inside its own Lua file: they show that file's name. */
import { LUALIB } from "../../runtime/lualib.ts";
import { LuaError } from "../../vm/errors.ts";
import { typeName, type Value } from "../../vm/values.ts";

const LIBRARY = `${LUALIB}/ngx/pipe.lua`;

/** @param line where the reference is at work: part of the text */
export function raiseInLibrary(line: number, message: string): never {
  throw new LuaError(`${LIBRARY}:${line}: ${message}`);
}

/** What comparing `value` with a number raises where it is none. */
export function numberToCompare(line: number, value: Value): number {
  return typeof value === "number" ? value : raiseInLibrary(line, `attempt to compare ${typeName(value)} with number`);
}
