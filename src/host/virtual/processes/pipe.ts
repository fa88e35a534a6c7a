/** A pipe: what is written waits for its reader, and who writes more than there is room for waits as well. */
import { hostError } from "../../errno.ts";
import type { HostError } from "../../ports.ts";
import { OpenFile, type ReadOutcome } from "./open-file.ts";

/** Linux's. */
const ROOM_BYTES = 65_536;
/** So much is written at once or not at all: PIPE_BUF. */
const ATOMIC_BYTES = 4096;

/** @returns its two ends, which nobody uses yet */
export function makePipe(): { readonly reader: OpenFile; readonly writer: OpenFile } {
  const pipe = new Pipe();
  return { reader: new Reader(pipe), writer: new Writer(pipe) };
}

class Pipe {
  hasReader = true;
  hasWriter = true;
  readonly readers = new Set<() => void>();
  readonly writers = new Set<() => void>();
  private readonly pieces: Uint8Array[] = [];
  private size = 0;

  take(max: number): Uint8Array | undefined {
    if (this.size === 0) return undefined;
    const taken = new Uint8Array(Math.min(max, this.size));
    let at = 0;
    while (at < taken.length) {
      const piece = this.pieces[0] as Uint8Array;
      const part = piece.subarray(0, taken.length - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === piece.length) this.pieces.shift();
      else this.pieces[0] = piece.subarray(part.length);
    }
    this.size -= at;
    wakeAll(this.writers);
    return taken;
  }

  put(bytes: Uint8Array): number {
    const room = ROOM_BYTES - this.size;
    if (bytes.length === 0 || room === 0 || (bytes.length <= ATOMIC_BYTES && bytes.length > room)) return 0;
    const taken = bytes.slice(0, room);
    this.pieces.push(taken);
    this.size += taken.length;
    wakeAll(this.readers);
    return taken.length;
  }
}

class Reader extends OpenFile {
  private readonly pipe: Pipe;

  constructor(pipe: Pipe) {
    super();
    this.pipe = pipe;
  }

  read(max: number): ReadOutcome | undefined {
    return this.pipe.take(max) ?? (this.pipe.hasWriter ? undefined : null);
  }

  write(): HostError {
    return hostError("EBADF");
  }

  whenReadable(wake: () => void): () => void {
    this.pipe.readers.add(wake);
    return () => this.pipe.readers.delete(wake);
  }

  whenWritable(wake: () => void): () => void {
    wake();
    return () => {};
  }

  protected close(): void {
    this.pipe.hasReader = false;
    wakeAll(this.pipe.writers);
  }
}

class Writer extends OpenFile {
  private readonly pipe: Pipe;

  constructor(pipe: Pipe) {
    super();
    this.pipe = pipe;
  }

  read(): HostError {
    return hostError("EBADF");
  }

  write(bytes: Uint8Array): number | HostError {
    return this.pipe.hasReader ? this.pipe.put(bytes) : hostError("EPIPE");
  }

  whenReadable(wake: () => void): () => void {
    wake();
    return () => {};
  }

  whenWritable(wake: () => void): () => void {
    this.pipe.writers.add(wake);
    return () => this.pipe.writers.delete(wake);
  }

  protected close(): void {
    this.pipe.hasWriter = false;
    wakeAll(this.pipe.readers);
  }
}

function wakeAll(waiting: Set<() => void>): void {
  const all = [...waiting];
  waiting.clear();
  for (const wake of all) wake();
}
