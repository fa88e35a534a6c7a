/** The port `Processes` of a worker, whose observers are told of children. */
import type { Processes } from "../host/ports.ts";
import { commandText } from "./events.ts";
import { scriptPlace } from "./script-place.ts";
import type { Worker } from "./worker.ts";

/**
 * Of what `runSync` runs nothing is told: the host stands still meanwhile.
 * @param worker is there once a script runs
 */
export function observedProcesses(processes: Processes, worker: () => Worker): Processes {
  return {
    spawn(options) {
      const child = processes.spawn(options);
      if ("code" in child) return child;
      const { events, machine, runningThread } = worker();
      if (events.wanted) {
        const { state } = machine;
        events.emit({
          type: "child spawned",
          child: child.pid,
          command: commandText(options.argv),
          ...(runningThread === undefined ? {} : { thread: runningThread.id }),
          ...scriptPlace(state, state.coroutine),
        });
      }
      // in any case: whether somebody listens changes nothing
      child.onExit(({ reason, status }) => {
        if (events.wanted) events.emit({ type: "child exited", child: child.pid, reason, status });
      });
      return child;
    },
    runSync: (options) => processes.runSync(options),
  };
}
