import { callBlocking } from "../vm/calls.ts";
import { NativeFunction } from "../vm/functions.ts";
import { index } from "../vm/operators.ts";
import type { State } from "../vm/state.ts";
import { Table } from "../vm/table.ts";
import { asList, type Value } from "../vm/values.ts";

/** `object[name]`, whatever its metatable makes of it. */
export function fieldOf(state: State, object: Value, name: string): Value {
  if (object instanceof Table && object.metatable === null) return object.get(name);
  const indexing = new NativeFunction("index", () => index(state, object, name, -1));
  const [value] = asList(callBlocking(state, indexing, []));
  return value;
}
