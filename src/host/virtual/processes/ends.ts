/** A script's ends of a child's pipes. */
import { hostError } from "../../errno.ts";
import type { HostError, ReadableEnd, WritableEnd } from "../../ports.ts";
import type { Kernel } from "./kernel.ts";
import type { OpenFile, ReadOutcome } from "./open-file.ts";

class PipeEnd {
  protected readonly kernel: Kernel;
  protected readonly file: OpenFile;
  protected isClosed = false;
  /** Takes back what the script waits for. */
  protected cancel: () => void = () => {};

  constructor(kernel: Kernel, file: OpenFile) {
    this.kernel = kernel;
    this.file = file.retain();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.cancel();
    this.file.release();
  }
}

export class PipeOut extends PipeEnd implements ReadableEnd {
  readNow(max: number): ReadOutcome | undefined {
    return this.isClosed ? null : this.file.read(max);
  }

  read(max: number, done: (outcome: ReadOutcome) => void): () => void {
    let isWaiting = true;
    let cancelWait = () => {};
    const attempt = () => {
      if (!isWaiting) return;
      const outcome = this.file.read(max);
      if (outcome === undefined) {
        cancelWait = this.file.whenReadable(later);
        return;
      }
      isWaiting = false;
      done(outcome);
    };
    const later = () => this.kernel.post(attempt);
    later();
    const cancel = () => {
      isWaiting = false;
      cancelWait();
    };
    this.cancel = cancel;
    return cancel;
  }

  readSync(max: number): ReadOutcome {
    let outcome: ReadOutcome | undefined;
    const isReady = () => {
      if (outcome === undefined) outcome = this.readNow(max);
      return outcome !== undefined;
    };
    this.kernel.runUntil(isReady);
    return outcome === undefined ? hostError("EDEADLK") : outcome;
  }
}

export class PipeIn extends PipeEnd implements WritableEnd {
  writeNow(bytes: Uint8Array): number | HostError {
    return this.isClosed ? hostError("EBADF") : this.file.write(bytes);
  }

  write(bytes: Uint8Array, done: (error: HostError | undefined) => void, progress = () => {}): () => void {
    let rest = bytes;
    let isWaiting = true;
    let cancelWait = () => {};
    const attempt = () => {
      if (!isWaiting) return;
      const written = rest.length === 0 ? 0 : this.file.write(rest);
      if (typeof written === "number") rest = rest.subarray(written);
      if (typeof written !== "number" || rest.length === 0) {
        isWaiting = false;
        done(typeof written === "number" ? undefined : written);
        return;
      }
      cancelWait = this.file.whenWritable(later);
      if (written > 0) progress();
    };
    const later = () => this.kernel.post(attempt);
    later();
    const cancel = () => {
      isWaiting = false;
      cancelWait();
    };
    this.cancel = cancel;
    return cancel;
  }

  writeSync(bytes: Uint8Array): HostError | undefined {
    let rest = bytes;
    let failure: HostError | undefined;
    const isOver = () => {
      if (rest.length === 0 || failure !== undefined) return true;
      const written = this.writeNow(rest);
      if (typeof written === "number") rest = rest.subarray(written);
      else failure = written;
      return rest.length === 0 || failure !== undefined;
    };
    const isDone = this.kernel.runUntil(isOver);
    return failure ?? (isDone ? undefined : hostError("EDEADLK"));
  }
}
