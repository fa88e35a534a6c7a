/** The ndk table: set_var would call the variable setters of other nginx modules, of which there are none here. */
import { NativeFunction } from "../vm/functions.ts";
import { raise } from "../vm/raise.ts";
import type { State } from "../vm/state.ts";
import { Table } from "../vm/table.ts";
import { tostringBlocking } from "../vm/tostring.ts";
import { module } from "./declare.ts";

export const ndk = module("ndk", {}, { constants: ({ state }) => ({ set_var: setVar(state) }) });

function setVar(state: State): Table {
  const metatable = new Table();
  metatable.set(
    "__index",
    new NativeFunction("__index", (_table, name) =>
      raise(
        state,
        `ndk.set_var: directive "${tostringBlocking(state, name)}" not found or does not use ndk_set_var_value`,
      ),
    ),
  );
  metatable.set("__newindex", new NativeFunction("__newindex", () => raise(state, "not allowed")));
  const table = new Table();
  table.setMetatable(metatable);
  return table;
}
