import type { ByteText } from "../ports.ts";

/** Byte strings by Node's own latin1 code, many times faster than a loop. */
export const nodeByteText: ByteText = {
  toText: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1"),
  toBytes: (text) => Buffer.from(text, "latin1"),
};
