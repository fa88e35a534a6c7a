/** What a descriptor stands for. Several descriptors, of several processes, may share one. */
import type { HostError } from "../../ports.ts";

export type ReadOutcome = Uint8Array | null | HostError;

export abstract class OpenFile {
  private users = 0;

  /** At least one byte and at most `max`; null at the end; undefined: nothing is there yet. */
  abstract read(max: number): ReadOutcome | undefined;
  /** How many bytes went; none: there is no room yet. The bytes may change afterwards. */
  abstract write(bytes: Uint8Array): number | HostError;
  /** Calls `wake` once a read, or a write, may get on. @returns what takes that back */
  abstract whenReadable(wake: () => void): () => void;
  abstract whenWritable(wake: () => void): () => void;
  /** Nobody uses it any more. */
  protected abstract close(): void;

  retain(): this {
    this.users++;
    return this;
  }

  release(): void {
    if (--this.users === 0) this.close();
  }
}

/** One that never lets its users wait. */
export abstract class ReadyFile extends OpenFile {
  whenReadable(wake: () => void): () => void {
    wake();
    return () => {};
  }

  whenWritable(wake: () => void): () => void {
    wake();
    return () => {};
  }

  protected close(): void {}
}
