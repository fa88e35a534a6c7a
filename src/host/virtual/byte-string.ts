/** Byte strings, bytes, and text of the host. */

export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + PIECE) as unknown as number[]);
  }
  return text;
}

/** Each byte becomes an argument of a call: few enough for any stack. */
const PIECE = 4096;

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Text as UTF-8. */
export function encoded(text: string): string {
  return textOf(new TextEncoder().encode(text));
}

/** The text that is written as UTF-8; what is none becomes U+FFFD. */
export function decoded(bytes: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytesOf(bytes));
}
