/** Bytes as hexadecimal digits. */

/** The digits, as character codes. */
const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

export function hex(bytes: string): string {
  let text = "";
  let at = 0;
  // several at once: joining texts takes longer than anything else here
  for (; at + 4 <= bytes.length; at += 4) {
    text += ofFour(bytes.charCodeAt(at), bytes.charCodeAt(at + 1), bytes.charCodeAt(at + 2), bytes.charCodeAt(at + 3));
  }
  for (; at < bytes.length; at++) text += String.fromCharCode(high(bytes.charCodeAt(at)), low(bytes.charCodeAt(at)));
  return text;
}

function ofFour(a: number, b: number, c: number, d: number): string {
  return String.fromCharCode(high(a), low(a), high(b), low(b), high(c), low(c), high(d), low(d));
}

function high(byte: number): number {
  return DIGITS[byte >> 4] as number;
}

function low(byte: number): number {
  return DIGITS[byte & 15] as number;
}
