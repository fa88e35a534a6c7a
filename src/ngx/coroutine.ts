/**
 * OpenResty's coroutine functions: they know light threads. A coroutine may wait for time or events in the middle; an error
 * in a wrapped one ends its whole light thread; a light thread cannot be resumed by hand.
 */
import { hasEnded, lightThreadOf } from "../runtime/light-thread.ts";
import type { Coroutine } from "../vm/coroutine.ts";
import { resume, yieldValues } from "../vm/coroutines.ts";
import { LuaError } from "../vm/errors.ts";
import { NativeFunction } from "../vm/functions.ts";
import { checkCoroutine, createCoroutine } from "../vm/library/coroutine.ts";
import type { State } from "../vm/state.ts";
import { Table } from "../vm/table.ts";
import type { Result, Value } from "../vm/values.ts";
import type { NgxContext } from "./context.ts";
import { HANDLER_PHASES, only, refuse } from "./declaration/phases.ts";

/** The functions of which OpenResty keeps the plain ones under names with one underscore and two. */
const REPLACED = ["create", "resume", "yield", "wrap", "status"] as const;

/** Where OpenResty's own are; in `init` the plain ones work. */
const whereThreadsRun = only("timer", "header_filter", "body_filter", ...HANDLER_PHASES);

/** Puts OpenResty's functions over those of the table `coroutine`. */
export function installCoroutine(context: NgxContext): void {
  const { state } = context;
  const library = state.globals.get("coroutine");
  if (!(library instanceof Table)) return;
  /** Whether the plain functions are at work. @throws LuaError where there are none */
  const arePlain = (): boolean => {
    const { phase } = context.request;
    if (phase === "init") return true;
    if (!whereThreadsRun.allows?.[phase]) refuse(state, phase, undefined);
    state.wrapAborts = true;
    return false;
  };
  const functions: Record<(typeof REPLACED)[number], (args: Value[]) => Result> = {
    create: ([body]) => createCoroutine(state, body),
    resume: (args) => {
      const coroutine = checkCoroutine(state, args.shift());
      return resumeByHand(state, coroutine, args, false);
    },
    yield: (args) => yieldValues(state, args),
    wrap: ([body]) => {
      const coroutine = createCoroutine(state, body);
      return new NativeFunction("wrap", (...values) => resumeByHand(state, coroutine, values, true));
    },
    status: ([coroutine]) => statusOf(checkCoroutine(state, coroutine)),
  };
  for (const name of REPLACED) {
    const plain = library.get(name) as NativeFunction;
    const own = functions[name];
    const replacement = new NativeFunction(name, (...args) => (arePlain() ? plain.run(...args) : own(args)), true);
    library.set(`_${name}`, plain);
    library.set(`__${name}`, new NativeFunction(name, (...args) => own(args)));
    library.set(name, replacement);
  }
  library.set("running", new NativeFunction("running", () => [state.coroutine, false]));
}

/** A finished coroutine is an answer, not an error, also for a wrapped one (golden case "a wrapped coroutine called after its end"). */
function resumeByHand(
  state: State,
  coroutine: Coroutine,
  values: Parameters<typeof resume>[2],
  wrapped: boolean,
): Result {
  const status = statusOf(coroutine);
  if (status === "suspended") {
    // For OpenResty a resume is a yield of the light thread.
    if (state.unyieldable > 0) throw new LuaError("attempt to yield across C-call boundary");
    coroutine.host = state.coroutine;
    return resume(state, coroutine, values, wrapped);
  }
  return [false, `cannot resume ${status} coroutine`];
}

/** As OpenResty names it: a light thread is running even while it waits, and a zombie once it has ended unasked. */
function statusOf(coroutine: Coroutine): string {
  const light = lightThreadOf(coroutine);
  if (light === undefined || coroutine.status === "normal") return coroutine.status;
  if (light.status === "alive") return "running";
  return light.spawnedBy !== null && hasEnded(light.spawnedBy) ? "dead" : light.status;
}
