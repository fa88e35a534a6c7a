/** ngx.sleep: the light thread waits, others run. */
import { suspend } from "../vm/coroutines.ts";
import { raise } from "../vm/raise.ts";
import { low32, toInt64 } from "./c-conversions.ts";
import { accepts, seconds } from "./declaration/parameters.ts";
import { HANDLER_PHASES, only } from "./declaration/phases.ts";
import { module } from "./declare.ts";

export const sleep = module("ngx", {
  sleep: {
    does: "Lets the light thread wait for some seconds; 0 gives the others a turn.",
    phases: only("timer", ...HANDLER_PHASES),
    phaseFirst: true,
    suspends: true,
    arity: accepts(1),
    params: [seconds("seconds")],
    run: ({ state, scheduler }, duration) => {
      const delayMs = toInt64(duration * 1000);
      if (delayMs < 0) raise(state, `invalid sleep duration "${low32(delayMs)}"`);
      return suspend(state, {
        kind: "thread",
        awaits: "ngx.sleep",
        start(resume) {
          if (delayMs === 0) {
            const event = scheduler.endOfNextTurn(resume);
            return () => event.takeBack();
          }
          const deadline = scheduler.after(delayMs, resume);
          return () => scheduler.cancel(deadline);
        },
      });
    },
  },
});
