/** What stands behind the backslashes of JSON: letters, and `\u00e9` and the like as the bytes of UTF-8. */

export interface UnicodeEscape {
  readonly bytes: string;
  /** How long the escape is. */
  readonly length: number;
}

const HIGH = 0xd800;
const LOW = 0xdc00;
const END = 0xe000;

/** What a letter behind a backslash stands for; 0: nothing. */
export function escapedByte(letter: number): number {
  switch (letter) {
    case 0x22 /* " */:
    case 0x5c /* \ */:
    case 0x2f /* / */:
      return letter;
    case 0x62 /* b */:
      return 0x08;
    case 0x66 /* f */:
      return 0x0c;
    case 0x6e /* n */:
      return 0x0a;
    case 0x72 /* r */:
      return 0x0d;
    case 0x74 /* t */:
      return 0x09;
    default:
      return 0;
  }
}

/** The escape at `at`, which may be two that make one character; undefined where it is malformed. */
export function unescapeUnicode(text: string, at: number): UnicodeEscape | undefined {
  const code = codeUnit(text, at);
  if (code === undefined) return undefined;
  if (code < HIGH || code >= END) return { bytes: utf8(code), length: 6 };
  const low = codeUnit(text, at + 6);
  if (code >= LOW || low === undefined || low < LOW || low >= END) return undefined;
  return { bytes: utf8(0x10000 + ((code - HIGH) << 10) + (low - LOW)), length: 12 };
}

function codeUnit(text: string, at: number): number | undefined {
  const unit = text.slice(at, at + 6);
  return /^\\u[0-9a-fA-F]{4}$/.test(unit) ? Number.parseInt(unit.slice(2), 16) : undefined;
}

function utf8(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), continuation(code));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), continuation(code >> 6), continuation(code));
  return String.fromCharCode(
    0xf0 | (code >> 18),
    continuation(code >> 12),
    continuation(code >> 6),
    continuation(code),
  );
}

function continuation(code: number): number {
  return 0x80 | (code & 0x3f);
}
