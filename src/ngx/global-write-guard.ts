/** OpenResty's guard on _G: a new global outside of init is made, and warned about. */
import { nameOf, nativeCalledBy, traceback } from "../vm/call-stack.ts";
import { NativeFunction } from "../vm/functions.ts";
import { rawSet } from "../vm/operators.ts";
import type { State } from "../vm/state.ts";
import { Table } from "../vm/table.ts";
import { tostringBlocking } from "../vm/tostring.ts";
import { NOTHING } from "../vm/values.ts";
import { LOG_LEVELS } from "./constants.ts";
import type { NgxContext } from "./context.ts";

/**
 * Gives _G the metatable that warns. As in OpenResty the global exists afterwards, so that each is warned about once (and
 * again only if it is assigned nil, or after it was removed); `rawset` goes around it; a script may take it away.
 */
export function installGlobalWriteGuard(context: NgxContext): void {
  const { state, worker } = context;
  const guard = new NativeFunction(
    "__newindex",
    (table, key, value) => {
      if (table instanceof Table) rawSet(state, table, key, value);
      const { phase } = context.request;
      if (phase === "init" || phase === "init_worker" || worker.logLevel < LOG_LEVELS.WARN) return NOTHING;
      const { place, from } = callOf(state, guard);
      const name = tostringBlocking(state, key);
      worker.log(LOG_LEVELS.WARN, `[lua] ${place}${warning(name)}${traceback(state, state.coroutine, "", from)}`);
      return NOTHING;
    },
    true,
  );
  const metatable = new Table();
  metatable.set("__newindex", guard);
  state.globals.setMetatable(metatable);
}

function warning(name: string): string {
  return (
    `writing a global Lua variable ('${name}') which may lead to race conditions between concurrent requests, ` +
    "so prefer the use of 'local' variables"
  );
}

/**
 * How the guard was called: by an assignment in Lua (then it has the metamethod's name), by hand, or from inside another
 * function of ours, as `module` sets its global (then it has no name). `from` is the first level of the traceback.
 */
function callOf(state: State, guard: NativeFunction): { place: string; from: number } {
  const place = "_G write guard:12: ";
  const { frame } = state;
  const native = nativeCalledBy(frame);
  if (native !== undefined && native !== guard) return { place, from: 0 };
  const name = nameOf({ callee: guard, frame: undefined, caller: frame });
  return {
    place: name === undefined ? place : `${place}${name.name}(): `,
    from: 1,
  };
}
