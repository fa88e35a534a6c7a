/** Copies of values of the host become Lua values of a machine. */
import type { NativeFunction } from "../../vm/functions.ts";
import { Table } from "../../vm/table.ts";
import type { Value } from "../../vm/values.ts";
import { type Crossed, HostFunction } from "./from-host.ts";

/** @param functionFor makes what scripts call */
export function toLua(crossed: Crossed, functionFor: (called: HostFunction) => NativeFunction): Value {
  if (typeof crossed !== "object") return crossed;
  if (crossed instanceof HostFunction) return functionFor(crossed);
  if ("items" in crossed) return Table.fromArray(crossed.items.map((item) => toLua(item, functionFor)));
  const table = new Table();
  for (const [name, value] of crossed.entries) table.setHash(name, toLua(value, functionFor));
  return table;
}
