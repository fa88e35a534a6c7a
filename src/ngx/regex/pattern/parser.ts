/**
 * Reads PCRE's patterns, of those that mean the same everywhere the larger part. What is rare, or has more to it than the
 * tree can say, or is no valid pattern at all, is answered with undefined: then PCRE itself has the word.
 */
import {
  ALL,
  add,
  addOtherCases,
  type ByteSet,
  complement,
  ESCAPED_SETS,
  emptySet,
  NEWLINE,
  VERTICAL,
} from "./byte-sets.ts";
import { readClass } from "./class-parser.ts";
import { readCharacter } from "./escapes.ts";
import { type Assertion, NOTHING, type Node, type Pattern } from "./nodes.ts";
import { Unclear, unclear } from "./unclear.ts";

export interface ParseOptions {
  readonly caseless: boolean;
  readonly multiline: boolean;
  readonly dotall: boolean;
  readonly extended: boolean;
  readonly dupnames: boolean;
}

/** @param source bytes, as characters 0-255 */
export function parsePattern(source: string, options: ParseOptions): Pattern | undefined {
  try {
    return new Parser(source, options).parse();
  } catch (thrown) {
    if (thrown instanceof Unclear) return undefined;
    throw thrown;
  }
}

/** PCRE's own limit is 250. */
const DEEPEST = 200;
const LARGEST_COUNT = 65_535;

/** Escapes that match without a character, by their letters. */
const ESCAPED_ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ["A", "start"],
  ["z", "end"],
  ["Z", "end but for a newline"],
  ["b", "word boundary"],
  ["B", "no word boundary"],
  ["G", "search start"],
]);

/** What may not be repeated, or has a meaning of its own then. */
const IS_NO_ITEM: ReadonlySet<Node["kind"]> = new Set(["assertion", "look", "keep out"]);

/** Options that can change inside a pattern. */
interface Mode {
  caseless: boolean;
  multiline: boolean;
  dotall: boolean;
  extended: boolean;
  noCapture: boolean;
}

class Parser {
  private readonly source: string;
  private readonly dupnames: boolean;
  private mode: Mode;
  private at = 0;
  private depth = 0;
  private groups = 0;
  private readonly names: [name: string, group: number][] = [];
  /** Groups that references ask for: all must be there in the end. */
  private readonly referenced: number[] = [];
  /** The letters of escapes outside of classes that stand for more than one character, `.` among them. */
  private readonly sets = new Set<string>();

  constructor(source: string, options: ParseOptions) {
    const { caseless, multiline, dotall, extended, dupnames } = options;
    this.source = source;
    this.mode = { caseless, multiline, dotall, extended, noCapture: false };
    this.dupnames = dupnames;
  }

  parse(): Pattern {
    const root = this.readChoice();
    if (this.at < this.source.length) unclear();
    if (this.referenced.some((group) => group > this.groups)) unclear();
    if (areMistaken(this.sets)) unclear();
    const names = this.names.sort(([one, first], [other, second]) =>
      one < other ? -1 : one > other ? 1 : first - second,
    );
    return { root, groups: this.groups, names };
  }

  /** Up to the end or a closing bracket. */
  private readChoice(): Node {
    if (++this.depth > DEEPEST) unclear();
    const options = [this.readSequence()];
    while (this.source[this.at] === "|") {
      this.at++;
      options.push(this.readSequence());
    }
    this.depth--;
    const [first = NOTHING] = options;
    return options.length === 1 ? first : { kind: "choice", options };
  }

  private readSequence(): Node {
    const { source } = this;
    const items: Node[] = [];
    /** Whether the last item may be repeated. */
    let isItem = false;
    for (;;) {
      this.skipComments();
      const char = source[this.at];
      if (char === undefined || char === "|" || char === ")") break;
      if (this.isQuantifier()) {
        const item = items.pop();
        if (!isItem || item === undefined) return unclear();
        items.push(this.readQuantifier(item));
        isItem = false;
        continue;
      }
      if (source.startsWith("\\Q", this.at)) {
        this.readQuoted(items);
        isItem = items.length > 0;
        continue;
      }
      const item = this.readItem();
      isItem = item !== undefined && !IS_NO_ITEM.has(item.kind);
      if (item !== undefined) items.push(item);
    }
    const [first = NOTHING] = items;
    return items.length === 1 ? first : { kind: "sequence", items };
  }

  /** What stands for nothing: comments, `\E` without a `\Q`, and with the option x white space. */
  private skipComments(): void {
    const { source } = this;
    for (;;) {
      const char = source[this.at];
      if (source.startsWith("(?#", this.at)) {
        const end = source.indexOf(")", this.at);
        if (end < 0) unclear();
        this.at = end + 1;
      } else if (source.startsWith("\\E", this.at)) {
        this.at += 2;
      } else if (this.mode.extended && char !== undefined && /[\t-\r \x85]/.test(char)) {
        this.at++;
      } else if (this.mode.extended && char === "#") {
        const end = source.indexOf("\n", this.at);
        this.at = end < 0 ? source.length : end + 1;
      } else {
        return;
      }
    }
  }

  /** Up to `\E`, or the end. */
  private readQuoted(items: Node[]): void {
    const from = this.at + 2;
    const end = this.source.indexOf("\\E", from);
    const text = this.source.slice(from, end < 0 ? undefined : end);
    if (text === "") unclear();
    for (let at = 0; at < text.length; at++) items.push(this.character(text.charCodeAt(at)));
    this.at = end < 0 ? this.source.length : end + 2;
  }

  private isQuantifier(): boolean {
    const char = this.source[this.at];
    return char === "*" || char === "+" || char === "?" || (char === "{" && this.counts() !== undefined);
  }

  /** The `{2,3}` that stands here, if one does: other braces stand for themselves. */
  private counts(): { least: number; most: number; length: number } | undefined {
    COUNTS.lastIndex = this.at;
    const found = COUNTS.exec(this.source);
    if (found === null) return undefined;
    const [text, least = "", comma, most = ""] = found;
    if (least.length > 5 || most.length > 5) unclear();
    return {
      least: Number(least),
      most: comma === undefined ? Number(least) : most === "" ? Number.POSITIVE_INFINITY : Number(most),
      length: text.length,
    };
  }

  private readQuantifier(body: Node): Node {
    const { source } = this;
    let least = source[this.at] === "+" ? 1 : 0;
    let most = source[this.at] === "?" ? 1 : Number.POSITIVE_INFINITY;
    const counts = source[this.at] === "{" ? this.counts() : undefined;
    if (counts !== undefined) ({ least, most } = counts);
    if (least > LARGEST_COUNT || (most > LARGEST_COUNT && most < Number.POSITIVE_INFINITY) || least > most) unclear();
    this.at += counts?.length ?? 1;
    const suffix = source[this.at];
    if (suffix === "?" || suffix === "+") this.at++;
    const how = suffix === "?" ? "lazy" : suffix === "+" ? "possessive" : "greedy";
    return { kind: "repeat", body, least, most, how };
  }

  private readItem(): Node | undefined {
    const char = this.source[this.at] as string;
    switch (char) {
      case "\\":
        return this.readEscape();
      case "[": {
        if (/[:.=]/.test(this.source[this.at + 1] ?? "")) return unclear();
        const { set, end } = readClass(this.source, this.at, this.mode.caseless);
        this.at = end;
        return { kind: "set", set };
      }
      case "(":
        return this.readGroup();
      case ".":
        this.at++;
        this.sets.add(".");
        return { kind: "set", set: this.mode.dotall ? ALL : complement(NEWLINE) };
      case "^":
        this.at++;
        return { kind: "assertion", what: this.mode.multiline ? "line start" : "start" };
      case "$":
        this.at++;
        return { kind: "assertion", what: this.mode.multiline ? "line end" : "end but for a newline" };
      default:
        this.at++;
        return this.character(char.charCodeAt(0));
    }
  }

  private character(code: number): Node {
    const set = emptySet();
    add(set, code);
    if (this.mode.caseless) addOtherCases(set);
    return { kind: "set", set };
  }

  private readEscape(): Node {
    const { source, at } = this;
    const letter = source[at + 1];
    if (letter === undefined) return unclear();
    const set = ESCAPED_SETS.get(letter);
    if (set !== undefined) {
      this.sets.add(letter);
      return this.plain(set);
    }
    const what = ESCAPED_ASSERTIONS.get(letter);
    if (what !== undefined) {
      this.at += 2;
      return { kind: "assertion", what };
    }
    switch (letter) {
      case "N":
        this.sets.add(".");
        return source[at + 2] === "{" ? unclear() : this.plain(complement(NEWLINE));
      case "C":
        return this.plain(ALL);
      case "K":
        this.at += 2;
        return { kind: "keep out" };
      case "R":
        this.at += 2;
        this.sets.add("R");
        return NEWLINE_SEQUENCE;
      case "k":
      case "g":
        return this.readNamedReference();
    }
    REFERENCE.lastIndex = at;
    const [digits] = REFERENCE.exec(source) ?? [];
    if (digits !== undefined) {
      const group = Number(digits.slice(1));
      if (group < 10 || group <= this.groups) {
        this.at += digits.length;
        return this.reference(group);
      }
    }
    const { code, end } = readCharacter(source, at);
    this.at = end;
    return this.character(code);
  }

  /** An escape of two characters. */
  private plain(set: ByteSet): Node {
    this.at += 2;
    return { kind: "set", set };
  }

  private reference(group: number): Node {
    if (group < 1 || this.mode.caseless) unclear();
    this.referenced.push(group);
    return { kind: "reference", group };
  }

  /** `\g1 \g{1} \g{-1} \k<name> \k'name' \k{name}`; what calls a group is left to PCRE. */
  private readNamedReference(): Node {
    NAMED_REFERENCE.lastIndex = this.at;
    const found = NAMED_REFERENCE.exec(this.source);
    if (found === null) return unclear();
    const [text, bare, number, ...names] = found;
    this.at += text.length;
    const digits = bare ?? number;
    if (digits === undefined) return this.referenceByName(names.find((name) => name !== undefined) ?? "");
    const count = Number(digits);
    if (digits.length > 4 || digits.startsWith("+") || count === 0) return unclear();
    return this.reference(digits.startsWith("-") ? this.groups + 1 + count : count);
  }

  private referenceByName(name: string): Node {
    const groups = this.names.filter(([known]) => known === name);
    const [only] = groups;
    return only === undefined || groups.length > 1 ? unclear() : this.reference(only[1]);
  }

  private readGroup(): Node | undefined {
    const { source } = this;
    if (source[this.at + 1] === "*") unclear();
    if (source[this.at + 1] !== "?") {
      this.at++;
      return this.mode.noCapture ? this.readBody(plainGroup) : this.readCapture();
    }
    for (const [start, make] of PLAIN_GROUPS) {
      if (!source.startsWith(start, this.at)) continue;
      this.at += start.length;
      return this.readBody(make);
    }
    NAMED_GROUP.lastIndex = this.at;
    const named = NAMED_GROUP.exec(source);
    if (named !== null) {
      const name = named[1] ?? named[2] ?? named[3] ?? "";
      if (name.length > 32) unclear();
      if (!this.dupnames && this.names.some(([known]) => known === name)) unclear();
      this.at += named[0].length;
      this.names.push([name, this.groups + 1]);
      return this.readCapture();
    }
    NAME_REFERENCE.lastIndex = this.at;
    const reference = NAME_REFERENCE.exec(source);
    if (reference !== null) {
      this.at += reference[0].length;
      return this.referenceByName(reference[1] ?? "");
    }
    return this.readOptions();
  }

  private readCapture(): Node {
    const group = ++this.groups;
    return this.readBody((body) => ({ kind: "capture", group, body }));
  }

  /** Up to behind the closing bracket. Options that are set inside end there. */
  private readBody(make: (body: Node) => Node): Node {
    const outer = this.mode;
    this.mode = { ...outer };
    const body = this.readChoice();
    if (this.source[this.at] !== ")") unclear();
    this.at++;
    this.mode = outer;
    return make(body);
  }

  /** `(?i-s)`, which holds up to the end of the group around it, or `(?i-s:…)`. */
  private readOptions(): Node | undefined {
    OPTIONS.lastIndex = this.at;
    const found = OPTIONS.exec(this.source);
    if (found === null || found[0].includes("xx") || /\^.*-/.test(found[0])) return unclear();
    const [text, caret, on = "", off = "", end] = found;
    const outer = this.mode;
    const mode = { ...outer };
    if (caret !== undefined) Object.assign(mode, CARET);
    for (const letter of on) mode[MODES[letter as keyof typeof MODES]] = true;
    for (const letter of off) mode[MODES[letter as keyof typeof MODES]] = false;
    this.at += text.length;
    this.mode = mode;
    if (end === ")") return undefined;
    const node = this.readBody(plainGroup);
    this.mode = outer;
    return node;
  }
}

/**
 * PCRE2 repeats some sets possessively, because it takes it that what comes next cannot begin with one of their characters,
 * where it can: `\S` has the bytes 85 and A0, as `\v` and `\h` have, and `.` the carriage return with which a `\R` begins.
 * (`.?\R` does not match "\r".) That is left to itself.
 */
function areMistaken(sets: ReadonlySet<string>): boolean {
  if (sets.has("S") && (sets.has("h") || sets.has("v") || sets.has("R"))) return true;
  return sets.has("R") && (sets.has(".") || sets.has("s"));
}

const COUNTS = /\{(\d+)(,(\d*))?\}/y;
const REFERENCE = /\\[1-9]\d{0,3}(?!\d)/y;
const NAME = "[A-Za-z_]\\w*";
const NAMED_REFERENCE = new RegExp(
  `\\\\(?:g([+-]?\\d+)|g\\{([+-]?\\d+)\\}|g\\{(${NAME})\\}|k\\{(${NAME})\\}|k<(${NAME})>|k'(${NAME})')`,
  "y",
);
const NAMED_GROUP = new RegExp(`\\(\\?(?:P?<(${NAME})>|'(${NAME})')`, "y");
const NAME_REFERENCE = new RegExp(`\\(\\?P=(${NAME})\\)`, "y");
const OPTIONS = /\(\?(\^)?([imsnx]*)(?:-([imsnx]*))?([:)])/y;
const MODES = { i: "caseless", m: "multiline", s: "dotall", x: "extended", n: "noCapture" } as const;
const CARET = { caseless: false, multiline: false, dotall: false, extended: false, noCapture: false };

const PLAIN_GROUPS: readonly (readonly [start: string, make: (body: Node) => Node])[] = [
  ["(?:", plainGroup],
  ["(?>", (body) => ({ kind: "atomic", body })],
  ["(?=", (body) => ({ kind: "look", isAhead: true, isNegative: false, body })],
  ["(?!", (body) => ({ kind: "look", isAhead: true, isNegative: true, body })],
  ["(?<=", (body) => ({ kind: "look", isAhead: false, isNegative: false, body })],
  ["(?<!", (body) => ({ kind: "look", isAhead: false, isNegative: true, body })],
];

/** Its alternatives are not those of the group around it: a look-behind makes a difference. */
function plainGroup(body: Node): Node {
  return body.kind === "choice" ? { kind: "sequence", items: [body] } : body;
}

function literal(char: string): Node {
  const set = emptySet();
  add(set, char.charCodeAt(0));
  return { kind: "set", set };
}

/** `\R` */
const NEWLINE_SEQUENCE: Node = {
  kind: "atomic",
  body: {
    kind: "choice",
    options: [
      { kind: "sequence", items: [literal("\r"), literal("\n")] },
      { kind: "set", set: VERTICAL },
    ],
  },
};
