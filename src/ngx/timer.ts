/** ngx.timer: callbacks that run later, in requests of their own. */
import { scriptPlace } from "../runtime/script-place.ts";
import type { LuaFunction } from "../vm/functions.ts";
import { raise } from "../vm/raise.ts";
import type { Result, Value } from "../vm/values.ts";
import { toDistance } from "./c-conversions.ts";
import type { NgxContext } from "./context.ts";
import { atLeast, callable, rest, seconds } from "./declaration/parameters.ts";
import { except, type Refusal } from "./declaration/phases.ts";
import { module } from "./declare.ts";

const withoutRequest: Refusal = { withoutRequest: "no request" };

export const timer = module("ngx.timer", {
  at: {
    does: "Runs callback(premature, ...) once, after delay seconds.",
    phases: except("init", "exit_worker"),
    refusal: withoutRequest,
    arity: atLeast(2),
    params: [seconds("delay"), callable("callback"), rest("args")],
    run: (context, delay, callback, args) => add(context, toDistance(delay * 1000), false, callback, args),
  },
  every: {
    does: "Runs callback(premature, ...) every delay seconds, until the worker exits.",
    phases: except("init", "exit_worker"),
    refusal: withoutRequest,
    arity: atLeast(2),
    params: [period("delay"), callable("callback"), rest("args")],
    run: (context, delayMs, callback, args) => add(context, delayMs, true, callback, args),
  },
  pending_count: {
    does: "How many timers wait to run.",
    phases: except("init"),
    refusal: withoutRequest,
    params: [],
    run: ({ timers }) => timers.pendingCount,
  },
  running_count: {
    does: "How many timer callbacks are at work, sleeping ones included.",
    phases: except("init"),
    refusal: withoutRequest,
    params: [],
    run: ({ timers }) => timers.runningCount,
  },
});

function add(
  { state, timers }: NgxContext,
  delayMs: number,
  every: boolean,
  callback: LuaFunction,
  args: readonly Value[],
): Result {
  const refusal = timers.add(delayMs, every, callback, args, () => scriptPlace(state, state.coroutine).at);
  return refusal === undefined ? 1 : [undefined, refusal];
}

/** A delay whose milliseconds must not be none. */
function period(name: string): ReturnType<typeof seconds> {
  const inner = seconds(name);
  return {
    ...inner,
    check(state, value, index, count) {
      const delayMs = toDistance(inner.check(state, value, index, count) * 1000);
      if (delayMs === 0) raise(state, "delay cannot be zero");
      return delayMs;
    },
  };
}
