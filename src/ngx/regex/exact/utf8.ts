/** UTF-8 in byte strings, as PCRE2's 8-bit library sees it. */

/** What is wrong with the UTF-8 at an offset: a code of PCRE2, from -3 to -23. */
export interface InvalidUtf8 {
  readonly code: number;
  readonly offset: number;
}

/** A byte string as UTF-16, and where its units are among the bytes. */
export interface Decoded {
  readonly units: string;
  /** The offset of each unit, and of the end; undefined where every byte is a unit. */
  readonly offsets: Int32Array | undefined;
}

const NON_ASCII = /[\x80-\xff]/;

export function isAscii(text: string): boolean {
  return !NON_ASCII.test(text);
}

/** The first thing wrong from `from` on. PCRE2 looks at one after the other; the order decides which is told. */
export function findInvalid(text: string, from: number): InvalidUtf8 | undefined {
  for (let at = from; at < text.length; ) {
    const lead = text.charCodeAt(at);
    if (lead < 0x80) {
      at++;
      continue;
    }
    const code = codeAt(text, at, lead);
    if (code !== 0) return { code, offset: at };
    at += lengthOf(lead);
  }
  return undefined;
}

/** The bytes that a character with this first byte has; PCRE2 knows the old forms of five and six, to refuse them. */
function lengthOf(lead: number): number {
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  if (lead < 0xf8) return 4;
  return lead < 0xfc ? 5 : 6;
}

function codeAt(text: string, at: number, lead: number): number {
  if (lead < 0xc0) return -22;
  if (lead >= 0xfe) return -23;
  const more = lengthOf(lead) - 1;
  const missing = more - (text.length - at - 1);
  if (missing > 0) return -2 - missing;
  const second = text.charCodeAt(at + 1);
  if ((second & 0xc0) !== 0x80) return -8;
  if (more === 1) return (lead & 0x3e) === 0 ? -17 : 0;
  if (!isContinued(text, at + 2)) return -9;
  if (more === 2) {
    if (lead === 0xe0 && second < 0xa0) return -18;
    return lead === 0xed && second >= 0xa0 ? -16 : 0;
  }
  if (!isContinued(text, at + 3)) return -10;
  if (more === 3) {
    if (lead === 0xf0 && second < 0x90) return -19;
    return lead > 0xf4 || (lead === 0xf4 && second > 0x8f) ? -15 : 0;
  }
  if (!isContinued(text, at + 4)) return -11;
  if (more === 4) return lead === 0xf8 && second < 0x88 ? -20 : -13;
  if (!isContinued(text, at + 5)) return -12;
  return lead === 0xfc && second < 0x84 ? -21 : -14;
}

function isContinued(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xc0) === 0x80;
}

/** Whether a character cannot begin at `at`. */
export function isInside(text: string, at: number): boolean {
  return at < text.length && isContinued(text, at);
}

/** The offset `count` characters before `at`, but not before the beginning. */
export function backBy(text: string, at: number, count: number): number {
  let offset = at;
  for (let left = count; left > 0 && offset > 0; left--) {
    offset--;
    while (offset > 0 && isContinued(text, offset)) offset--;
  }
  return offset;
}

/** Bytes that are no UTF-8 become U+FFFD, each for itself. */
export function decode(text: string): Decoded {
  if (isAscii(text)) return { units: text, offsets: undefined };
  const offsets = new Int32Array(text.length + 1);
  let units = "";
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const lead = text.charCodeAt(at);
    offsets[count] = at;
    if (lead < 0x80) {
      units += text[at];
      count++;
      at++;
      continue;
    }
    const isValid = codeAt(text, at, lead) === 0;
    const length = isValid ? lengthOf(lead) : 1;
    const char = isValid ? String.fromCodePoint(codePoint(text, at, length)) : "\ufffd";
    units += char;
    if (char.length === 2) offsets[count + 1] = at;
    count += char.length;
    at += length;
  }
  offsets[count] = text.length;
  return { units, offsets: offsets.subarray(0, count + 1) };
}

function codePoint(text: string, at: number, length: number): number {
  let code = text.charCodeAt(at) & (0xff >> (length + 1));
  for (let next = at + 1; next < at + length; next++) code = (code << 6) | (text.charCodeAt(next) & 0x3f);
  return code;
}

/** The offset in bytes of a unit. */
export function byteOffset({ offsets }: Decoded, unit: number): number {
  return offsets === undefined ? unit : (offsets[unit] ?? unit);
}

/** The unit that begins at an offset in bytes. */
export function unitAt({ offsets }: Decoded, offset: number): number {
  if (offsets === undefined) return offset;
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
