import { closeSync } from "node:fs";
import type { Socket } from "node:net";
import { hostError } from "../../errno.ts";
import type { HostError, WritableEnd } from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { asHostError } from "../strerror.ts";
import type { Waits } from "../waits.ts";
import { writeFully, writeSome } from "../write-fully.ts";
import { helpLateReaders } from "./late-readers.ts";

/**
 * The end of a pipe that a child reads. What the pipe does not take is waited for by writing a single byte through a stream
 * of Node's: when it has gone there is room again. So no more than that one is left where a write is cancelled.
 */
export class PipeWriter implements WritableEnd {
  /** Must not wait. Closed with this. */
  private readonly descriptor: number;
  private readonly waits: Waits;
  private socket: Socket | undefined;
  /** Called when the byte under way has gone; set as long as there is one. */
  private onRoom: ((error: HostError | undefined) => void) | undefined;
  private failure: HostError | undefined;
  private isClosed = false;
  private childHasEnded = false;
  private endHelp: () => void = () => {};

  /** @param waits told where writing holds up the process for long */
  constructor(descriptor: number, waits: Waits) {
    this.descriptor = descriptor;
    this.waits = waits;
  }

  writeNow(bytes: Uint8Array): number | HostError {
    if (this.failure !== undefined) return this.failure;
    if (this.isClosed) return hostError("EBADF");
    if (this.onRoom !== undefined) return 0;
    return writeSome(this.descriptor, bytes, null);
  }

  write(bytes: Uint8Array, done: (error: HostError | undefined) => void, progress = () => {}): () => void {
    let rest = bytes;
    let isOver = false;
    const finish = (error: HostError | undefined) => {
      if (isOver) return;
      isOver = true;
      done(error);
    };
    const goOn = (error: HostError | undefined) => {
      if (isOver || error !== undefined) {
        finish(error);
        return;
      }
      const written = this.writeNow(rest);
      if (typeof written !== "number") {
        finish(written);
        return;
      }
      rest = rest.subarray(written);
      if (rest.length === 0) {
        finish(undefined);
        return;
      }
      progress();
      const [first] = rest;
      rest = rest.subarray(1);
      this.sendByte(first ?? 0, goOn);
    };
    if (this.onRoom === undefined) setImmediate(() => goOn(undefined));
    else this.onRoom = goOn;
    return () => {
      isOver = true;
    };
  }

  writeSync(bytes: Uint8Array): HostError | undefined {
    if (this.failure !== undefined) return this.failure;
    if (this.isClosed) return hostError("EBADF");
    if (this.onRoom !== undefined) return hostError("EAGAIN");
    return writeFully(this.descriptor, bytes, null, { waits: this.waits, patienceMs: Number.POSITIVE_INFINITY });
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.onRoom = undefined;
    if (!this.childHasEnded && this.failure === undefined) this.endHelp = helpLateReaders(this.descriptor);
    if (this.socket === undefined) closeSync(this.descriptor);
    else this.socket.destroy();
  }

  /** Call once. */
  childEnded(): void {
    this.childHasEnded = true;
    this.endHelp();
  }

  private sendByte(byte: number, onRoom: (error: HostError | undefined) => void): void {
    this.socket ??= this.openSocket();
    this.onRoom = onRoom;
    this.socket.write(Uint8Array.of(byte), (error) => {
      if (error) this.failure ??= asHostError(error);
      const go = this.onRoom;
      this.onRoom = undefined;
      go?.(this.failure);
    });
  }

  private openSocket(): Socket {
    const net = builtin<typeof import("node:net")>("node:net");
    const socket = new net.Socket({ fd: this.descriptor, readable: false, writable: true });
    // told to whoever writes
    socket.on("error", () => {});
    return socket;
  }
}
