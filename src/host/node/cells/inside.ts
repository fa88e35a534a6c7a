import type { CellChannel } from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { askOverMemory, askOverPipe, type ThreadsEnd } from "./line.ts";

/** The way to who has started this thread or process. @returns undefined where it was not started as a cell */
export function cellChannel(): CellChannel | undefined {
  if (process.send === undefined) {
    // a process needs no threads, and starts faster without their module
    const { parentPort: port, workerData } = builtin<typeof import("node:worker_threads")>("node:worker_threads");
    if (port === null) return undefined;
    return {
      send: (message) => port.postMessage(message),
      ask: askOverMemory(workerData as ThreadsEnd),
      listen: (receive) => void port.on("message", receive),
    };
  }
  // the host has ended, maybe without a chance to say so
  process.on("disconnect", () => process.exit());
  return {
    send: (message) => void process.send?.(message, undefined, {}, () => {}),
    ask: askOverPipe,
    listen: (receive) => void process.on("message", receive),
  };
}
