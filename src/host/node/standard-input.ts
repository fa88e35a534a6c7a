import { fstatSync, readSync } from "node:fs";
import type { HostError, StandardInput } from "../ports.ts";
import { asHostError, codeOf } from "./strerror.ts";
import { isTerminal } from "./terminal.ts";
import { during, pause, type Waits } from "./waits.ts";

type Outcome = Uint8Array | null | HostError;

const LONGEST_WAIT_MS = 16;

/**
 * Standard input, from which one may read both ways. Reading without blocking goes through Node's own stream: a read of
 * `node:fs` would hold a thread that keeps the process from ending.
 */
export class NodeInput implements StandardInput {
  private readonly waits: Waits;
  /** Called before the process waits: a prompt must be seen. */
  private readonly beforeWaiting: () => void;
  private stream: NodeJS.ReadStream | undefined;
  private failure: HostError | undefined;
  private ended = false;
  /** What the stream gave beyond what was asked for. */
  private rest: Uint8Array | undefined;
  private waiting: (() => void) | undefined;
  private terminal: boolean | undefined;
  private pipe: boolean | undefined;

  constructor(waits: Waits, beforeWaiting: () => void) {
    this.waits = waits;
    this.beforeWaiting = beforeWaiting;
  }

  get isTTY(): boolean {
    this.terminal ??= isTerminal(0);
    return this.terminal;
  }

  get mayBlock(): boolean {
    this.pipe ??= isPipe();
    return this.pipe || this.isTTY;
  }

  readSync(max: number): Outcome {
    const ready = this.fromStream(max);
    if (ready !== undefined) return ready;
    this.beforeWaiting();
    return this.mayBlock ? during(this.waits, () => this.readWaiting(max)) : this.readWaiting(max);
  }

  private readWaiting(max: number): Outcome {
    const bytes = Buffer.allocUnsafe(max);
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        const count = readSync(0, bytes, 0, max, null);
        return count === 0 ? null : bytes.subarray(0, count);
      } catch (thrown) {
        if (codeOf(thrown) === "EOF") return null;
        // Node's stream, or a process that shares the pipe, made its descriptor not wait.
        if (codeOf(thrown) !== "EAGAIN") return asHostError(thrown);
        pause(waitMs);
      }
    }
  }

  read(max: number, done: (outcome: Outcome) => void): () => void {
    this.beforeWaiting();
    const stream = this.openStream();
    let first: NodeJS.Immediate | undefined;
    const end = () => {
      clearImmediate(first);
      this.waiting = undefined;
      stream.unref?.();
    };
    const check = () => {
      const outcome = this.fromStream(max);
      if (outcome === undefined) return;
      end();
      done(outcome);
    };
    this.waiting = check;
    stream.ref?.();
    first = setImmediate(check);
    return end;
  }

  /** What can be had without waiting, or undefined. */
  private fromStream(max: number): Outcome | undefined {
    const bytes: Uint8Array | null = this.rest ?? this.stream?.read() ?? null;
    if (bytes !== null) {
      this.rest = bytes.length > max ? bytes.subarray(max) : undefined;
      return bytes.length > max ? bytes.subarray(0, max) : bytes;
    }
    if (this.failure !== undefined) return this.failure;
    return this.ended ? null : undefined;
  }

  private openStream(): NodeJS.ReadStream {
    if (this.stream !== undefined) return this.stream;
    const stream = process.stdin;
    this.stream = stream;
    stream.on("readable", () => this.waiting?.());
    stream.on("end", () => {
      this.ended = true;
      this.waiting?.();
    });
    stream.on("error", (error) => {
      this.failure = asHostError(error);
      this.waiting?.();
    });
    return stream;
  }
}

function isPipe(): boolean {
  try {
    const status = fstatSync(0);
    return status.isFIFO() || status.isSocket();
  } catch {
    return false;
  }
}
