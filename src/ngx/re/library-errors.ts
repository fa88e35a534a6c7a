/** What the reference's own Lua files do with values that do not fit: their errors show those files' names. */
import { LUALIB } from "../../runtime/lualib.ts";
import { blocking } from "../../vm/calls.ts";
import { LuaError } from "../../vm/errors.ts";
import { index, length, setIndex } from "../../vm/operators.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import { typeName, type Value } from "../../vm/values.ts";
import { unconvertible } from "../c-conversions.ts";

/** A place in one of the reference's files. */
export interface Place {
  readonly file: "resty/core/regex" | "ngx/re";
  readonly line: number;
}

/** Where lua-resty-core 0.1.3x is at work in resty/core/regex.lua. */
export function inRegex(line: number): Place {
  return { file: "resty/core/regex", line };
}

/** … and in ngx/re.lua. */
export function inRe(line: number): Place {
  return { file: "ngx/re", line };
}

export function raiseInLibrary({ file, line }: Place, message: string): never {
  throw new LuaError(`${LUALIB}/${file}.lua:${line}: ${message}`);
}

/** `value[key]`, where `value` is the reference's local variable `variable`. */
export function field(state: State, place: Place, variable: string, value: Value, key: string | number): Value {
  if (value instanceof Table && value.metatable === null) return value.get(key);
  const isTable = value instanceof Table || state.metamethod(value, "__index") !== undefined;
  if (!isTable) raiseOperand(place, "index", variable, value);
  const found = blocking(state, () => index(state, value, key, -1));
  return Array.isArray(found) ? found[0] : (found as Value);
}

/** `value[key] = content` */
export function setField(
  state: State,
  place: Place,
  variable: string,
  value: Value,
  key: string | number,
  content: Value,
): void {
  if (value instanceof Table && value.metatable === null) {
    value.set(key, content);
    return;
  }
  const isTable = value instanceof Table || state.metamethod(value, "__newindex") !== undefined;
  if (!isTable) raiseOperand(place, "index", variable, value);
  blocking(state, () => setIndex(state, value, key, content, -1));
}

/** `#value` */
export function lengthOf(state: State, place: Place, variable: string, value: Value): number {
  const hasLength =
    typeof value === "string" || value instanceof Table || state.metamethod(value, "__len") !== undefined;
  if (!hasLength) raiseOperand(place, "get length of", variable, value);
  const found = blocking(state, () => length(state, value, -1));
  return typeof found === "number" ? found : 0;
}

/** A value that is compared with a number. @param isRight the number stands on its left */
export function comparable(place: Place, value: Value, isRight = false): number {
  if (typeof value === "number") return value;
  const name = typeName(value);
  return raiseInLibrary(place, `attempt to compare ${isRight ? `number with ${name}` : `${name} with number`}`);
}

/** A value that the reference hands to a function of C. */
export function raiseConversion(place: Place, index: number, called: string, value: Value, type: string): never {
  return raiseInLibrary(place, `bad argument #${index} to '${called}' (${unconvertible(value, type)})`);
}

export function raiseOperand(place: Place, operation: string, variable: string, value: Value): never {
  return raiseInLibrary(place, `attempt to ${operation} local '${variable}' (a ${typeName(value)} value)`);
}
