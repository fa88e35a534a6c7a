/**
 * Fengari's strings, buffers and character classes, changed before its lexer is loaded: that takes these functions out
 * of their modules once, so later changes would not reach it. `fengari.ts`, where everything else is changed, imports
 * this module first. What is not ours (another user of the same Fengari) keeps its behaviour.
 */
import ljstype from "fengari/src/ljstype.js";
import type { LexState } from "fengari/src/llex.js";
import lstring, { type TString } from "fengari/src/lstring.js";
import lzio from "fengari/src/lzio.js";

/** The text of the token that is being read. In place of its bytes Fengari passes it around whole, with its lexer. */
export class TokenBuffer extends lzio.MBuffer {
  lexer: LexState | null = null;

  /** Strings made of tokens, by a hash of their bytes: most names of a program come up again and again. */
  private readonly known = new Array<TString | undefined>(KNOWN_STRINGS).fill(undefined);

  /** The bytes read so far, as a string of Fengari's. */
  string(L: unknown): TString {
    const { buffer, n, known } = this;
    let hash = n;
    for (let at = 0; at < n; at++) hash = (Math.imul(hash, 31) + (buffer[at] as number)) | 0;
    const place = (hash ^ (hash >>> 15)) & (KNOWN_STRINGS - 1);
    const met = known[place];
    if (met !== undefined && holds(met.realstring, buffer, n)) return met;
    const made = new lstring.TString(L, buffer.slice(0, n));
    known[place] = made;
    return made;
  }

  /** The bytes read so far, as characters. */
  text(): string {
    return textOfBytes(this.buffer.subarray(0, this.n));
  }

  append(byte: number): void {
    if (this.n === this.buffer.length) {
      const larger = new Uint8Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.n++] = byte;
  }

  /** Told of the code point of each `\u{…}` before it is written as UTF-8. */
  onUnicodeEscape(_codePoint: number): void {}
}

/** A power of two. */
const KNOWN_STRINGS = 1024;

/** Whether `bytes` are the first `count` of `buffer`. */
function holds(bytes: Uint8Array, buffer: Uint8Array, count: number): boolean {
  if (bytes.length !== count) return false;
  for (let at = 0; at < count; at++) if (bytes[at] !== buffer[at]) return false;
  return true;
}

/** A Fengari string as ours: characters for bytes. */
export function textOfString(string: TString): string {
  return lstring.luaS_hashlongstr(string).slice(1);
}

/** Bytes as characters 0-255. */
export function textOfBytes(bytes: Uint8Array): string {
  let text = "";
  if (bytes.length < SHORT) {
    for (let at = 0; at < bytes.length; at++) text += CHARACTERS[bytes[at] as number];
    return text;
  }
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}

/** The engine copies texts that short when it joins them. */
const SHORT = 13;
const CHARACTERS = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
/** Few enough to be passed as arguments. */
const PIECE = 4096;

// Stock hashes bytes in hexadecimal without padding: "\1\23" and "\17\7" would be one constant.
lstring.luaS_hash = (bytes) => `|${textOfBytes(bytes)}`;
lstring.luaS_hashlongstr = (string) => {
  string.hash ??= lstring.luaS_hash(string.realstring);
  return string.hash;
};
// Names are compared with all names in scope, so what differs should be seen at a glance.
lstring.luaS_eqlngstr = (a, b) => {
  if (a === b) return true;
  const last = a.realstring.length - 1;
  if (last !== b.realstring.length - 1 || a.realstring[last] !== b.realstring[last]) return false;
  return lstring.luaS_hashlongstr(a) === lstring.luaS_hashlongstr(b);
};

const newString = lstring.luaS_new;
lstring.luaS_new = stringFromToken;

/** A declared function because Fengari calls it with `new` in one place. */
function stringFromToken(L: unknown, text: Uint8Array | object): TString {
  return text instanceof TokenBuffer ? text.string(L) : newString(L, text);
}

const bytesOf = lzio.luaZ_buffer;
lzio.luaZ_buffer = (buffer) => (buffer instanceof TokenBuffer ? buffer : bytesOf(buffer));

// Only `\u{…}` takes four or more characters back: the backslash, "u", "{" and its digits.
const remove = lzio.luaZ_buffremove;
lzio.luaZ_buffremove = (buffer, count) => {
  remove(buffer, count);
  if (count >= 4 && buffer instanceof TokenBuffer) {
    const digits = textOfBytes(buffer.buffer.subarray(buffer.n + 3, buffer.n + count));
    buffer.onUnicodeEscape(Number.parseInt(digits, 16));
  }
};

// Bytes from 128 on are letters in LuaJIT, so that names may be UTF-8.
const { lislalpha, lislalnum } = ljstype;
ljstype.lislalpha = (byte) => byte >= 128 || lislalpha(byte);
ljstype.lislalnum = (byte) => byte >= 128 || lislalnum(byte);
