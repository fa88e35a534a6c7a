/** What a pattern is compiled and matched with: the letters of `ngx.re`'s options. */
export interface RegexOptions {
  /** i */
  readonly caseless: boolean;
  /** m */
  readonly multiline: boolean;
  /** s */
  readonly dotall: boolean;
  /** x */
  readonly extended: boolean;
  /** a: a match must begin where the search does. */
  readonly anchored: boolean;
  /** D */
  readonly dupnames: boolean;
  /** u: pattern and subject are UTF-8. */
  readonly utf: boolean;
  /** U: as u, and nobody checks whether they are. */
  readonly unchecked: boolean;
  /** d: the longest match counts, and nothing is captured. */
  readonly dfa: boolean;
  /** J: three things are as in JavaScript. */
  readonly javascript: boolean;
  /** o: the script expects the pattern to be kept. */
  readonly once: boolean;
}

const LETTERS = {
  i: "caseless",
  m: "multiline",
  s: "dotall",
  x: "extended",
  a: "anchored",
  D: "dupnames",
  u: "utf",
  U: "unchecked",
  d: "dfa",
  J: "javascript",
  o: "once",
  j: undefined,
} as const satisfies Record<string, keyof RegexOptions | undefined>;

const NONE: RegexOptions = {
  caseless: false,
  multiline: false,
  dotall: false,
  extended: false,
  anchored: false,
  dupnames: false,
  utf: false,
  unchecked: false,
  dfa: false,
  javascript: false,
  once: false,
};

/** The options that `letters` ask for, or the first letter that is none. */
export function readOptions(letters: string): RegexOptions | string {
  const options: { -readonly [K in keyof RegexOptions]: boolean } = { ...NONE };
  for (const letter of letters) {
    if (!(letter in LETTERS)) return letter;
    const name = LETTERS[letter as keyof typeof LETTERS];
    if (name !== undefined) options[name] = true;
    if (name === "unchecked") options.utf = true;
  }
  return options;
}
