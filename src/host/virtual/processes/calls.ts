/** What programs ask the kernel for. */
import { hostError } from "../../errno.ts";
import type { HostError, OpenMode } from "../../ports.ts";
import { toBytes } from "./bytes.ts";
import { openDevice, RegularFile } from "./devices.ts";
import type { OpenFile, ReadOutcome } from "./open-file.ts";
import type { Process, Steps } from "./process.ts";
import { SIGNAL } from "./signals.ts";

const READ_BYTES = 65_536;

/** Reads at least one byte; null at the end. */
export function* read(process: Process, descriptor: number, max = READ_BYTES): Steps<ReadOutcome> {
  for (;;) {
    const file = process.files.get(descriptor);
    if (file === undefined) return hostError("EBADF");
    yield;
    const outcome = file.read(max);
    if (outcome !== undefined) {
      if (outcome instanceof Uint8Array) process.kernel.spend(outcome.length);
      return outcome;
    }
    yield (wake) => file.whenReadable(wake);
  }
}

/** Writes all. Who writes to nobody gets SIGPIPE, and EPIPE where that does not end it. */
export function* write(process: Process, descriptor: number, bytes: Uint8Array): Steps<HostError | undefined> {
  let rest = bytes;
  while (rest.length > 0) {
    const file = process.files.get(descriptor);
    if (file === undefined) return hostError("EBADF");
    const written = file.write(rest);
    if (typeof written !== "number") {
      if (written.code !== "EPIPE") return written;
      process.signal(SIGNAL.PIPE);
      yield;
      return written;
    }
    process.kernel.spend(written);
    rest = rest.subarray(written);
    if (rest.length > 0) yield written === 0 ? (wake) => file.whenWritable(wake) : undefined;
  }
  yield;
  return undefined;
}

/** Writes text to standard error; whoever cannot, cannot say so either. */
export function* complain(process: Process, text: string): Steps<void> {
  yield* write(process, 2, toBytes(text));
}

/** Lets time pass. */
export function* sleep({ kernel }: Process, ms: number): Steps<void> {
  const untilMs = kernel.monotonicMs + ms;
  while (kernel.monotonicMs < untilMs) yield (wake) => kernel.after(untilMs - kernel.monotonicMs, wake);
}

/** Waits for the end of a process. */
export function* ended(process: Process): Steps<void> {
  while (process.exit === undefined) yield process.whenEnded;
}

export const READING: OpenMode = {
  read: true,
  write: false,
  append: false,
  create: false,
  truncate: false,
  exclusive: false,
};
export const WRITING: OpenMode = { ...READING, read: false, write: true, create: true, truncate: true };
export const APPENDING: OpenMode = { ...WRITING, truncate: false, append: true };
export const UPDATING: OpenMode = { ...WRITING, read: true, truncate: false };

/** Opens a file or a device, which nobody uses yet. */
export function open(process: Process, name: string, mode: OpenMode): OpenFile | HostError {
  const path = process.pathOf(name);
  if (path.startsWith("/dev/")) return device(process, path.slice("/dev/".length));
  const { files } = process.kernel.options;
  const handle = files.open(path, mode);
  return "errno" in handle ? handle : new RegularFile(handle);
}

function device(process: Process, name: string): OpenFile | HostError {
  const standard = ["stdin", "stdout", "stderr"].indexOf(name);
  const [, number] = /^fd\/(\d+)$/.exec(name) ?? [];
  const descriptor = number === undefined ? standard : Number(number);
  const found = descriptor >= 0 ? process.files.get(descriptor) : openDevice(name);
  return found ?? hostError("ENOENT");
}
