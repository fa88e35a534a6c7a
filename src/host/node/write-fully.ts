import { writeSync } from "node:fs";
import { hostError } from "../errno.ts";
import type { HostError } from "../ports.ts";
import { asHostError, codeOf } from "./strerror.ts";
import { pause, unheard, type Waits } from "./waits.ts";

const FIRST_PAUSE_MS = 0.05;
const LONGEST_PAUSE_MS = 16;
/** A reader that takes longer than this is told of. */
const LONG_WAIT_MS = 50;

export interface Patience {
  /** Told when waiting takes long. */
  readonly waits: Waits;
  /** How long a reader may take nothing before it is given up, with ETIMEDOUT. */
  readonly patienceMs: number;
}

/**
 * Writes all of `bytes` to a descriptor before it returns, however slow its reader is.
 * @param position where in the file; null for where the descriptor stands
 */
export function writeFully(
  descriptor: number,
  bytes: Uint8Array,
  position: number | null,
  { waits, patienceMs }: Patience = ENDLESS,
): HostError | undefined {
  let rest = bytes;
  let at = position;
  let pauseMs = FIRST_PAUSE_MS;
  let waitedMs = 0;
  let isLong = false;
  try {
    for (;;) {
      const written = writeSome(descriptor, rest, at);
      if (typeof written !== "number") return written;
      rest = rest.subarray(written);
      if (rest.length === 0) return undefined;
      if (at !== null) at += written;
      if (written > 0) {
        pauseMs = FIRST_PAUSE_MS;
        waitedMs = 0;
      }
      if (waitedMs >= patienceMs) return hostError("ETIMEDOUT");
      if (!isLong && waitedMs >= LONG_WAIT_MS) {
        isLong = true;
        waits.begin();
      }
      pause(pauseMs);
      waitedMs += pauseMs;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  } finally {
    if (isLong) waits.end();
  }
}

const ENDLESS: Patience = { waits: unheard, patienceMs: Number.POSITIVE_INFINITY };

/** Writes as much of `bytes` as goes without waiting, where the descriptor does not wait. @returns how many it were */
export function writeSome(descriptor: number, bytes: Uint8Array, position: number | null): number | HostError {
  let written = 0;
  while (written < bytes.length) {
    try {
      const at = position === null ? null : position + written;
      written += writeSync(descriptor, bytes, written, bytes.length - written, at);
    } catch (thrown) {
      // A pipe is full, and its descriptor does not wait.
      if (codeOf(thrown) === "EAGAIN") return written;
      return asHostError(thrown);
    }
  }
  return written;
}
