/** Bytes as hexadecimal digits. */

const DIGITS = "0123456789abcdef";

export function hex(bytes: string): string {
  let text = "";
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes.charCodeAt(at);
    text += DIGITS.charAt(byte >> 4) + DIGITS.charAt(byte & 15);
  }
  return text;
}
