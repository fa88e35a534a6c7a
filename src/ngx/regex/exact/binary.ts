/**
 * Prepares the binary of the package pcre2-wasm. It has the whole of PCRE2 (the 16-bit library), but its own functions
 * around it settle what we must be able to choose: they always ask for Unicode, and pass no options. Their bodies are
 * replaced, byte for byte in place, by ones that pass on what they are given:
 *
 * | export        | as it comes                                   | here                                                |
 * |---------------|-----------------------------------------------|-----------------------------------------------------|
 * | `_compile`    | (pattern, length, letters for four options)   | (pattern, length, options of pcre2_compile)         |
 * | `_substitute` | pcre2_substitute, for which we have no use    | (code, subject, length, start, data, options, four  |
 * |               |                                               | more that do not count): pcre2_match with options   |
 *
 * And the memory that it imports may grow: as it comes, a subject of some megabytes has no room.
 */

/** Pages of 64 kB that the memory may have: what fits in the two bytes that hold the number. */
export const MOST_PAGES = 0x3fff;

const SECTION = { import: 2, export: 7, code: 10 } as const;
const CALL = 0x10;
const END = 0x0b;
const NOP = 0x01;
const LOCAL_GET = 0x20;

/** "memory", a memory, with an upper limit: 256 pages, and no more than 256. */
const MEMORY_IMPORT = [...bytesOf("memory"), 2, 1, 0x80, 2, 0x80, 2];

/**
 * @param binary the package's file
 * @throws Error where it is not the binary that we know: another version has to be looked at first
 */
export function adapted(binary: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(binary);
  const sections = sectionsOf(bytes);
  allowGrowth(bytes, sections.get(SECTION.import));
  const functions = functionsOf(bytes, sections.get(SECTION.export), sections.get(SECTION.code));
  const compile = functions.get("_compile");
  const match = functions.get("_match");
  const substitute = functions.get("_substitute");
  if (compile === undefined || match === undefined || substitute === undefined) throw unknown();
  const compileCall = calleeAtEnd(bytes, compile, [...get(0), ...get(1), ...get(3)]);
  replaceBody(bytes, compile, [...get(0), ...get(1), ...get(2), CALL, compileCall]);
  // Its options are a constant: i32.const 0.
  const matchCall = calleeAtEnd(bytes, match, [...get(0), ...get(1), ...get(2), ...get(3), 0x41, 0, ...get(4)]);
  replaceBody(bytes, substitute, [
    ...[...get(0), ...get(1), ...get(2), ...get(3)],
    ...[...get(5), ...get(4), CALL, matchCall],
  ]);
  return bytes;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function unknown(): Error {
  return new Error("pcre2-wasm: this binary is not the one that the regular expressions were made for");
}

function bytesOf(text: string): number[] {
  return [...text].map((char) => char.charCodeAt(0));
}

function get(local: number): [number, number] {
  return [LOCAL_GET, local];
}

/** A reader of WebAssembly's encoding. */
class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw unknown();
    return byte;
  }

  /** An unsigned LEB128 number. */
  number(): number {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      number |= (byte & 0x7f) << shift;
      if (byte < 0x80) return number >>> 0;
    }
  }

  text(): string {
    const length = this.number();
    this.at += length;
    return String.fromCharCode(...this.bytes.subarray(this.at - length, this.at));
  }
}

function sectionsOf(bytes: Uint8Array): Map<number, Range> {
  const sections = new Map<number, Range>();
  const reader = new Reader(bytes, 8);
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const length = reader.number();
    sections.set(id, { start: reader.at, end: reader.at + length });
    reader.at += length;
  }
  return sections;
}

function allowGrowth(bytes: Uint8Array, imports: Range | undefined): void {
  if (imports === undefined) throw unknown();
  for (let at = imports.start; at + MEMORY_IMPORT.length <= imports.end; at++) {
    if (!MEMORY_IMPORT.every((byte, offset) => bytes[at + offset] === byte)) continue;
    const most = at + MEMORY_IMPORT.length - 2;
    bytes[most] = (MOST_PAGES & 0x7f) | 0x80;
    bytes[most + 1] = MOST_PAGES >> 7;
    return;
  }
  throw unknown();
}

/** The bodies of exported functions, by name. */
function functionsOf(bytes: Uint8Array, exports: Range | undefined, code: Range | undefined): Map<string, Range> {
  if (exports === undefined || code === undefined) throw unknown();
  const reader = new Reader(bytes, exports.start);
  const names = new Map<number, string>();
  for (let left = reader.number(); left > 0; left--) {
    const name = reader.text();
    const isFunction = reader.byte() === 0;
    const index = reader.number();
    if (isFunction) names.set(index, name);
  }
  const functions = new Map<string, Range>();
  reader.at = code.start;
  const count = reader.number();
  for (let index = IMPORTED_FUNCTIONS; index < count + IMPORTED_FUNCTIONS; index++) {
    const length = reader.number();
    const name = names.get(index);
    if (name !== undefined) functions.set(name, { start: reader.at, end: reader.at + length });
    reader.at += length;
  }
  return functions;
}

/** They take the first numbers. */
const IMPORTED_FUNCTIONS = 6;

/** The function that a body calls last, and whose arguments are these instructions. */
function calleeAtEnd(bytes: Uint8Array, { start, end }: Range, argumentsOfCall: readonly number[]): number {
  const at = end - argumentsOfCall.length - 3;
  const isKnown =
    at >= start &&
    argumentsOfCall.every((byte, offset) => bytes[at + offset] === byte) &&
    bytes[end - 3] === CALL &&
    bytes[end - 1] === END;
  const callee = bytes[end - 2] ?? 0x80;
  if (!isKnown || callee >= 0x80) throw unknown();
  return callee;
}

/** A body without local variables, of the same length. */
function replaceBody(bytes: Uint8Array, { start, end }: Range, instructions: readonly number[]): void {
  if (1 + instructions.length + 1 > end - start) throw unknown();
  bytes.fill(NOP, start, end);
  bytes[start] = 0;
  bytes.set(instructions, start + 1);
  bytes[end - 1] = END;
}
