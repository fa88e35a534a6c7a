import { writeSync } from "node:fs";
import type { HostError } from "../ports.ts";
import { asHostError, codeOf } from "./strerror.ts";

/**
 * Writes all of `bytes` to a descriptor before it returns, however slow its reader is.
 * @param position where in the file; null for where the descriptor stands
 */
export function writeFully(descriptor: number, bytes: Uint8Array, position: number | null): HostError | undefined {
  let written = 0;
  let waitMs = 1;
  while (written < bytes.length) {
    try {
      const at = position === null ? null : position + written;
      written += writeSync(descriptor, bytes, written, bytes.length - written, at);
      waitMs = 1;
    } catch (thrown) {
      // A pipe is full, and someone (Node itself, or a process that shares it) made its descriptor not wait.
      if (codeOf(thrown) !== "EAGAIN") return asHostError(thrown);
      pause(waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }
  return undefined;
}

/** Lets the thread sleep. */
export function pause(milliseconds: number): void {
  Atomics.wait(NEVER_WOKEN, 0, 0, milliseconds);
}

const LONGEST_WAIT_MS = 16;
const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4));
