import { isatty } from "node:tty";
import type { HostError, StandardOutput } from "../ports.ts";
import { writeFully } from "./write-fully.ts";

const BUFFER_BYTES = 65_536;
const LINE_FEED = 10;

/**
 * Standard output. What is written is kept until 64 KiB have come together, the host's turn ends or someone flushes; on a
 * terminal until a line has ended.
 */
export class BufferedOutput implements StandardOutput {
  readonly isTTY: boolean;
  private readonly descriptor: number;
  private readonly onBrokenPipe: () => void;
  private readonly buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private used = 0;
  private turnEnd: NodeJS.Immediate | undefined;
  /** Set when the reader has gone: nothing can be written any more. */
  private broken: HostError | undefined;

  /** @param onBrokenPipe told once, when the reader has gone */
  constructor(descriptor: number, onBrokenPipe: () => void) {
    this.descriptor = descriptor;
    this.onBrokenPipe = onBrokenPipe;
    this.isTTY = isatty(descriptor);
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

  private pass(bytes: Uint8Array): HostError | undefined {
    const error = writeFully(this.descriptor, bytes, null);
    if (error?.code === "EPIPE") {
      this.broken = error;
      this.onBrokenPipe();
    }
    return error;
  }
}

/** Standard error: unbuffered. `before` runs before each write, so that a terminal shows both outputs in order. */
export function unbufferedOutput(descriptor: number, before: () => void): StandardOutput {
  return {
    isTTY: isatty(descriptor),
    write(bytes) {
      before();
      return writeFully(descriptor, bytes, null);
    },
    flush: () => undefined,
  };
}
