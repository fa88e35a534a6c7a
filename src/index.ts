/** What a Node program imports: so far the Lua machine by itself. */
export type { BudgetOptions } from "./vm/budget.ts";
export { Coroutine } from "./vm/coroutine.ts";
export { Exit, Kill, LuaError } from "./vm/errors.ts";
export { Closure, NativeFunction } from "./vm/functions.ts";
export { Machine, type MachineOptions, type Outcome } from "./vm/machine.ts";
export { Table } from "./vm/table.ts";
export { type Suspension, UNWIND } from "./vm/unwinding.ts";
export { Userdata, type Value } from "./vm/values.ts";
