/** ngx.run_worker_thread: a function of a module runs on another thread, with a machine of its own. */
import { cString } from "../vm/byte-text.ts";
import { suspend, YIELD_REFUSED } from "../vm/coroutines.ts";
import { LuaError } from "../vm/errors.ts";
import { formatNumber } from "../vm/numbers.ts";
import type { Result, Value } from "../vm/values.ts";
import type { NgxContext } from "./context.ts";
import { rest } from "./declaration/parameters.ts";
import { HANDLER_PHASES, only } from "./declaration/phases.ts";
import { module } from "./declare.ts";
import { copyIn, copyOut } from "./worker-thread/copy.ts";

export const runWorkerThread = module("ngx", {
  run_worker_thread: {
    does: "Calls require(module)[func](...) on a thread of thread_pool pool, with copies; true and what it returns, or false and the error.",
    phases: only("timer", ...HANDLER_PHASES),
    phaseFirst: true,
    suspends: true,
    params: [rest("pool, module, func, args")],
    run: (context, args) => {
      if (args.length < 3) return refused("expecting at least 3 arguments");
      const [pool, library, func] = args.map(textOf);
      if (pool === undefined) return refused("threadpool should be a string");
      if (context.threads?.hasPool(pool) !== true) return refused(`thread pool ${cString(pool)} not found`);
      if (library === undefined) return refused("module name should be a string");
      if (func === undefined) return refused("function name should be a string");
      return call(context, pool, { module: library, name: cString(func) }, args.slice(3));
    },
  },
});

function call(
  context: NgxContext,
  pool: string,
  called: { readonly module: string; readonly name: string },
  args: readonly Value[],
): Result {
  const { state, threads } = context;
  if (state.callbacks > 0) throw new LuaError(YIELD_REFUSED);
  const waiting = threads?.call(pool, {
    called,
    copy() {
      const copies = copyOut(context, args);
      return "error" in copies ? { error: `${copies.error} in the argument` } : copies;
    },
    answer: (outcome) => ("error" in outcome ? refused(outcome.error) : [true, ...copyIn(context, outcome.results)]),
  });
  if (waiting === undefined) return refused(`thread pool ${cString(pool)} not found`);
  return "error" in waiting ? refused(waiting.error) : suspend(state, waiting);
}

function refused(error: string): readonly Value[] {
  return [false, error];
}

/** As `lua_tolstring`. */
function textOf(value: Value): string | undefined {
  return typeof value === "number" ? formatNumber(value) : typeof value === "string" ? value : undefined;
}
