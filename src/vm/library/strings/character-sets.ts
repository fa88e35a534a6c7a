/** Sets of characters in patterns. */

/** Words of 32 bits for the 256 characters. */
const WORDS = 8;

/** An immutable set of characters: bits for what is decided about a pattern, and two forms for what searches with it. */
export class CharacterSet {
  private readonly words: readonly number[];
  private table: Uint8Array | undefined;
  private written: string | undefined;

  /** @param words a bit for each character, the lowest one of the first word for character 0 */
  constructor(words: readonly number[]) {
    this.words = words;
  }

  has(char: number): boolean {
    return (((this.words[char >> 5] as number) >>> (char & 31)) & 1) === 1;
  }

  /** By character code: 1 for the members, 0 for the others. */
  get members(): Uint8Array {
    return (this.table ??= membersOf(this.words));
  }

  /** The set as a regular expression writes it. */
  get source(): string {
    return (this.written ??= sourceOf(this));
  }

  complement(): CharacterSet {
    return new CharacterSet(this.words.map((word) => ~word));
  }

  isApartFrom(other: CharacterSet): boolean {
    for (let at = 0; at < WORDS; at++)
      if (((this.words[at] as number) & (other.words[at] as number)) !== 0) return false;
    return true;
  }

  with(other: CharacterSet): CharacterSet {
    if (this === other) return this;
    return new CharacterSet(this.words.map((word, at) => word | (other.words[at] as number)));
  }
}

const ALL = -1;

export const EVERY = new CharacterSet([ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL]);
export const NO_CHARACTER = new CharacterSet([0, 0, 0, 0, 0, 0, 0, 0]);

/** Whether `%` and this character stand for a class. */
export function isClass(char: number): boolean {
  return isLetter(char) && CLASSES[char | 32] !== undefined;
}

/** The class `%char`, or the character itself where it names none. */
export function classOf(char: number): CharacterSet {
  const words = [0, 0, 0, 0, 0, 0, 0, 0];
  addClass(words, char);
  return new CharacterSet(words);
}

/** The set of one character. */
export function singletonOf(char: number): CharacterSet {
  const words = [0, 0, 0, 0, 0, 0, 0, 0];
  addRange(words, char, char);
  return new CharacterSet(words);
}

/** The set written between `from`, behind its bracket, and `end`, where its closing bracket is. */
export function setOf(text: string, from: number, end: number): CharacterSet {
  const words = [0, 0, 0, 0, 0, 0, 0, 0];
  const isNegated = text.charCodeAt(from) === 94; /* ^ */
  for (let at = isNegated ? from + 1 : from; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === 37 /* % */) {
      addClass(words, text.charCodeAt(++at));
    } else if (at + 2 < end && text.charCodeAt(at + 1) === 45 /* - */) {
      at += 2;
      addRange(words, char, text.charCodeAt(at));
    } else {
      addRange(words, char, char);
    }
  }
  const set = new CharacterSet(words);
  return isNegated ? set.complement() : set;
}

function isLetter(char: number): boolean {
  const letter = char | 32;
  return char < 128 && letter >= 97 && letter <= 122;
}

function addClass(words: number[], char: number): void {
  const ranges = isLetter(char) ? CLASSES[char | 32] : undefined;
  if (ranges === undefined) {
    addRange(words, char, char);
    return;
  }
  const isSmall = (char & 32) !== 0;
  const members = isSmall ? words : [0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < ranges.length; at += 2) addRange(members, ranges[at] as number, ranges[at + 1] as number);
  if (!isSmall) for (let at = 0; at < WORDS; at++) words[at] = (words[at] as number) | ~(members[at] as number);
}

function addRange(words: number[], first: number, last: number): void {
  for (let at = first >> 5; at <= last >> 5; at++) {
    const fromFirst = at === first >> 5 ? ALL << (first & 31) : ALL;
    const toLast = at === last >> 5 ? ALL >>> (31 - (last & 31)) : ALL;
    words[at] = (words[at] as number) | (fromFirst & toLast);
  }
}

/** The character classes by their small letter: ranges of characters, first and last. ASCII only, as in LuaJIT. */
const CLASSES: Readonly<Record<number, readonly number[]>> = {
  /* a */ 97: [65, 90, 97, 122],
  /* c */ 99: [0, 31, 127, 127],
  /* d */ 100: [48, 57],
  /* g */ 103: [33, 126],
  /* l */ 108: [97, 122],
  /* p */ 112: [33, 47, 58, 64, 91, 96, 123, 126],
  /* s */ 115: [9, 13, 32, 32],
  /* u */ 117: [65, 90],
  /* w */ 119: [48, 57, 65, 90, 97, 122],
  /* x */ 120: [48, 57, 65, 70, 97, 102],
  /* z */ 122: [0, 0],
};

function membersOf(words: readonly number[]): Uint8Array {
  const members = new Uint8Array(256);
  for (let at = 0; at < WORDS; at++) {
    const word = words[at] as number;
    if (word === ALL) members.fill(1, at * 32, at * 32 + 32);
    else if (word !== 0) for (let bit = 0; bit < 32; bit++) members[at * 32 + bit] = (word >>> bit) & 1;
  }
  return members;
}

function sourceOf(set: CharacterSet): string {
  if (set === EVERY) return "[^]";
  let source = "";
  for (let char = 0; char < 256; char++) {
    if (!set.has(char)) continue;
    const first = char;
    while (char < 255 && set.has(char + 1)) char++;
    source += escaped(first);
    if (char > first) source += `-${escaped(char)}`;
  }
  return `[${source}]`;
}

/** A character as a regular expression has it, inside brackets and outside. */
export function escaped(char: number): string {
  return `\\x${char < 16 ? "0" : ""}${char.toString(16)}`;
}
