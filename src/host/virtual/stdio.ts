/** Standard streams that begin and end in memory. */
import type { StandardInput, StandardOutput } from "../ports.ts";

export function inputOf(bytes: Uint8Array): StandardInput {
  let at = 0;
  const readSync = (max: number) => {
    if (at === bytes.length) return null;
    const read = bytes.slice(at, at + max);
    at += read.length;
    return read;
  };
  return { isTTY: false, mayBlock: false, readSync, read: () => () => {} };
}

/** @param take called for each write; the bytes belong to the writer afterwards */
export function outputTo(take: (bytes: Uint8Array) => void): StandardOutput {
  return {
    isTTY: false,
    write(bytes) {
      take(bytes);
      return undefined;
    },
    flush: () => undefined,
  };
}
