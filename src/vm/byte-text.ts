/** Byte strings to bytes and back, by nothing but the language. */
import type { ByteText } from "../host/ports.ts";

/** For hosts without a faster way. */
export const portableByteText: ByteText = {
  toText(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += PIECE) {
      text += String.fromCharCode.apply(null, bytes.subarray(at, at + PIECE) as unknown as number[]);
    }
    return text;
  },
  toBytes(text) {
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    return bytes;
  },
};

/** Each byte becomes an argument of a call: enough at once to be fast, few enough for any stack. */
const PIECE = 4096;

/** What C sees of a string: it ends at the first NUL. */
export function cString(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}
