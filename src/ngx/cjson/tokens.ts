/** The tokens of JSON, with what lua-cjson allows beyond it. A text ends at a zero byte, as in C. */
import type { ByteText } from "../../host/ports.ts";
import { piece } from "../../vm/piece.ts";
import type { Value } from "../../vm/values.ts";
import { escapedByte, unescapeUnicode } from "./escapes.ts";
import { isInteger, isInvalidNumber, numberAt, saturated } from "./number-forms.ts";
import type { Settings } from "./settings.ts";

const QUOTE = 0x22;
const SLASH = 0x2f;
const STAR = 0x2a;
const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_E = 0x65;
const LETTER_U = 0x75;
const LETTER_X = 0x78;
/** So many bytes are looked at one by one. */
const FAR = 24;
/** So many digits, and powers of ten up to this one, are doubles without loss: one division of them rounds correctly. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN: readonly number[] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/** Tokens that are one byte. */
const NAMES: Readonly<Record<string, string>> = {
  "\0": "T_END",
  "{": "T_OBJ_BEGIN",
  "}": "T_OBJ_END",
  "[": "T_ARR_BEGIN",
  "]": "T_ARR_END",
  ":": "T_COLON",
  ",": "T_COMMA",
};

/** What stands where something else was expected. */
export interface Found {
  readonly found: string;
  /** Counted from 0. */
  readonly at: number;
}

export class Tokens {
  readonly text: string;
  /** Where the reading goes on. */
  at = 0;
  private readonly settings: Settings;
  private readonly byteText: ByteText;
  /** With a zero byte at the end. */
  private readonly bytes: Uint8Array;
  /** Where these come next, as far as that is known: behind `at`, or it has to be looked for. */
  private nextQuote = -1;
  private nextBackslash = -1;
  private nextZero = -1;
  /** Why the last token was none. */
  private mistake: Found | undefined;

  constructor(text: string, byteText: ByteText, settings: Settings) {
    this.text = text;
    this.settings = settings;
    this.byteText = byteText;
    this.bytes = new Uint8Array(text.length + 1);
    byteText.write(text, this.bytes, 0);
  }

  /** Whether it looks like UTF-16 or UTF-32. */
  get isWide(): boolean {
    return this.text.length >= 2 && (this.bytes[0] === 0 || this.bytes[1] === 0);
  }

  /** Goes to the next token. @returns its first byte; 0 at the end, -1 where a comment has none */
  next(): number {
    const { bytes } = this;
    for (;;) {
      let { at } = this;
      let byte = bytes[at] ?? 0;
      while (byte <= 0x20 && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09))
        byte = bytes[++at] ?? 0;
      this.at = at;
      if (byte !== SLASH || !this.settings.allowComment || !this.isComment()) return byte;
      if (!this.skipComment()) return -1;
    }
  }

  /** The string that begins here; undefined where it is malformed. */
  string(): string | undefined {
    const from = this.at + 1;
    const end = this.endOfRun(from);
    if (this.bytes[end] !== QUOTE) return this.escapedString(from, end);
    this.at = end + 1;
    return piece(this.text, from, end);
  }

  /** Passes over the string that begins here if it is `expected`, and nothing in it is escaped. */
  isString(expected: Value): boolean {
    if (typeof expected !== "string") return false;
    const { bytes } = this;
    const from = this.at + 1;
    const { length } = expected;
    if (bytes[from + length] !== QUOTE) return false;
    for (let at = 0; at < length; at++) {
      const byte = bytes[from + at];
      if (byte !== expected.charCodeAt(at) || byte === BACKSLASH || byte === QUOTE || byte === 0) return false;
    }
    this.at = from + length + 1;
    return true;
  }

  /** Passes over a word if it stands here. Whatever follows it is another token. */
  word(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  /** The number that begins here; undefined where there is none. */
  number(): number | undefined {
    const { bytes } = this;
    const isNegative = bytes[this.at] === MINUS;
    const from = isNegative ? this.at + 1 : this.at;
    let at = from;
    let value = 0;
    let byte = bytes[at] ?? 0;
    while (byte >= ZERO && byte <= NINE) {
      value = value * 10 + byte - ZERO;
      byte = bytes[++at] ?? 0;
    }
    const digits = at - from;
    // No digit, a zero in front of others, or what may be hexadecimal.
    if (digits === 0 || (bytes[from] === ZERO && (digits > 1 || (byte | 0x20) === LETTER_X))) return this.otherNumber();
    if (byte === POINT) return this.fraction(value, digits, at + 1, isNegative);
    if ((byte | 0x20) === LETTER_E) return this.exponent(at);
    if (digits > EXACT_DIGITS) return this.longInteger(at);
    this.at = at;
    // The integer -0 is 0.
    return isNegative && value !== 0 ? -value : value;
  }

  /** What follows the point of a number with so many digits before it. */
  private fraction(whole: number, digitsBefore: number, from: number, isNegative: boolean): number {
    const { bytes } = this;
    let value = whole;
    let at = from;
    let byte = bytes[at] ?? 0;
    while (byte >= ZERO && byte <= NINE) {
      value = value * 10 + byte - ZERO;
      byte = bytes[++at] ?? 0;
    }
    if ((byte | 0x20) === LETTER_E) return this.exponent(at);
    const digits = at - from;
    if (digitsBefore + digits > EXACT_DIGITS) return this.upTo(at);
    this.at = at;
    value /= POWERS_OF_TEN[digits] ?? 1;
    return isNegative ? -value : value;
  }

  /** What follows the `e` at `letter`, if it is an exponent. */
  private exponent(letter: number): number {
    const { bytes } = this;
    const sign = bytes[letter + 1];
    const from = sign === PLUS || sign === MINUS ? letter + 2 : letter + 1;
    let at = from;
    while ((bytes[at] ?? 0) >= ZERO && (bytes[at] ?? 0) <= NINE) at++;
    return this.upTo(at === from ? letter : at);
  }

  private longInteger(end: number): number {
    return saturated(this.upTo(end));
  }

  /** The number that is spelled from here to `end`, without limits. */
  private upTo(end: number): number {
    const number = Number(this.text.slice(this.at, end));
    this.at = end;
    return number;
  }

  /** The token that stands here, by lua-cjson's name for it, or the mistake that it is. */
  found(): Found {
    if (this.mistake !== undefined) return this.mistake;
    const { at } = this;
    const found = this.nameOfToken();
    return this.mistake ?? { found, at };
  }

  private nameOfToken(): string {
    const byte = this.bytes[this.at] ?? 0;
    const name = NAMES[String.fromCharCode(byte)];
    if (name !== undefined) return name;
    if (byte === QUOTE) return this.string() === undefined ? "" : "T_STRING";
    if (this.word("true") || this.word("false")) return "T_BOOLEAN";
    if (this.word("null")) return "T_NULL";
    const from = this.at;
    if (this.number() === undefined) return "invalid token";
    return isInteger(this.text, from) ? "T_INTEGER" : "T_NUMBER";
  }

  /** Escapes become bytes where they stand: what they stand for is never longer. */
  private escapedString(from: number, firstEscape: number): string | undefined {
    const { bytes, text } = this;
    let to = firstEscape;
    let at = firstEscape;
    while (bytes[at] === BACKSLASH) {
      if (bytes[at + 1] === LETTER_U) {
        const escaped = unescapeUnicode(text, at);
        if (escaped === undefined) return this.malformed("invalid unicode escape code", at);
        for (let byte = 0; byte < escaped.bytes.length; byte++) bytes[to++] = escaped.bytes.charCodeAt(byte);
        at += escaped.length;
      } else {
        const escaped = escapedByte(bytes[at + 1] ?? 0);
        if (escaped === 0) return this.malformed("invalid escape code", at);
        bytes[to++] = escaped;
        at += 2;
      }
      const end = this.endOfRun(at);
      if (end - at >= FAR) bytes.copyWithin(to, at, end);
      else for (let step = 0; step < end - at; step++) bytes[to + step] = bytes[at + step] ?? 0;
      to += end - at;
      at = end;
    }
    if (bytes[at] !== QUOTE) return this.malformed("unexpected end of string", at);
    this.at = at + 1;
    return this.byteText.toText(bytes, from, to);
  }

  /** The next place from `from` on that has a quote, a backslash or a zero byte. Where that is far, the engine finds it faster. */
  private endOfRun(from: number): number {
    const { bytes } = this;
    const far = from + FAR;
    for (let at = from; at < far; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE || byte === BACKSLASH || byte === 0) return at;
    }
    if (this.nextQuote < far) this.nextQuote = this.placeOf('"', far);
    if (this.nextBackslash < far) this.nextBackslash = this.placeOf("\\", far);
    if (this.nextZero < far) this.nextZero = this.placeOf("\0", far);
    return Math.min(this.nextQuote, this.nextBackslash, this.nextZero);
  }

  private placeOf(character: string, from: number): number {
    const place = this.text.indexOf(character, from);
    return place < 0 ? this.text.length : place;
  }

  /** Numbers of all kinds, those included that JSON does not have. */
  private otherNumber(): number | undefined {
    const { text, at } = this;
    const first = this.bytes[at] ?? 0;
    const isDigit = first >= ZERO && first <= NINE;
    if (isDigit || first === MINUS) {
      if (!this.settings.decodeInvalidNumbers && isInvalidNumber(text, at)) return this.malformed("invalid number", at);
    } else if (!(this.settings.decodeInvalidNumbers && isInvalidNumber(text, at))) {
      return undefined;
    }
    const number = numberAt(text, at);
    if (number === undefined) return this.malformed("invalid number", at);
    this.at = number.end;
    return number.value;
  }

  private malformed(found: string, at: number): undefined {
    this.mistake = { found, at };
    return undefined;
  }

  private isComment(): boolean {
    const second = this.bytes[this.at + 1];
    return second === SLASH || second === STAR;
  }

  /** @returns false where the comment has no end */
  private skipComment(): boolean {
    const { bytes } = this;
    const isLine = bytes[this.at + 1] === SLASH;
    let at = this.at + 2;
    if (isLine) {
      while (bytes[at] !== NEWLINE && bytes[at] !== 0) at++;
    } else {
      while (bytes[at] !== 0 && !(bytes[at] === STAR && bytes[at + 1] === SLASH)) at++;
      if (bytes[at] === 0) {
        this.malformed("unclosed multi-line comment", at);
        return false;
      }
      at += 2;
    }
    this.at = at;
    return true;
  }
}
