import { parentPort, workerData } from "node:worker_threads";
import type { CellChannel } from "../../ports.ts";
import { askOverMemory, askOverPipe, type ThreadsEnd } from "./line.ts";

/** The way to who has started this thread or process. @returns undefined where it was not started as a cell */
export function cellChannel(): CellChannel | undefined {
  const port = parentPort;
  if (port !== null) {
    return {
      send: (message) => port.postMessage(message),
      ask: askOverMemory(workerData as ThreadsEnd),
      listen: (receive) => void port.on("message", receive),
    };
  }
  if (process.send === undefined) return undefined;
  // the host has ended, maybe without a chance to say so
  process.on("disconnect", () => process.exit());
  return {
    send: (message) => void process.send?.(message, undefined, {}, () => {}),
    ask: askOverPipe,
    listen: (receive) => void process.on("message", receive),
  };
}
