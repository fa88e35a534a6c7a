import { closeSync, fstatSync, readSync } from "node:fs";
import { hostError } from "../errno.ts";
import type { FileHandle, HostError, Whence } from "../ports.ts";
import { asHostError } from "./strerror.ts";
import { isTerminal } from "./terminal.ts";
import { during, unheard, type Waits } from "./waits.ts";
import { writeFully } from "./write-fully.ts";

/**
 * A handle for an open descriptor, which it then owns.
 * @param append whether the descriptor was opened so that every write goes to the end
 * @param waits told where the other end of a pipe, or a terminal, is waited for
 */
export function openHandle(descriptor: number, append: boolean, waits: Waits = unheard): FileHandle {
  return new NodeFileHandle(descriptor, append, waits);
}

class NodeFileHandle implements FileHandle {
  readonly isTTY: boolean;
  private readonly descriptor: number;
  private readonly append: boolean;
  private readonly waits: Waits;
  /** Node cannot move a descriptor's own position, so it is kept here; null for what has none, such as a pipe. */
  private position: number | null;

  constructor(descriptor: number, append: boolean, waits: Waits) {
    this.descriptor = descriptor;
    this.append = append;
    const status = fstatSync(descriptor);
    this.isTTY = status.isCharacterDevice() && isTerminal(descriptor);
    this.waits = status.isFIFO() || this.isTTY ? waits : unheard;
    this.position = status.isFile() || status.isBlockDevice() ? 0 : null;
  }

  read(length: number): Uint8Array | HostError {
    const bytes = Buffer.allocUnsafe(length);
    try {
      const count = during(this.waits, () => readSync(this.descriptor, bytes, 0, length, this.position));
      if (this.position !== null) this.position += count;
      return bytes.subarray(0, count);
    } catch (thrown) {
      return asHostError(thrown);
    }
  }

  write(bytes: Uint8Array): HostError | undefined {
    const at = this.append ? null : this.position;
    const error = during(this.waits, () => writeFully(this.descriptor, bytes, at));
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
