/** Values as text, for the parts of the machine that print or join them. */
import { callBlocking } from "./calls.ts";
import { NativeFunction } from "./functions.ts";
import { formatNumber } from "./numbers.ts";
import type { State } from "./state.ts";
import { typeName, Userdata, type Value } from "./values.ts";

/** What `tostring` makes of a value without asking its metatable: "nil", "1.5", "table: 0x…"; never fails. */
export function toText(state: State, value: Value): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return formatNumber(value);
    case "undefined":
      return "nil";
    case "boolean":
      return value ? "true" : "false";
    default:
      // ngx.null is a null pointer.
      if (value instanceof Userdata && value.payload === "null") return "userdata: NULL";
      if (value instanceof NativeFunction && value.builtin > 0) return `function: builtin#${value.builtin}`;
      return `${typeName(value)}: ${state.addressOf(value)}`;
  }
}

/**
 * As {@link toText}, but a `__tostring` metamethod answers where there is one; it cannot yield. Its answer may be of any type,
 * as in LuaJIT's `string.format("%s", …)`, and stands as its own text then: no second metamethod is asked.
 * @throws LuaError where the metamethod fails or cannot be called
 */
export function tostringBlocking(state: State, value: Value): string {
  if (typeof value === "string") return value;
  const handler = state.metamethod(value, "__tostring");
  if (handler === undefined) return toText(state, value);
  const result = callBlocking(state, handler, [value]);
  return toText(state, Array.isArray(result) ? result[0] : (result as Value));
}
