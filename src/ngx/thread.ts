/** ngx.thread: light threads of the request at work. */
import type { LightThread } from "../runtime/light-thread.ts";
import { lightThreadOf } from "../runtime/light-thread.ts";
import { Coroutine } from "../vm/coroutine.ts";
import { suspend } from "../vm/coroutines.ts";
import { raise, raiseArgument } from "../vm/raise.ts";
import type { State } from "../vm/state.ts";
import type { Value } from "../vm/values.ts";
import { callable, type Parameter, rest } from "./declaration/parameters.ts";
import { HANDLER_PHASES, only } from "./declaration/phases.ts";
import { module } from "./declare.ts";

/** What a script is told where it may have no more light threads. */
export const TOO_MANY_THREADS = "too many light threads";

const whereThreadsRun = only("timer", ...HANDLER_PHASES);

export const thread = module("ngx.thread", {
  spawn: {
    does: "Runs callback(...) as a light thread at once, until it waits for something; returns it.",
    phases: whereThreadsRun,
    suspends: true,
    params: [callable("callback"), rest("args")],
    run: ({ state, request }, callback, args) => {
      // no limit of OpenResty's, where memory is the only one
      if (!request.hasRoomForThreads) raise(state, TOO_MANY_THREADS);
      return suspend(state, request.spawn(callback, args, state.coroutine));
    },
  },
  wait: {
    does: "Waits for the first of some threads to end: true and what it returned, or false and its error.",
    phases: whereThreadsRun,
    suspends: true,
    params: [rest("threads")],
    run: ({ state, request }, threads) => {
      if (threads.length === 0) raise(state, "at least one coroutine should be specified");
      for (let at = 0; at < threads.length; at++) {
        const light = userThread(state, threads[at], at + 1);
        if (light === undefined) raise(state, "attempt to wait on a coroutine that is not a user thread");
        if (light.spawnedBy !== state.coroutine) {
          raise(state, "only the parent coroutine can wait on the thread");
        }
        if (light.status === "zombie") return request.collect(light);
        if (light.status === "alive") light.waited = true;
        else if (at === threads.length - 1) return [undefined, "already waited or killed"];
      }
      return suspend(state, request.waitForThreads());
    },
  },
  kill: {
    does: "Ends a light thread that this one spawned.",
    phases: whereThreadsRun,
    params: [coroutine("thread")],
    run: ({ state, request }, target) => {
      const light = userThread(state, target, 1);
      if (light === undefined) return [undefined, "not user thread"];
      if (light.spawnedBy !== state.coroutine) return [undefined, "killer not parent"];
      if (light.status === "dead") return [undefined, "already waited or killed"];
      if (light.status === "zombie") {
        request.collect(light);
        return [undefined, "already terminated"];
      }
      request.kill(light);
      return 1;
    },
  },
});

/** The user thread that `value` is; undefined for another coroutine. @throws LuaError where it is no coroutine */
function userThread(state: State, value: Value, index: number): LightThread | undefined {
  if (!(value instanceof Coroutine)) raiseArgument(state, index, "lua thread expected");
  const light = lightThreadOf(value);
  return light?.spawnedBy === null ? undefined : light;
}

function coroutine(name: string): Parameter<Coroutine> {
  return {
    name,
    shape: "one",
    type: "thread",
    check: (state, value, index) =>
      value instanceof Coroutine ? value : raiseArgument(state, index, "lua thread expected"),
  };
}
