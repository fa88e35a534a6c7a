/**
 * PCRE2 in WebAssembly: one instance with its memory. Patterns and subjects are strings of 16-bit units: characters 0-255
 * stand for bytes, or, with {@link UTF}, it is UTF-16.
 *
 * What is compiled lies in the instance's memory until it is freed; {@link Pcre2Engine.live} counts what was not.
 */
import { MOST_PAGES } from "./binary.ts";

/** Options of pcre2_compile and pcre2_match. */
export const CompileOption = {
  ALLOW_EMPTY_CLASS: 0x1,
  ALT_BSUX: 0x2,
  CASELESS: 0x8,
  DOTALL: 0x20,
  DUPNAMES: 0x40,
  EXTENDED: 0x80,
  MATCH_UNSET_BACKREF: 0x200,
  MULTILINE: 0x400,
  UTF: 0x80000,
  ANCHORED: 0x80000000,
} as const;
const NO_UTF_CHECK = 0x40000000;

/** What pcre2_match answers besides the number of captures. */
export const MatchError = {
  NOMATCH: -1,
  BADOFFSET: -33,
  BADUTFOFFSET: -36,
  DFA_UITEM: -42,
  INTERNAL: -44,
  MATCHLIMIT: -47,
} as const;

/** A compiled pattern. */
export interface Code {
  readonly pointer: number;
  readonly matchData: number;
  /** Captures, the whole match included. */
  readonly pairs: number;
  readonly names: readonly (readonly [name: string, group: number])[];
  /** By how many characters a look-behind reaches back. */
  readonly lookBehind: number;
  /** The pattern's own `(*LIMIT_MATCH=…)`. */
  readonly ownLimit: number;
}

export interface CompileFailure {
  readonly message: string;
  /** In units of the pattern. */
  readonly offset: number;
}

/** Where the binary has its stack, and the word that says how far its heap reaches. */
const STACK_END = 5_360_256;
const HEAP_TOP = 117_184;
const INITIAL_PAGES = 256;
const PAGE_BYTES = 65_536;
/** An instance that once needed more than this is given up when it is idle: memory never shrinks. */
const LARGEST_KEPT_BYTES = 64 * 1024 * 1024;

/** Fields of a compiled pattern (struct pcre2_real_code) in this binary. */
const FIELD = { magic: 56, limitMatch: 80, maxLookBehind: 100 } as const;
const MAGIC = 0x50435245;
/** PCRE2's longest message, and more. */
const MESSAGE_UNITS = 256;
/** A larger buffer is not kept for the next subject. */
const LARGEST_KEPT_SUBJECT = 1 << 20;

interface Exports {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _compile(pattern: number, units: number, options: number): number;
  _destroyCode(code: number): void;
  _createMatchData(code: number): number;
  _destroyMatchData(data: number): void;
  _lastErrorMessage(buffer: number, units: number): number;
  _lastErrorOffset(): number;
  _getOvectorCount(data: number): number;
  _getOvectorPointer(data: number): number;
  _getMatchNameCount(code: number): number;
  _getMatchNameTable(code: number): number;
  _getMatchNameTableEntrySize(code: number): number;
  /** pcre2_match: see binary.ts. */
  _substitute(
    code: number,
    subject: number,
    units: number,
    start: number,
    data: number,
    options: number,
    ...unused: number[]
  ): number;
}

export class Pcre2Engine {
  /** How many blocks of memory, compiled patterns and match data have not been freed. */
  live = 0;
  /** Set when something went wrong inside: the instance is of no more use. */
  isBroken = false;
  /** Starts and ends of the last match's captures, -1 where one took no part. */
  captures = new Int32Array(2);
  private readonly memory: WebAssembly.Memory;
  private readonly exports: Exports;
  private units: Uint16Array;
  private words: Int32Array;
  /** Where the subject lies that was matched last, so that the next match of the same one need not copy it. */
  private subject: string | undefined;
  private subjectAt = 0;
  private subjectRoom = 0;

  /** @param module the WebAssembly.Module of what binary.ts adapted; the package's types name nothing that only some hosts declare */
  constructor(module: unknown) {
    this.memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MOST_PAGES });
    this.units = new Uint16Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
    this.words[HEAP_TOP >> 2] = STACK_END;
    const fail = () => {
      throw new Error("pcre2-wasm gave up");
    };
    this.exports = new WebAssembly.Instance(module as WebAssembly.Module, {
      env: {
        memory: this.memory,
        table: new WebAssembly.Table({ initial: 4, maximum: 4, element: "anyfunc" }),
        __table_base: 0,
        abortStackOverflow: fail,
        nullFunc_vii: fail,
        nullFunc_iii: fail,
        _emscripten_get_heap_size: () => this.memory.buffer.byteLength,
        _emscripten_resize_heap: (bytes: number) => this.grow(bytes >>> 0),
        _emscripten_memcpy_big: (to: number, from: number, bytes: number) => {
          new Uint8Array(this.memory.buffer).copyWithin(to, from, from + bytes);
        },
      },
    }).exports as unknown as Exports;
  }

  /** Whether a new instance should take this one's place, before it is given another subject. */
  isSpentFor(subject: string | undefined): boolean {
    return this.isBroken || (this.memory.buffer.byteLength > LARGEST_KEPT_BYTES && this.subject !== subject);
  }

  /** @param options bits of {@link CompileOption} */
  compile(pattern: string, options: number): Code | CompileFailure {
    const { exports } = this;
    const at = this.allocate(Math.max(2, pattern.length * 2));
    if (at === 0) return { message: "failed to allocate heap memory", offset: 0 };
    this.write(pattern, at);
    const pointer = exports._compile(
      at,
      pattern.length,
      options | ((options & CompileOption.UTF) === 0 ? 0 : NO_UTF_CHECK),
    );
    this.release(at);
    if (pointer === 0) return this.failure();
    const matchData = exports._createMatchData(pointer);
    if (matchData === 0 || this.words[(pointer + FIELD.magic) >> 2] !== MAGIC) {
      this.isBroken = true;
      return { message: "failed to allocate heap memory", offset: 0 };
    }
    this.live += 2;
    return {
      pointer,
      matchData,
      pairs: exports._getOvectorCount(matchData),
      names: this.names(pointer),
      lookBehind: this.units[(pointer + FIELD.maxLookBehind) >> 1] ?? 0,
      ownLimit: (this.words[(pointer + FIELD.limitMatch) >> 2] ?? 0) >>> 0,
    };
  }

  free({ pointer, matchData }: Code): void {
    if (this.isBroken) return;
    this.exports._destroyMatchData(matchData);
    this.exports._destroyCode(pointer);
    this.live -= 2;
  }

  /**
   * Looks for a match. {@link captures} has it, if there is one.
   * @param limit how often it may try something in one place
   * @returns as pcre2_match: one more than the highest capture that took part, or a {@link MatchError}
   */
  match({ pointer, matchData, pairs }: Code, subject: string, start: number, limit: number): number {
    const { exports } = this;
    if (!this.place(subject)) return NO_MEMORY;
    this.words[(pointer + FIELD.limitMatch) >> 2] = limit;
    const rc = exports._substitute(pointer, this.subjectAt, subject.length, start, matchData, NO_UTF_CHECK, 0, 0, 0, 0);
    if (rc > 0) {
      if (this.captures.length < pairs * 2) this.captures = new Int32Array(pairs * 2);
      const from = exports._getOvectorPointer(matchData) >> 2;
      const { captures, words } = this;
      for (let at = 0; at < pairs * 2; at++) captures[at] = words[from + at] as number;
    }
    return rc;
  }

  /** Frees the buffer of the last subject. */
  forgetSubject(): void {
    this.subject = undefined;
    if (this.subjectAt !== 0) this.release(this.subjectAt);
    this.subjectAt = 0;
    this.subjectRoom = 0;
  }

  private place(subject: string): boolean {
    if (this.subject === subject) return true;
    const { length } = subject;
    if (this.subjectAt === 0 || length > this.subjectRoom || this.subjectRoom > LARGEST_KEPT_SUBJECT) {
      this.forgetSubject();
      const room = Math.max(256, length);
      this.subjectAt = this.allocate(room * 2);
      if (this.subjectAt === 0) return false;
      this.subjectRoom = room;
    }
    this.write(subject, this.subjectAt);
    this.subject = subject;
    return true;
  }

  private write(text: string, at: number): void {
    const { units } = this;
    const from = at >> 1;
    for (let index = 0; index < text.length; index++) units[from + index] = text.charCodeAt(index);
  }

  private read(at: number, length: number): string {
    return String.fromCharCode(...this.units.subarray(at >> 1, (at >> 1) + length));
  }

  private failure(): CompileFailure {
    const { exports } = this;
    const offset = exports._lastErrorOffset();
    const at = this.allocate(MESSAGE_UNITS * 2);
    if (at === 0) return { message: "failed to allocate heap memory", offset: 0 };
    const length = exports._lastErrorMessage(at, MESSAGE_UNITS);
    // Scripts have to do with the 8-bit library, and with a newer one.
    const message = this.read(at, length)
      .replace("UTF-16 mode", "UTF-8 mode")
      .replace("unknown property name after", "unknown property after");
    this.release(at);
    return { message, offset };
  }

  /** PCRE2 keeps them sorted by name. */
  private names(code: number): (readonly [string, number])[] {
    const { exports } = this;
    const count = exports._getMatchNameCount(code);
    if (count === 0) return [];
    const entryUnits = exports._getMatchNameTableEntrySize(code);
    const table = exports._getMatchNameTable(code) >> 1;
    return Array.from({ length: count }, (_, index) => {
      const entry = table + index * entryUnits;
      let end = entry + 1;
      while (this.units[end] !== 0) end++;
      return [String.fromCharCode(...this.units.subarray(entry + 1, end)), this.units[entry] ?? 0] as const;
    });
  }

  private allocate(bytes: number): number {
    const at = this.exports._malloc(bytes);
    if (at !== 0) this.live++;
    return at;
  }

  private release(at: number): void {
    this.exports._free(at);
    this.live--;
  }

  private grow(bytes: number): number {
    const missing = Math.ceil((bytes - this.memory.buffer.byteLength) / PAGE_BYTES);
    const present = this.memory.buffer.byteLength / PAGE_BYTES;
    if (present + missing > MOST_PAGES) return 0;
    // Growing copies: rather some times more than needed than often.
    const wanted = Math.min(MOST_PAGES - present, Math.max(missing, present >> 2));
    try {
      this.memory.grow(wanted);
    } catch {
      return 0;
    }
    this.units = new Uint16Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
    return 1;
  }
}

const NO_MEMORY = -48;
