/** What a machine on a thread of its own does for `ngx.run_worker_thread`. */
import type { CallOutcome, Copied, ModuleFunction } from "../../host/ports.ts";
import { isUncatchable } from "../../vm/errors.ts";
import type { Machine } from "../../vm/machine.ts";
import { formatNumber } from "../../vm/numbers.ts";
import { Table } from "../../vm/table.ts";
import { isFunction, type Value } from "../../vm/values.ts";
import type { NgxContext } from "../context.ts";
import { fieldOf } from "../field-of.ts";
import { copyIn, copyOut } from "./copy.ts";

export class ThreadCalls {
  private readonly machine: Machine;
  private readonly context: NgxContext;

  constructor(machine: Machine, context: NgxContext) {
    this.machine = machine;
    this.context = context;
  }

  /** Loads the module and looks for the function. @returns what is wrong */
  find(called: ModuleFunction): string | undefined {
    const found = this.functionOf(called);
    return "error" in found ? found.error : undefined;
  }

  call(called: ModuleFunction, args: readonly Copied[]): CallOutcome {
    this.context.worker.clock.update();
    const found = this.functionOf(called);
    if ("error" in found) return found;
    const values = this.attempt(() => this.machine.call(found.callee, ...copyIn(this.context, args)));
    if ("error" in values) return values;
    const copies = copyOut(this.context, values);
    return "error" in copies ? { error: `${copies.error} in the return value` } : { results: copies };
  }

  private functionOf({ module, name }: ModuleFunction): { readonly callee: Value } | { readonly error: string } {
    const { machine } = this;
    const loaded = this.attempt(() => machine.call(machine.globals.getHash("require"), module));
    if ("error" in loaded) return loaded;
    const [table] = loaded;
    if (!(table instanceof Table)) return { error: "invalid lua module" };
    const fields = this.attempt(() => [fieldOf(machine.state, table, name)]);
    if ("error" in fields) return fields;
    const [callee] = fields;
    return isFunction(callee) ? { callee } : { error: "invalid function" };
  }

  /** What Lua code answers, or the error that it ends with. */
  private attempt(run: () => readonly Value[]): readonly Value[] | { readonly error: string } {
    try {
      return run();
    } catch (thrown) {
      if (isUncatchable(thrown)) throw thrown;
      const value = this.machine.errorValue(thrown);
      // an error that is no text has none
      return { error: typeof value === "string" ? value : typeof value === "number" ? formatNumber(value) : "" };
    }
  }
}
