/** Byte strings to bytes and back, by nothing but the language. */
import type { ByteText } from "../host/ports.ts";

/** For hosts without a faster way. */
export const portableByteText: ByteText = {
  toText(bytes, from = 0, to = bytes.length) {
    let text = "";
    for (let at = from; at < to; at += PIECE) {
      const piece = bytes.subarray(at, Math.min(at + PIECE, to));
      text += String.fromCharCode.apply(null, piece as unknown as number[]);
    }
    return text;
  },
  toBytes(text) {
    const bytes = new Uint8Array(text.length);
    portableByteText.write(text, bytes, 0);
    return bytes;
  },
  write(text, bytes, at) {
    for (let from = 0; from < text.length; from++) bytes[at + from] = text.charCodeAt(from);
  },
};

/** Each byte becomes an argument of a call: enough at once to be fast, few enough for any stack. */
const PIECE = 4096;

/** What C sees of a string: it ends at the first NUL. */
export function cString(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** A byte string as text: what is no UTF-8 is shown by U+FFFD. */
export function textOfBytes(bytes: string): string {
  return NOT_ASCII.test(bytes) ? new TextDecoder().decode(portableByteText.toBytes(bytes)) : bytes;
}

const NOT_ASCII = /[\x80-\xff]/;
