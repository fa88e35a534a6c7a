import { closeSync, readSync } from "node:fs";
import type { OnReadOpts, Socket, SocketConstructorOpts } from "node:net";
import type { HostError, ReadableEnd } from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { asHostError, codeOf } from "../strerror.ts";
import { during, type Waits } from "../waits.ts";
import { poll } from "./wait-sync.ts";

type Outcome = Uint8Array | null | HostError;

/**
 * The end of a pipe that a child writes. Bytes that are there are read at once; to learn of others a stream of Node's is
 * made, which reads once and then rests again.
 */
export class PipeReader implements ReadableEnd {
  /** Must not wait. Closed with this. */
  private readonly descriptor: number;
  private readonly waits: Waits;
  private socket: Socket | undefined;
  private done: ((outcome: Outcome) => void) | undefined;
  private most = 0;
  /** What was read beyond what was asked for. */
  private rest: Uint8Array | undefined;
  /** How it ended: null, or an error. */
  private end: null | HostError | undefined;
  private isClosed = false;

  /** @param waits told where reading holds up the process */
  constructor(descriptor: number, waits: Waits) {
    this.descriptor = descriptor;
    this.waits = waits;
  }

  readNow(max: number): Outcome | undefined {
    if (this.rest !== undefined) return this.takeRest(max);
    if (this.end !== undefined) return this.end;
    try {
      const count = readSync(this.descriptor, scratch, 0, Math.min(max, scratch.length), null);
      if (count > 0) return Uint8Array.prototype.slice.call(scratch, 0, count);
      this.end = null;
      this.release();
    } catch (thrown) {
      if (codeOf(thrown) === "EAGAIN") return undefined;
      this.end = asHostError(thrown);
      this.release();
    }
    return this.end;
  }

  read(max: number, done: (outcome: Outcome) => void): () => void {
    this.done = done;
    this.most = max;
    if (this.rest !== undefined || this.end !== undefined) setImmediate(() => this.arrived());
    else this.wake();
    return () => {
      if (this.done === done) this.done = undefined;
    };
  }

  readSync(max: number): Outcome {
    const ready = this.readNow(max);
    return ready === undefined ? during(this.waits, () => poll(() => this.readNow(max))) : ready;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.done = undefined;
    this.rest = undefined;
    if (this.end === undefined) this.release();
    this.end ??= null;
  }

  /** Closes the descriptor. At its end a stream does so itself. */
  private release(): void {
    if (this.socket === undefined) closeSync(this.descriptor);
    else this.socket.destroy();
  }

  /** Has the stream read once. */
  private wake(): void {
    if (this.socket === undefined) {
      this.socket = this.openSocket();
    } else {
      this.socket.resume();
      this.socket.read(0);
    }
  }

  /** A socket that is made reads at once. */
  private openSocket(): Socket {
    const net = builtin<typeof import("node:net")>("node:net");
    const options: SocketConstructorOpts & { onread: OnReadOpts } = {
      fd: this.descriptor,
      readable: true,
      writable: false,
      onread: {
        buffer: scratch,
        callback: (count) => {
          this.rest = Uint8Array.prototype.slice.call(scratch, 0, count);
          this.arrived();
          // rest until somebody waits again
          return this.done !== undefined;
        },
      },
    };
    const socket = new net.Socket(options);
    socket.on("end", () => this.ended(null));
    socket.on("error", (error) => this.ended(asHostError(error)));
    // only then is its end noticed
    socket.resume();
    return socket;
  }

  private ended(end: null | HostError): void {
    this.end ??= end;
    this.arrived();
  }

  private arrived(): void {
    const { done, most } = this;
    if (done === undefined) return;
    const outcome = this.rest === undefined ? this.end : this.takeRest(most);
    if (outcome === undefined) return;
    this.done = undefined;
    done(outcome);
  }

  private takeRest(max: number): Uint8Array {
    const { rest } = this;
    if (rest === undefined) throw new Error("there is no rest");
    this.rest = rest.length > max ? rest.subarray(max) : undefined;
    return rest.length > max ? rest.subarray(0, max) : rest;
  }
}

/** As much as a pipe holds. One for all: what is read is copied before anything else happens. */
const scratch = Buffer.allocUnsafeSlow(65_536);
