/** `run --timers` and `run --trace`. */
import { TimerReport } from "./timer-report.ts";
import { TraceFile } from "./trace-file.ts";

export const loadObservers = () => ({ TimerReport, TraceFile });
