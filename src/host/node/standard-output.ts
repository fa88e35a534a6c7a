import { constants, fstatSync, openSync } from "node:fs";
import type { HostError, StandardOutput } from "../ports.ts";
import { Backlog } from "./backlog.ts";
import { isTerminal } from "./terminal.ts";
import type { Waits } from "./waits.ts";
import { writeFully } from "./write-fully.ts";

const BUFFER_BYTES = 65_536;
const LINE_FEED = 10;

/**
 * Standard output. What is written is kept until 64 KiB have come together, the host's turn ends or someone flushes; on a
 * terminal until a line has ended. What a pipe does not take then is kept, up to a limit, and written when it does.
 */
export class BufferedOutput implements StandardOutput {
  readonly isTTY: boolean;
  /** What a slow reader has still to read. */
  readonly backlog: Backlog;
  private readonly waits: Waits;
  private patienceMs = Number.POSITIVE_INFINITY;
  private readonly onBrokenPipe: () => void;
  private readonly buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private used = 0;
  private turnEnd: NodeJS.Immediate | undefined;
  /** Set when the reader has gone: nothing can be written any more. */
  private broken: HostError | undefined;

  /** @param onBrokenPipe told once, when the reader has gone */
  constructor(descriptor: number, waits: Waits, onBrokenPipe: () => void) {
    this.backlog = new Backlog(withoutWaiting(descriptor));
    this.backlog.onError = (error) => this.failed(error);
    this.waits = waits;
    this.onBrokenPipe = onBrokenPipe;
    this.isTTY = isTerminal(descriptor);
  }

  write(bytes: Uint8Array): HostError | undefined {
    if (this.broken !== undefined) return this.broken;
    if (bytes.length > BUFFER_BYTES - this.used) {
      const error = this.flush();
      if (error !== undefined) return error;
      if (bytes.length >= BUFFER_BYTES) return this.pass(bytes);
    }
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
    if (this.isTTY && bytes.includes(LINE_FEED)) return this.flush();
    this.turnEnd ??= setImmediate(() => {
      this.turnEnd = undefined;
      this.flush();
    });
    return undefined;
  }

  flush(): HostError | undefined {
    const { used } = this;
    if (used === 0) return undefined;
    this.used = 0;
    return this.broken ?? this.pass(this.buffer.subarray(0, used));
  }

  /** Writes all that was kept, for the process ends. */
  finish(): void {
    this.flush();
    if (this.broken !== undefined) return;
    const error = this.backlog.finish({ waits: this.waits, patienceMs: this.patienceMs });
    if (error !== undefined) this.failed(error);
  }

  /** What was not written yet is never written, as where a process is killed. */
  forget(): void {
    this.used = 0;
    this.backlog.clear();
  }

  /** From now on a reader that takes nothing for so long is given up. */
  hurry(patienceMs: number): void {
    this.patienceMs = patienceMs;
  }

  private pass(bytes: Uint8Array): HostError | undefined {
    const error = this.backlog.write(bytes, { waits: this.waits, patienceMs: this.patienceMs });
    if (error !== undefined) this.failed(error);
    return error;
  }

  private failed(error: HostError): void {
    if (this.broken !== undefined || (error.code !== "EPIPE" && error.code !== "ETIMEDOUT")) return;
    this.broken = error;
    if (error.code === "EPIPE") this.onBrokenPipe();
  }
}

/** Standard error: unbuffered. `before` runs before each write, so that a terminal shows both outputs in order. */
export function unbufferedOutput(descriptor: number, waits: Waits, before: () => void): StandardOutput {
  let open: number | undefined;
  let isTTY: boolean | undefined;
  return {
    get isTTY() {
      isTTY ??= isTerminal(descriptor);
      return isTTY;
    },
    write(bytes) {
      before();
      open ??= withoutWaiting(descriptor);
      return writeFully(open, bytes, null, { waits, patienceMs: Number.POSITIVE_INFINITY });
    },
    flush: () => undefined,
  };
}

/**
 * A second way to write to the pipe behind a descriptor, that refuses instead of waiting, so that the process can be ended
 * while nobody reads. Who shares the pipe does not notice. What is no pipe, or has no such way, is written to as it is.
 */
function withoutWaiting(descriptor: number): number {
  try {
    if (fstatSync(descriptor).isFIFO()) {
      return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
    }
  } catch {
    // not on Linux, or a pipe that belongs to another user
  }
  return descriptor;
}
