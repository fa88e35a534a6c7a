import type { HostError } from "../ports.ts";
import { type Patience, writeFully, writeSome } from "./write-fully.ts";

/** More than this is not kept: who writes it has to wait. */
const KEPT_BYTES = 1 << 20;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 16;

/** What a pipe would not take yet, kept so that the process can do something else meanwhile. */
export class Backlog {
  /** Called when something is kept for the first time since nothing was. */
  onBehind: () => void = () => {};
  /** Called where writing fails later on. */
  onError: (error: HostError) => void = () => {};
  private readonly descriptor: number;
  private kept: Uint8Array[] = [];
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private whenDrained: (() => void) | undefined;

  /** @param descriptor one that does not wait; where it does, nothing is ever kept */
  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  get isEmpty(): boolean {
    return this.kept.length === 0;
  }

  /** Writes `bytes` behind what is kept. What does not go now is copied, or waited for. */
  write(bytes: Uint8Array, patience: Patience): HostError | undefined {
    const error = this.writeKept();
    if (error !== undefined) return error;
    let rest = bytes;
    if (this.isEmpty) {
      const written = writeSome(this.descriptor, bytes, null);
      if (typeof written !== "number") return written;
      rest = bytes.subarray(written);
    }
    if (rest.length === 0) return undefined;
    if (this.bytes + rest.length > KEPT_BYTES) {
      return this.finish(patience) ?? writeFully(this.descriptor, rest, null, patience);
    }
    const isFirst = this.isEmpty;
    this.kept.push(Uint8Array.from(rest));
    this.bytes += rest.length;
    if (isFirst) {
      this.retryIn(FIRST_PAUSE_MS);
      this.onBehind();
    }
    return undefined;
  }

  /** Writes what is kept, and waits for it. */
  finish(patience: Patience): HostError | undefined {
    const { kept } = this;
    this.clear();
    for (const bytes of kept) {
      const error = writeFully(this.descriptor, bytes, null, patience);
      if (error !== undefined) return error;
    }
    return undefined;
  }

  /** Calls `done` once nothing is kept any more. One at a time. */
  onceEmpty(done: () => void): void {
    if (this.isEmpty) done();
    else this.whenDrained = done;
  }

  private retryIn(milliseconds: number): void {
    this.timer = setTimeout(() => {
      const { bytes } = this;
      const error = this.writeKept();
      if (error !== undefined) this.onError(error);
      else if (this.bytes > 0) {
        this.retryIn(this.bytes < bytes ? FIRST_PAUSE_MS : Math.min(milliseconds * 2, LONGEST_PAUSE_MS));
      }
    }, milliseconds);
  }

  private writeKept(): HostError | undefined {
    for (let first = this.kept[0]; first !== undefined; first = this.kept[0]) {
      const written = writeSome(this.descriptor, first, null);
      if (typeof written !== "number") {
        this.clear();
        return written;
      }
      this.bytes -= written;
      if (written < first.length) {
        this.kept[0] = first.subarray(written);
        return undefined;
      }
      this.kept.shift();
      if (this.isEmpty) this.clear();
    }
    return undefined;
  }

  /** Keeps nothing any more. */
  clear(): void {
    this.kept = [];
    this.bytes = 0;
    clearTimeout(this.timer);
    const { whenDrained } = this;
    this.whenDrained = undefined;
    // not in the middle of a write
    if (whenDrained !== undefined) setImmediate(whenDrained);
  }
}
