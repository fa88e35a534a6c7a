/** Random patterns with subjects that they may match, for comparing one matcher with another. The same seed, the same cases. */

export interface RandomPattern {
  readonly pattern: string;
  /** Letters of ngx.re. */
  readonly options: string;
}

export interface RandomSubject {
  readonly subject: string;
  readonly from: number;
}

const ITEMS: readonly string[] = [
  ...[
    "a",
    "b",
    "c",
    "ab",
    "abc",
    "A",
    "B",
    "x",
    "0",
    "1",
    "-",
    "_",
    " ",
    ",",
    "=",
    "\n",
    "\xe9",
    "\xc9",
    "\xa0",
    "\x85",
  ],
  ...["\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\h", "\\H", "\\v", "\\V", "\\N", "\\R", ".", "\\n", "\\t", "\\r"],
  ...[
    "[ab]",
    "[^a]",
    "[a-c]",
    "[^a-c\\n]",
    "[\\d_]",
    "[^\\s,]",
    "[]a]",
    "[^]a]",
    "[a-]",
    "[-a]",
    "[\\]a]",
    "[\\w-]",
    "[a\\-c]",
  ],
  ...[
    "[[:alpha:]]",
    "[[:^digit:]]",
    "[[:punct:]]",
    "[[:upper:]_]",
    "[[:^lower:]]",
    "[[:space:]]",
    "[\\x00-\\x7f]",
    "[\xc0-\xff]",
  ],
  ...["\\x61", "\\x{62}", "\\x", "\\101", "\\0", "\\o{141}", "\\cJ", "\\e", "\\.", "\\-", "\\_", "\\xe9"],
  ...["\\Qa.b\\E", "\\Q-\\E", "\\E", "(?#c)", "(?i)", "(?-i)", "(?s)", "(?m)", "(?x)", "(?^)", "(?n)", "#"],
  ...["^", "$", "\\b", "\\B", "\\A", "\\z", "\\Z", "\\G", "\\K"],
  ...["\\1", "\\2", "\\g1", "\\g{-1}", "\\k<n>", "(?P=n)", "\\11", "]", "}", "{", "{,2}"],
];

const OPENINGS: readonly string[] = [
  ...[
    "(",
    "(",
    "(",
    "(?:",
    "(?:",
    "(?>",
    "(?=",
    "(?!",
    "(?<=",
    "(?<!",
    "(?<n>",
    "(?P<m>",
    "(?'q'",
    "(?i:",
    "(?s-i:",
    "(?^:",
  ],
];

const QUANTIFIERS: readonly string[] = [
  ...["*", "+", "?", "*", "+", "?", "{2}", "{1,}", "{0,2}", "{1,3}", "{0}", "{3,}", "{2,12}"],
  ...["*?", "+?", "??", "{1,3}?", "*+", "++", "?+", "{1,2}+"],
];

/** What is left to PCRE2, and what it refuses. */
const WILD_ITEMS: readonly string[] = [
  ...["(?R)", "(?1)", "(?2)", "(?&n)", "(?P>n)", "(?|(a)|(b))", "(?(1)a|b)", "(?(<n>)a)", "(?(?=a)b|c)", "(?(R)a|b)"],
  ...["(*FAIL)", "(*ACCEPT)", "(*COMMIT)", "(*PRUNE)", "(*SKIP)", "(*THEN)", "(*pla:a)", "(*atomic:a)", "(?C1)"],
  ...["\\X", "\\C", "\\p{L}", "\\p{Lu}", "\\P{L}", "\\pN", "\\N{U+41}", "(?U)", "(?xx)", "(?J)", "[[:<:]]"],
  ...["(", ")", "[a", "[z-a]", "[a-\\d]", "[\\d-z]", "[[:foo:]]", "[[.a.]]", "(?z)", "(?<1>a)", "(?<n", "(?#", "(?(1)"],
  ...[
    "\\y",
    "\\8",
    "\\400",
    "\\x{100}",
    "[\\x{1ff}]",
    "\\o{400}",
    "\\x{110000}",
    "\\x{d800}",
    "\\c",
    "\\g{9}",
    "\\k<zz>",
    "\\l",
  ],
  ...[
    "*",
    "+",
    "{2,1}",
    "{65536}",
    "(?=\\K)",
    "(?<=a+)",
    "(?<=\\R)",
    "(?<=(a|bc))",
    "\xff",
    "\xc3\xa9",
    "\xc3",
    "\xe2\x82\xac",
  ],
];

const SUBJECT_CHARACTERS: readonly string[] = [
  ...[
    "a",
    "a",
    "a",
    "b",
    "b",
    "c",
    "A",
    "B",
    "x",
    "0",
    "1",
    "-",
    "_",
    " ",
    ",",
    "=",
    "\n",
    "\r",
    "\r\n",
    "\t",
    ".",
    "é",
  ],
  ...["\xe9", "\xc9", "\xa0", "\x85", "\xff", "\0", "]", "ab", "abc", "aa"],
];

const OPTIONS: readonly string[] = ["", "", "", "", "i", "i", "m", "s", "x", "im", "ms", "a", "ia", "isx", "D"];

export class RandomPatterns {
  private state: number;
  private readonly items: readonly string[];

  /** @param isWild also what is rare, or wrong */
  constructor(seed: number, isWild = false) {
    this.state = seed | 0;
    this.items = isWild ? [...ITEMS, ...WILD_ITEMS] : ITEMS;
  }

  pattern(): RandomPattern {
    return { pattern: this.choice(3), options: this.one(OPTIONS) };
  }

  subject(): RandomSubject {
    let subject = "";
    for (let left = this.below(12); left > 0; left--) subject += this.one(SUBJECT_CHARACTERS);
    return { subject, from: this.below(4) === 0 ? this.below(subject.length + 1) : 0 };
  }

  /** A whole number from 0 on. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  private one(texts: readonly string[]): string {
    return texts[this.below(texts.length)] as string;
  }

  private choice(depth: number): string {
    let text = this.sequence(depth);
    while (this.below(5) === 0) text += `|${this.below(6) === 0 ? "" : this.sequence(depth)}`;
    return text;
  }

  private sequence(depth: number): string {
    let text = "";
    for (let left = 1 + this.below(4); left > 0; left--) {
      text +=
        depth > 0 && this.below(3) === 0 ? `${this.one(OPENINGS)}${this.choice(depth - 1)})` : this.one(this.items);
      if (this.below(3) === 0) text += this.one(QUANTIFIERS);
    }
    return text;
  }
}
