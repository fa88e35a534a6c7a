/** Sets of bytes in patterns, a bit for each. What PCRE's tables for the C locale have: letters are ASCII. */

export type ByteSet = Int32Array;

export function emptySet(): ByteSet {
  return new Int32Array(8);
}

export function has(set: ByteSet, byte: number): boolean {
  return ((set[byte >> 5] as number) & (1 << (byte & 31))) !== 0;
}

export function add(set: ByteSet, byte: number): void {
  (set[byte >> 5] as number) |= 1 << (byte & 31);
}

/** @param ranges first and last characters, in pairs: "azAZ" */
export function setOf(ranges: string): ByteSet {
  const set = emptySet();
  for (let at = 0; at < ranges.length; at += 2) addRange(set, ranges.charCodeAt(at), ranges.charCodeAt(at + 1));
  return set;
}

export function addRange(set: ByteSet, first: number, last: number): void {
  for (let byte = first; byte <= last; byte++) add(set, byte);
}

export function addAll(set: ByteSet, more: ByteSet): void {
  for (let word = 0; word < 8; word++) (set[word] as number) |= more[word] as number;
}

export function union(one: ByteSet, other: ByteSet): ByteSet {
  const both = one.slice();
  addAll(both, other);
  return both;
}

export function complement(set: ByteSet): ByteSet {
  return set.map((word) => ~word);
}

export function overlap(one: ByteSet, other: ByteSet): boolean {
  for (let word = 0; word < 8; word++) if (((one[word] as number) & (other[word] as number)) !== 0) return true;
  return false;
}

export function isSameSet(one: ByteSet, other: ByteSet): boolean {
  for (let word = 0; word < 8; word++) if (one[word] !== other[word]) return false;
  return true;
}

/** The one member of a set, or -1. */
export function onlyMember(set: ByteSet): number {
  let only = -1;
  for (let word = 0; word < 8; word++) {
    const bits = set[word] as number;
    if (bits === 0) continue;
    if (only >= 0 || (bits & (bits - 1)) !== 0) return -1;
    only = word * 32 + 31 - Math.clz32(bits);
  }
  return only;
}

/** Adds the other case of each letter. */
export function addOtherCases(set: ByteSet): void {
  for (let upper = 65; upper <= 90; upper++) {
    const lower = upper + 32;
    if (!has(set, upper) && !has(set, lower)) continue;
    add(set, upper);
    add(set, lower);
  }
}

export const ALL = complement(emptySet());
export const DIGITS = setOf("09");
export const WORD = setOf("azAZ09__");
export const NEWLINE = setOf("\n\n");
const SPACE = setOf("\t\r  ");
const HORIZONTAL = setOf("\t\t  \xa0\xa0");
export const VERTICAL = setOf("\n\r\x85\x85");

/** What `\d`, `\W`, … stand for, by their letters. `\N` is all but a newline. */
export const ESCAPED_SETS: ReadonlyMap<string, ByteSet> = new Map([
  ["d", DIGITS],
  ["D", complement(DIGITS)],
  ["w", WORD],
  ["W", complement(WORD)],
  ["s", SPACE],
  ["S", complement(SPACE)],
  ["h", HORIZONTAL],
  ["H", complement(HORIZONTAL)],
  ["v", VERTICAL],
  ["V", complement(VERTICAL)],
]);

/** What `[:alpha:]`, … stand for, by their names. */
export const POSIX_SETS: ReadonlyMap<string, ByteSet> = new Map([
  ["alpha", setOf("azAZ")],
  ["lower", setOf("az")],
  ["upper", setOf("AZ")],
  ["alnum", setOf("azAZ09")],
  ["ascii", setOf("\0\x7f")],
  ["blank", setOf("\t\t  ")],
  ["cntrl", setOf("\0\x1f\x7f\x7f")],
  ["digit", DIGITS],
  ["graph", setOf("!~")],
  ["print", setOf(" ~")],
  ["punct", setOf("!/:@[`{~")],
  ["space", SPACE],
  ["word", WORD],
  ["xdigit", setOf("09afAF")],
]);
