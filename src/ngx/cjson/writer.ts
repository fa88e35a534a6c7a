/** Where JSON is written: bytes in a buffer that grows. */
import type { ByteText } from "../../host/ports.ts";
import type { Budget } from "../../vm/budget.ts";
import { LONGEST_DECIMAL, putDecimal } from "./decimal.ts";
import { numberText } from "./number-text.ts";

const FIRST_BYTES = 1024;
/** Larger buffers are not kept from one text to the next. */
const MOST_KEPT_BYTES = 1 << 23;
/** `\u00xx` */
const LONGEST_ESCAPE = 6;
/** From so many bytes on, the host's way of getting at them is worth it. */
const LONG = 24;
const QUOTE = 0x22;
const MINUS = 0x2d;
const DIGITS = "0123456789abcdef";

export class Writer {
  private readonly budget: Budget;
  private readonly byteText: ByteText;
  private bytes = new Uint8Array(FIRST_BYTES);
  private length = 0;

  constructor(budget: Budget, byteText: ByteText) {
    this.budget = budget;
    this.byteText = byteText;
  }

  get isLarge(): boolean {
    return this.bytes.length > MOST_KEPT_BYTES;
  }

  begin(): void {
    this.length = 0;
  }

  text(): string {
    return this.byteText.toText(this.bytes, 0, this.length);
  }

  byte(byte: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = byte;
  }

  /** A byte string as it is. */
  raw(text: string): void {
    const { length } = text;
    if (this.length + length > this.bytes.length) this.grow(length);
    const { bytes } = this;
    let to = this.length;
    for (let at = 0; at < length; at++) bytes[to++] = text.charCodeAt(at);
    this.length = to;
  }

  /** A finite number, with at most so many digits. */
  number(number: number, precision: number): void {
    const isNegative = number < 0;
    if (isNegative) this.byte(MINUS);
    if (this.length + LONGEST_DECIMAL > this.bytes.length) this.grow(LONGEST_DECIMAL);
    const magnitude = isNegative ? -number : number;
    const end = putDecimal(this.bytes, this.length, magnitude, precision);
    if (end < 0) this.raw(numberText(magnitude, precision));
    else this.length = end;
  }

  /** A byte string in quotes. @param escapes which bytes are escaped */
  quoted(text: string, escapes: Uint8Array): void {
    const { length } = text;
    const most = length * LONGEST_ESCAPE + 2;
    if (this.length + most > this.bytes.length) {
      if (this.length + most > this.budget.stringBytes) return this.quotedBySize(text, escapes);
      this.grow(most);
    }
    const { bytes } = this;
    let to = this.length;
    bytes[to++] = QUOTE;
    if (length < LONG) {
      for (let at = 0; at < length; at++) {
        const byte = text.charCodeAt(at);
        const escaped = escapes[byte] ?? 0;
        if (escaped === 0) bytes[to++] = byte;
        else to = putEscape(bytes, to, byte, escaped);
      }
    } else {
      // The bytes are put so far behind that what is written never overtakes them.
      const from = to + length * (LONGEST_ESCAPE - 1);
      this.byteText.write(text, bytes, from);
      to = escapeBytes(bytes, from, from + length, to, escapes);
    }
    bytes[to++] = QUOTE;
    this.length = to;
  }

  /** For a text so long that it must be known how much room it needs. */
  private quotedBySize(text: string, escapes: Uint8Array): void {
    let needed = 2;
    for (let at = 0; at < text.length; at++) needed += escapeLength(escapes[text.charCodeAt(at)] ?? 0);
    if (this.length + needed > this.bytes.length) this.grow(needed);
    const source = this.byteText.toBytes(text);
    this.byte(QUOTE);
    for (const byte of source) {
      const escaped = escapes[byte] ?? 0;
      if (escaped === 0) this.bytes[this.length++] = byte;
      else this.length = putEscape(this.bytes, this.length, byte, escaped);
    }
    this.byte(QUOTE);
  }

  /** @throws LuaError where there would be more than a string may have */
  private grow(more: number): void {
    const needed = this.length + more;
    this.budget.chargeString(needed);
    const grown = new Uint8Array(Math.min(Math.max(needed, this.bytes.length * 2), this.budget.stringBytes));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

/** In a table of escapes: a byte that is written as `\u00xx`; otherwise what stands behind the backslash, 0 for no escape. */
const UNICODE = 1;
const SLASH = 0x2f;

/** The table of what JSON must escape, and of `/` and the byte 127, as lua-cjson has it. */
export function escapeTable(): Uint8Array {
  const escapes = new Uint8Array(256);
  escapes.fill(UNICODE, 0, 0x20);
  escapes[0x7f] = UNICODE;
  for (const [byte, letter] of ["\bb", "\tt", "\nn", "\ff", "\rr", '""', "\\\\"]) {
    if (byte !== undefined && letter !== undefined) escapes[byte.charCodeAt(0)] = letter.charCodeAt(0);
  }
  setSlashEscape(escapes, true);
  return escapes;
}

export function setSlashEscape(escapes: Uint8Array, isEscaped: boolean): void {
  escapes[SLASH] = isEscaped ? SLASH : 0;
}

function escapeLength(escaped: number): number {
  if (escaped === 0) return 1;
  return escaped === UNICODE ? LONGEST_ESCAPE : 2;
}

/** Moves bytes to the front, escaped. @returns the end of what is written */
function escapeBytes(bytes: Uint8Array, from: number, end: number, to: number, escapes: Uint8Array): number {
  let at = from;
  for (;;) {
    // Most texts are long stretches without escapes, four bytes at a time.
    for (; at + 4 <= end; at += 4) {
      const a = bytes[at] ?? 0;
      const b = bytes[at + 1] ?? 0;
      const c = bytes[at + 2] ?? 0;
      const d = bytes[at + 3] ?? 0;
      if (((escapes[a] ?? 0) | (escapes[b] ?? 0) | (escapes[c] ?? 0) | (escapes[d] ?? 0)) !== 0) break;
      bytes[to] = a;
      bytes[to + 1] = b;
      bytes[to + 2] = c;
      bytes[to + 3] = d;
      to += 4;
    }
    const stop = Math.min(at + 4, end);
    for (; at < stop; at++) {
      const byte = bytes[at] ?? 0;
      const escaped = escapes[byte] ?? 0;
      if (escaped === 0) bytes[to++] = byte;
      else to = putEscape(bytes, to, byte, escaped);
    }
    if (at === end) return to;
  }
}

function putEscape(bytes: Uint8Array, at: number, byte: number, escaped: number): number {
  bytes[at++] = 0x5c; /* \ */
  if (escaped !== UNICODE) {
    bytes[at++] = escaped;
    return at;
  }
  bytes[at++] = 0x75; /* u */
  bytes[at++] = 0x30;
  bytes[at++] = 0x30;
  bytes[at++] = DIGITS.charCodeAt(byte >> 4);
  bytes[at++] = DIGITS.charCodeAt(byte & 15);
  return at;
}
