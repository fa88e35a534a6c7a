/** Sets of characters in patterns: 256 entries by character code, 1 for the members. */

export const EVERY = new Uint8Array(256).fill(1);

/** Whether `%` and this character stand for a class. */
export function isClass(char: number): boolean {
  return CLASS_LETTER.test(String.fromCharCode(char));
}

/** Adds the class `%char`, or the character itself where it names none. */
export function addClass(set: Uint8Array, char: number): Uint8Array {
  if (!isClass(char)) {
    set[char] = 1;
    return set;
  }
  const letter = String.fromCharCode(char);
  const lower = letter.toLowerCase();
  const ranges = CLASSES[lower] ?? "";
  const members = new Uint8Array(256);
  for (let i = 0; i < ranges.length; i += 2) members.fill(1, ranges.charCodeAt(i), ranges.charCodeAt(i + 1) + 1);
  const wanted = letter === lower ? 1 : 0;
  for (let code = 0; code < 256; code++) if (members[code] === wanted) set[code] = 1;
  return set;
}

/** The set written between `from`, behind its bracket, and `end`, where its closing bracket is. */
export function setOf(text: string, from: number, end: number): Uint8Array {
  const set = new Uint8Array(256);
  const negated = text[from] === "^";
  for (let at = negated ? from + 1 : from; at < end; at++) {
    if (text[at] === "%") {
      addClass(set, text.charCodeAt(++at));
    } else if (text[at + 1] === "-" && at + 2 < end) {
      const last = text.charCodeAt(at + 2);
      for (let char = text.charCodeAt(at); char <= last; char++) set[char] = 1;
      at += 2;
    } else {
      set[text.charCodeAt(at)] = 1;
    }
  }
  if (negated) for (let char = 0; char < 256; char++) set[char] = 1 - (set[char] ?? 0);
  return set;
}

/** The character classes: ranges of characters, first and last. ASCII only, as in LuaJIT. */
const CLASSES: Readonly<Record<string, string>> = {
  a: "AZaz",
  c: "\x00\x1f\x7f\x7f",
  d: "09",
  g: "!~",
  l: "az",
  p: "!/:@[`{~",
  s: "\t\r  ",
  u: "AZ",
  w: "09AZaz",
  x: "09AFaf",
  z: "\0\0",
};

const CLASS_LETTER = /[acdglpsuwxz]/i;
