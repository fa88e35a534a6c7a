import type { SystemTime } from "../ports.ts";
import { zoneAt } from "./local-zone.ts";

/** This computer's time, in the zone that the variable TZ or the system names. */
export const nodeSystemTime: SystemTime = {
  nowMs: () => Date.now(),
  // The time in which the event loop did not wait: what the process as a whole used holds the compiler's threads as well.
  cpuSeconds: () => (performance.now() - performance.nodeTiming.idleTime) / 1000,
  zoneAt,
};
