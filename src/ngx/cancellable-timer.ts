/** ngxbox.timer.host: what the library ngxbox.timer (lua/ngxbox/timer.lua) asks for here and does without on OpenResty. */
import { TimerHandle } from "../runtime/timers.ts";
import { levels, lineOf, shortSourceOf } from "../vm/call-stack.ts";
import { raiseArgument } from "../vm/raise.ts";
import type { State } from "../vm/state.ts";
import { isFunction, Userdata } from "../vm/values.ts";
import { toDistance } from "./c-conversions.ts";
import { any, atLeast, boolean, callable, seconds } from "./declaration/parameters.ts";
import { everywhere, except } from "./declaration/phases.ts";
import { library } from "./declare.ts";

export const cancellableTimer = library("ngxbox.timer.host", {
  arm: {
    does: "Makes a timer that can be cancelled: runs run(premature, timer), once or again and again. callback is shown.",
    phases: except("init", "exit_worker"),
    refusal: { withoutRequest: "no request" },
    arity: atLeast(5),
    params: [seconds("delay"), boolean("repeats"), callable("run"), any("timer"), any("callback")],
    run: ({ state, timers }, delay, repeats, run, timer, callback) => {
      const handle = new TimerHandle();
      const shown = isFunction(callback) ? callback : run;
      const place = () => placeOutsideLibrary(state);
      const refusal = timers.add(toDistance(delay * 1000), repeats, run, [timer], place, handle, shown);
      return refusal === undefined ? new Userdata(handle) : [undefined, refusal];
    },
  },
  cancel: {
    does: "Takes a timer back that arm has made; whether it was still to run.",
    phases: everywhere,
    params: [any("handle")],
    run: ({ state, timers }, value) => {
      const handle = value instanceof Userdata ? value.payload : undefined;
      if (!(handle instanceof TimerHandle)) return raiseArgument(state, 1, "timer expected");
      return timers.cancel(handle, () => placeOutsideLibrary(state));
    },
  },
});

/** Where the library was called: the first Lua function outwards that is of another file than the innermost. */
function placeOutsideLibrary(state: State): string {
  let library: string | undefined;
  for (const level of levels(state, state.coroutine)) {
    if (level.frame === undefined) continue;
    library ??= level.frame.prototype.source;
    if (level.frame.prototype.source !== library) return `${shortSourceOf(level)}:${lineOf(level)}`;
  }
  return "?";
}
