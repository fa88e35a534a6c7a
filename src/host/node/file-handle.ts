import { closeSync, fstatSync, readSync } from "node:fs";
import { isatty } from "node:tty";
import type { FileHandle, HostError, Whence } from "../ports.ts";
import { asHostError, hostError } from "./strerror.ts";
import { writeFully } from "./write-fully.ts";

/**
 * A handle for an open descriptor, which it then owns.
 * @param append whether the descriptor was opened so that every write goes to the end
 */
export function openHandle(descriptor: number, append: boolean): FileHandle {
  return new NodeFileHandle(descriptor, append);
}

class NodeFileHandle implements FileHandle {
  readonly isTTY: boolean;
  private readonly descriptor: number;
  private readonly append: boolean;
  /** Node cannot move a descriptor's own position, so it is kept here; null for what has none, such as a pipe. */
  private position: number | null;

  constructor(descriptor: number, append: boolean) {
    this.descriptor = descriptor;
    this.append = append;
    this.isTTY = isatty(descriptor);
    const status = fstatSync(descriptor);
    this.position = status.isFile() || status.isBlockDevice() ? 0 : null;
  }

  read(length: number): Uint8Array | HostError {
    const bytes = Buffer.allocUnsafe(length);
    try {
      const count = readSync(this.descriptor, bytes, 0, length, this.position);
      if (this.position !== null) this.position += count;
      return bytes.subarray(0, count);
    } catch (thrown) {
      return asHostError(thrown);
    }
  }

  write(bytes: Uint8Array): HostError | undefined {
    const error = writeFully(this.descriptor, bytes, this.append ? null : this.position);
    if (this.position === null) return error;
    if (this.append) this.position = this.size();
    else if (error === undefined) this.position += bytes.length;
    return error;
  }

  seek(whence: Whence, offset: number): number | HostError {
    if (this.position === null) return hostError("ESPIPE");
    const from = whence === "set" ? 0 : whence === "cur" ? this.position : this.size();
    const target = from + offset;
    if (!(target >= 0 && target <= Number.MAX_SAFE_INTEGER)) return hostError("EINVAL");
    this.position = target;
    return target;
  }

  flush(): HostError | undefined {
    return undefined;
  }

  close(): HostError | undefined {
    try {
      closeSync(this.descriptor);
      return undefined;
    } catch (thrown) {
      return asHostError(thrown);
    }
  }

  private size(): number {
    return fstatSync(this.descriptor).size;
  }
}
