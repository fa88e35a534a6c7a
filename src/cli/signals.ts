/** Signals end a run as they end `resty`, whose launcher passes them on to nginx. */
import type { Worker } from "../runtime/worker.ts";

/** How long `resty` lets nginx exit gracefully after an interrupt. */
const GRACE_MS = 100;

export function endOnSignals(worker: Worker): void {
  // An interrupt: a graceful exit for a moment, then the end. Its status is the shell's for the signal in any case.
  process.on("SIGINT", () => {
    worker.quit(130);
    setTimeout(() => worker.exit(130), GRACE_MS).unref();
  });
  process.on("SIGTERM", () => worker.exit(143));
  process.on("SIGQUIT", () => worker.quit());
  process.on("SIGHUP", () => worker.exit(129));
}
