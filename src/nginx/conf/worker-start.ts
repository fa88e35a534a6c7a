/** What nginx finds out only when a worker starts, after the configuration was read without complaint. */
import type { Config } from "./config.ts";

/** The exit status of a worker that could not start. */
export const WORKER_START_FAILED = 2;

/** The text of the `[emerg]` line in the error log, if a worker cannot start (cli.cases "-c too small"). */
export function workerStartError({ workerConnections }: Config): string | undefined {
  // nginx makes its epoll instance half as large as there are connections, and Linux refuses one of size 0.
  return workerConnections < 2 ? "epoll_create() failed (22: Invalid argument)" : undefined;
}
