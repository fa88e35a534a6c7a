/** Open files that are no pipes: files of the tree, devices, and the streams of the process that starts children. */
import { hostError } from "../../errno.ts";
import type { FileHandle, HostError, StandardInput, StandardOutput } from "../../ports.ts";
import { type ReadOutcome, ReadyFile } from "./open-file.ts";

export class RegularFile extends ReadyFile {
  private readonly handle: FileHandle;

  constructor(handle: FileHandle) {
    super();
    this.handle = handle;
  }

  read(max: number): ReadOutcome {
    const read = this.handle.read(max);
    return read instanceof Uint8Array && read.length === 0 ? null : read;
  }

  write(bytes: Uint8Array): number | HostError {
    return this.handle.write(bytes) ?? bytes.length;
  }

  /** Gives back what was read too much: the next reader finds it. */
  unread(count: number): void {
    this.handle.seek("cur", -count);
  }

  /** Undefined where it cannot be told. */
  size(): number | undefined {
    const at = this.handle.seek("cur", 0);
    const size = this.handle.seek("end", 0);
    if (typeof at !== "number" || typeof size !== "number") return undefined;
    this.handle.seek("set", at);
    return size;
  }

  protected override close(): void {
    this.handle.close();
  }
}

/** What `/dev/` has, by the rest of the path; undefined: no such device. */
export function openDevice(name: string): ReadyFile | undefined {
  switch (name) {
    case "null":
      return new Device(() => null);
    case "zero":
      return new Device(zeros);
    case "full":
      return new Device(zeros, hostError("ENOSPC"));
    default:
      return undefined;
  }
}

function zeros(max: number): Uint8Array {
  return new Uint8Array(max);
}

class Device extends ReadyFile {
  readonly read: (max: number) => ReadOutcome;
  private readonly refusal: HostError | undefined;

  constructor(read: (max: number) => ReadOutcome, refusal?: HostError) {
    super();
    this.read = read;
    this.refusal = refusal;
  }

  write(bytes: Uint8Array): number | HostError {
    return this.refusal ?? bytes.length;
  }
}

/** The standard input of the process that starts children. */
export class InheritedInput extends ReadyFile {
  private readonly stdin: StandardInput;

  constructor(stdin: StandardInput) {
    super();
    this.stdin = stdin;
  }

  read(max: number): ReadOutcome {
    return this.stdin.readSync(max);
  }

  write(): HostError {
    return hostError("EBADF");
  }
}

/** Its standard output, or its standard error. */
export class InheritedOutput extends ReadyFile {
  private readonly output: StandardOutput;

  constructor(output: StandardOutput) {
    super();
    this.output = output;
  }

  read(): HostError {
    return hostError("EBADF");
  }

  write(bytes: Uint8Array): number | HostError {
    return this.output.write(bytes) ?? bytes.length;
  }
}
