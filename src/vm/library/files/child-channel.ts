/** What lies under a file handle of `io.popen`: a pipe from or to a child process. */
import type { ByteText, Child, HostError, ReadableEnd, WritableEnd } from "../../../host/ports.ts";
import { BAD_DESCRIPTOR, type Channel, ILLEGAL_SEEK, type LeftOver } from "./channel.ts";

/** For reading what a child prints. */
export function fromChild(child: Child, stdout: ReadableEnd, bytes: ByteText): Channel {
  const toText = (got: Uint8Array | null | HostError) =>
    got === null ? "" : got instanceof Uint8Array ? bytes.toText(got) : got;
  return {
    child,
    isReadable: true,
    isWritable: false,
    buffersOutput: false,
    read: (length) => toText(stdout.readSync(length)),
    readLater: (length, done) => stdout.read(length, (got) => done(toText(got))),
    write: () => BAD_DESCRIPTOR,
    flush: () => undefined,
    seek: () => ILLEGAL_SEEK,
    close() {
      stdout.close();
      return undefined;
    },
  };
}

/** For writing what a child reads. */
export function toChild(child: Child, stdin: WritableEnd, bytes: ByteText): Channel {
  const leftOver = new Pending(stdin);
  return {
    child,
    leftOver,
    isReadable: false,
    isWritable: true,
    buffersOutput: false,
    read: () => BAD_DESCRIPTOR,
    write: (text) => leftOver.write(bytes.toBytes(text)),
    flush: () => undefined,
    seek: () => ILLEGAL_SEEK,
    close() {
      // nobody waits for what is left over where a file is closed by its forgotten handle, or by the end of the script
      if (leftOver.isEmpty) stdin.close();
      else leftOver.writeLater(() => stdin.close());
      return undefined;
    },
  };
}

/** Bytes on their way to a child that does not take them at once. */
class Pending implements LeftOver {
  private readonly end: WritableEnd;
  private pieces: Uint8Array[] = [];

  constructor(end: WritableEnd) {
    this.end = end;
  }

  get isEmpty(): boolean {
    return this.pieces.length === 0;
  }

  /** Writes what goes without waiting, and keeps the rest. */
  write(bytes: Uint8Array): HostError | undefined {
    let rest = bytes;
    if (this.isEmpty) {
      const written = this.end.writeNow(bytes);
      if (typeof written !== "number") return written;
      rest = bytes.subarray(written);
    }
    if (rest.length > 0) this.pieces.push(rest);
    return undefined;
  }

  writeLater(done: (error: HostError | undefined) => void): () => void {
    let cancel = () => {};
    const next = (error: HostError | undefined) => {
      const piece = error === undefined ? this.pieces.shift() : undefined;
      if (piece !== undefined) {
        cancel = this.end.write(piece, next);
        return;
      }
      this.pieces = [];
      done(error);
    };
    next(undefined);
    return () => cancel();
  }

  writeSync(): HostError | undefined {
    const { pieces } = this;
    this.pieces = [];
    for (const piece of pieces) {
      const error = this.end.writeSync(piece);
      if (error !== undefined) return error;
    }
    return undefined;
  }
}
