import { fstatSync } from "node:fs";
import { builtin } from "./builtin.ts";

/** Whether a descriptor is a terminal. `node:tty` is only loaded for what may be one. */
export function isTerminal(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    if (!status.isCharacterDevice() || (process.platform === "linux" && status.rdev >> 8 === MEMORY_DEVICES))
      return false;
  } catch {
    return false;
  }
  return builtin<typeof import("node:tty")>("node:tty").isatty(descriptor);
}

/** Linux's major number of /dev/null and its like. */
const MEMORY_DEVICES = 1;
