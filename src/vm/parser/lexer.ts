/**
 * Source text to tokens as LuaJIT reads them: numbers are doubles of its spelling, names may have bytes from 128 on, and
 * what is an operator in Lua 5.3 only is none. In place of Fengari's lexer, which asks for each byte by a call.
 */
import { parseNumber } from "../numbers.ts";
import { piece } from "../piece.ts";
import type { Word, Words } from "./fengari-text.ts";
import { NO_OPERATOR, Token } from "./tokens.ts";

/** Characters that are read without telling of it. */
const CHARACTERS_AT_ONCE = 4096;

export class Lexer {
  /** The line of what is read next. */
  line = 1;
  /** The value of the last number. */
  number = 0;
  /** The last name or string. */
  word: Word | null = null;
  private readonly text: string;
  private readonly words: Words;
  private readonly refuse: (text: string, near: string | null) => never;
  private at = 0;
  /** How messages show the last name, string or number: between delimiters where it has some. */
  private shown = "";
  private delimiters: readonly [string, string] = NONE;
  private readonly onProgress: (characters: number) => void;
  /** Up to where the progress was told, and where it is worth telling again. */
  private toldUpTo = 0;
  private tellAt = CHARACTERS_AT_ONCE;

  /**
   * @param refuse ends the parsing; `near` is the offending text without quotes
   * @param onProgress told how many characters have been read since it was told last
   */
  constructor(
    text: string,
    words: Words,
    refuse: (text: string, near: string | null) => never,
    onProgress: (characters: number) => void,
  ) {
    this.text = text;
    this.words = words;
    this.refuse = refuse;
    this.onProgress = onProgress;
  }

  /** How messages show the token read last, if that is a name, a string or a number. */
  get lastText(): string {
    const [opening, closing] = this.delimiters;
    return opening + this.shown + closing;
  }

  /** Tells of what has not been told of yet. */
  tellProgress(): void {
    const { at, toldUpTo } = this;
    this.toldUpTo = at;
    this.tellAt = at + CHARACTERS_AT_ONCE;
    this.onProgress(at - toldUpTo);
  }

  /** Reads a token: a {@link Token}, or a character that is one by itself. */
  next(): number {
    const { text } = this;
    this.show("", NONE);
    for (;;) {
      if (this.at >= this.tellAt) this.tellProgress();
      const code = text.charCodeAt(this.at); // NaN at the end, which is none of these
      const kind = KINDS[code];
      if (kind === Kind.Letter) return this.name();
      if (kind === Kind.Digit) return this.numeral(this.at);
      this.at++;
      switch (code) {
        case NEWLINE:
        case RETURN:
          this.newLine(code);
          break;
        case 9:
        case 11:
        case 12:
        case 32:
          break;
        case MINUS:
          if (text.charCodeAt(this.at) !== MINUS) return MINUS;
          this.at++;
          this.comment();
          break;
        case OPENING_BRACKET:
          return this.bracket();
        case Token.EQUALS:
          return this.follows(Token.EQUALS) ? Token.EQUAL : Token.EQUALS;
        case Token.LESS:
          return this.follows(Token.EQUALS) ? Token.LESS_EQUAL : Token.LESS;
        case Token.GREATER:
          return this.follows(Token.EQUALS) ? Token.GREATER_EQUAL : Token.GREATER;
        case Token.TILDE:
          return this.follows(Token.EQUALS) ? Token.NOT_EQUAL : Token.TILDE + NO_OPERATOR;
        case Token.AMPERSAND:
        case Token.BAR:
          return code + NO_OPERATOR;
        case COLON:
          return this.follows(COLON) ? Token.DOUBLE_COLON : COLON;
        case DOUBLE_QUOTE:
        case SINGLE_QUOTE:
          return this.string(code);
        case DOT:
          if (KINDS[text.charCodeAt(this.at)] === Kind.Digit) return this.numeral(this.at - 1);
          if (!this.follows(DOT)) return DOT;
          return this.follows(DOT) ? Token.DOTS : Token.CONCAT;
        default:
          if (code === code) return code; // all but NaN
          this.at--;
          return Token.END_OF_SOURCE;
      }
    }
  }

  private follows(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  private show(text: string, delimiters: readonly [string, string]): void {
    this.shown = text;
    this.delimiters = delimiters;
  }

  /** Behind a character that breaks a line: two different ones break it once. */
  private newLine(code: number): void {
    this.line++;
    const other = code === NEWLINE ? RETURN : NEWLINE;
    if (this.text.charCodeAt(this.at) === other) this.at++;
  }

  private name(): number {
    const { text, at } = this;
    let end = at + 1;
    while ((KINDS[text.charCodeAt(end)] ?? 0) >= Kind.Letter) end++;
    this.at = end;
    const name = piece(text, at, end);
    const word = this.words.of(name);
    this.word = word;
    this.show(name, NONE);
    return word.token;
  }

  /** LuaJIT takes letters, digits, points, and a sign behind the letter of an exponent. `at` is where it begins. */
  private numeral(from: number): number {
    const { text } = this;
    const first = text.charCodeAt(this.at);
    const isHexadecimal = first === 48 && (text.charCodeAt(this.at + 1) | LOWER) === 120;
    const exponent = isHexadecimal ? 112 : 101;
    let end = this.at + 1;
    for (let last = first; ; end++) {
      const code = text.charCodeAt(end);
      const goesOn =
        (KINDS[code] ?? 0) >= Kind.Letter ||
        code === DOT ||
        ((code === MINUS || code === 43) && (last | LOWER) === exponent);
      if (!goesOn) break;
      last = code;
    }
    this.at = end;
    const spelled = text.slice(from, end);
    this.show(spelled, NONE);
    const number = parseNumber(spelled);
    if (number === undefined) {
      const foreign = kindOfForeignNumber(spelled);
      return this.refuse(foreign === undefined ? "malformed number" : `${foreign} literal is not supported`, spelled);
    }
    this.number = number;
    return Token.NUMBER;
  }

  /** Behind `--`. */
  private comment(): void {
    const { text } = this;
    if (text.charCodeAt(this.at) === OPENING_BRACKET) {
      const level = this.levelOf(OPENING_BRACKET, this.at);
      if (level >= 0) {
        this.at += level + 2;
        this.longText(level, "unfinished long comment");
        return;
      }
    }
    LINE.lastIndex = this.at;
    LINE.test(text);
    this.at = LINE.lastIndex;
  }

  /** Behind `[`. */
  private bracket(): number {
    const level = this.levelOf(OPENING_BRACKET, this.at - 1);
    if (level < 0) {
      if (this.text.charCodeAt(this.at) !== Token.EQUALS) return OPENING_BRACKET;
      const [read = ""] = /^\[=*/.exec(this.text.slice(this.at - 1)) ?? [];
      return this.refuse("invalid long string delimiter", read);
    }
    this.at += level + 1;
    const content = this.longText(level, "unfinished long string");
    const equals = "=".repeat(level);
    this.word = this.words.of(content);
    this.show(content, [`[${equals}[`, `]${equals}]`]);
    return Token.STRING;
  }

  /** How many `=` stand between two brackets, the first of which is at `at`; -1 if it is no long bracket. */
  private levelOf(bracket: number, at: number): number {
    let end = at + 1;
    while (this.text.charCodeAt(end) === Token.EQUALS) end++;
    return this.text.charCodeAt(end) === bracket ? end - at - 1 : -1;
  }

  /** Behind an opening long bracket: up to the closing one. A break of a line is a "\n", and the first one is none. */
  private longText(level: number, unfinished: string): string {
    const { text } = this;
    const closing = `]${"=".repeat(level)}]`;
    const end = text.indexOf(closing, this.at);
    const content = text.slice(this.at, end < 0 ? text.length : end);
    let lines = 0;
    const normalised = content.replace(LINE_BREAKS, (_found, offset: number) => {
      lines++;
      return offset === 0 ? "" : "\n";
    });
    this.line += lines;
    if (end < 0) return this.refuse(unfinished, "<eof>");
    this.at = end + closing.length;
    return piece(normalised, 0, normalised.length);
  }

  private string(quote: number): number {
    const { text } = this;
    const delimiter = quote === DOUBLE_QUOTE ? '"' : "'";
    let content = "";
    for (let from = this.at; ; ) {
      let end = from;
      let code = text.charCodeAt(end);
      while (code !== quote && code !== BACKSLASH && code !== NEWLINE && code !== RETURN && code === code) {
        code = text.charCodeAt(++end);
      }
      content = content === "" ? piece(text, from, end) : content + text.slice(from, end);
      this.at = end + 1;
      if (code === quote) break;
      if (code !== BACKSLASH) return this.refuse("unfinished string", code === code ? delimiter + content : "<eof>");
      const escaped = this.escape();
      if (escaped === null) return this.refuse("invalid escape sequence", delimiter + content);
      content += escaped;
      from = this.at;
    }
    this.word = this.words.of(content);
    this.show(content, quote === DOUBLE_QUOTE ? DOUBLE_QUOTES : SINGLE_QUOTES);
    return Token.STRING;
  }

  /** Behind a backslash: what the sequence stands for, or null. */
  private escape(): string | null {
    const { text, at } = this;
    const code = text.charCodeAt(at);
    if (code !== code) return ""; // the text ends, which its string then complains about
    const simple = ESCAPES[text.charAt(at)];
    if (simple !== undefined) {
      this.at = at + 1;
      return simple;
    }
    if (code === NEWLINE || code === RETURN) {
      this.at = at + 1;
      this.newLine(code);
      return "\n";
    }
    const [spelled, skipped, hexadecimal, codePoint, decimal] = match(ESCAPE_SEQUENCE, text, at) ?? [];
    if (spelled === undefined) return null;
    this.at = at + spelled.length;
    if (skipped !== undefined) {
      this.line += skipped.match(LINE_BREAKS)?.length ?? 0;
      return "";
    }
    if (codePoint !== undefined) return utf8(Number.parseInt(codePoint, 16));
    const byte = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return byte > 255 ? null : String.fromCharCode(byte);
  }
}

const NONE = ["", ""] as const;
const DOUBLE_QUOTES = ['"', '"'] as const;
const SINGLE_QUOTES = ["'", "'"] as const;

const NEWLINE = 10;
const RETURN = 13;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const MINUS = 45;
const DOT = 46;
const COLON = 58;
const OPENING_BRACKET = 91;
const BACKSLASH = 92;
/** Set in the code of a letter, that of the small one. */
const LOWER = 32;

const enum Kind {
  Other,
  /** From here on: what a name may go on with. */
  Letter,
  Digit,
}

const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code >= 48 && code <= 57) return Kind.Digit;
  return code >= 128 || /\w/.test(String.fromCharCode(code)) ? Kind.Letter : Kind.Other;
});

/** The rest of a line. */
const LINE = /[^\n\r]*/y;
const LINE_BREAKS = /\r\n|\n\r|\n|\r/g;

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/** Of a sequence: the space that `\z` skips, or the digits of `\xXX`, `\u{X}` and `\ddd`. */
const ESCAPE_SEQUENCE = /z([\t-\r ]*)|x([\da-fA-F]{2})|u\{([\da-fA-F]+)\}|(\d{1,3})/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The bytes of a code point, or null if UTF-8 has none for it. */
function utf8(codePoint: number): string | null {
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint < 0xe000)) return null;
  if (codePoint < 0x80) return String.fromCharCode(codePoint);
  const rest = (shift: number) => 0x80 | ((codePoint >> shift) & 0x3f);
  if (codePoint < 0x800) return String.fromCharCode(0xc0 | (codePoint >> 6), rest(0));
  if (codePoint < 0x10000) return String.fromCharCode(0xe0 | (codePoint >> 12), rest(6), rest(0));
  return String.fromCharCode(0xf0 | (codePoint >> 18), rest(12), rest(6), rest(0));
}

/** Numbers that LuaJIT makes objects of its ffi library. */
function kindOfForeignNumber(text: string): string | undefined {
  if (/^(?:0x[\da-f]+|0b[01]+|\d+)(?:u?ll|llu)$/i.test(text)) return "64-bit integer";
  if (/i$/i.test(text) && parseNumber(text.slice(0, -1)) !== undefined) return "imaginary number";
  return undefined;
}
