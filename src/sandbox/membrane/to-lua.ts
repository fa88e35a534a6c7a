/** Copies of values of the host become Lua values of a machine. */
import type { NativeFunction } from "../../vm/functions.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import type { Value } from "../../vm/values.ts";
import { type Crossed, HostFunction } from "./from-host.ts";

/** @param functionFor makes what scripts call */
export function toLua(crossed: Crossed, state: State, functionFor: (called: HostFunction) => NativeFunction): Value {
  if (typeof crossed !== "object") return crossed;
  if (crossed instanceof HostFunction) return functionFor(crossed);
  const table = new Table(state.emptyShape);
  if ("items" in crossed) table.setArray(crossed.items.map((item) => toLua(item, state, functionFor)));
  else for (const [name, value] of crossed.entries) table.setHash(name, toLua(value, state, functionFor));
  return table;
}
