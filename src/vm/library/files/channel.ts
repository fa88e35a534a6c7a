/** What lies under a file handle: a file of the host, or one of the standard streams. Both with byte strings. */
import type {
  ByteText,
  Child,
  FileHandle,
  HostError,
  OpenMode,
  StandardInput,
  StandardOutput,
  Whence,
} from "../../../host/ports.ts";

export interface Channel {
  readonly isReadable: boolean;
  readonly isWritable: boolean;
  /** True where written bytes may be passed on one by one, because the channel itself collects them. */
  readonly buffersOutput: boolean;
  /** At least one byte, or "" at the end. May hold up the host. */
  read(length: number): string | HostError;
  /** As `read` without holding up the host, where that is possible and needed. Returns what cancels. */
  readonly readLater?: (length: number, done: (text: string | HostError) => void) => () => void;
  write(text: string): HostError | undefined;
  flush(): HostError | undefined;
  seek(whence: Whence, offset: number): number | HostError;
  close(): HostError | undefined;
  /** The process at the other end: closing the file waits for it. */
  readonly child?: Child;
  /** What was written and did not go without waiting: the library waits for it before the script goes on. */
  readonly leftOver?: LeftOver;
}

export interface LeftOver {
  readonly isEmpty: boolean;
  /** Writes it without holding up the host, if there is any. Returns what cancels. */
  writeLater(done: (error: HostError | undefined) => void): () => void;
  /** Writes it; the host stands still meanwhile. */
  writeSync(): HostError | undefined;
}

export const BAD_DESCRIPTOR: HostError = { code: "EBADF", errno: 9, message: "Bad file descriptor" };
export const INVALID_ARGUMENT: HostError = { code: "EINVAL", errno: 22, message: "Invalid argument" };
export const ILLEGAL_SEEK: HostError = { code: "ESPIPE", errno: 29, message: "Illegal seek" };

export function fileChannel(handle: FileHandle, mode: OpenMode, bytes: ByteText): Channel {
  return {
    isReadable: mode.read,
    isWritable: mode.write,
    buffersOutput: false,
    read(length) {
      const got = handle.read(length);
      return got instanceof Uint8Array ? bytes.toText(got) : got;
    },
    write: (text) => writeInPieces(handle, text, bytes),
    flush: () => handle.flush(),
    seek: (whence, offset) => handle.seek(whence, offset),
    close: () => handle.close(),
  };
}

export function inputChannel(stdin: StandardInput, bytes: ByteText): Channel {
  const toText = (got: Uint8Array | null | HostError) =>
    got === null ? "" : got instanceof Uint8Array ? bytes.toText(got) : got;
  return {
    isReadable: true,
    isWritable: false,
    buffersOutput: false,
    read: (length) => toText(stdin.readSync(length)),
    ...(stdin.mayBlock && { readLater: (length, done) => stdin.read(length, (got) => done(toText(got))) }),
    write: () => BAD_DESCRIPTOR,
    flush: () => undefined,
    ...STANDARD,
  };
}

export function outputChannel(output: StandardOutput, bytes: ByteText): Channel {
  return {
    isReadable: false,
    isWritable: true,
    buffersOutput: true,
    read: () => BAD_DESCRIPTOR,
    write: (text) => writeInPieces(output, text, bytes),
    flush: () => output.flush(),
    ...STANDARD,
  };
}

const STANDARD: Pick<Channel, "seek" | "close"> = {
  seek: () => ILLEGAL_SEEK,
  close: () => undefined,
};

/** Bytes that are made from a text at a time: a large text does not need its own size in memory once more. */
const PIECE = 65_536;

function writeInPieces(target: FileHandle | StandardOutput, text: string, bytes: ByteText): HostError | undefined {
  if (text.length <= PIECE) return target.write(bytes.toBytes(text));
  for (let at = 0; at < text.length; at += PIECE) {
    const error = target.write(bytes.toBytes(text.slice(at, at + PIECE)));
    if (error !== undefined) return error;
  }
  return undefined;
}
