/**
 * Reads PCRE's patterns, of those that mean the same everywhere the larger part. What is rare, or has more to it than the
 * tree can say, or is no valid pattern at all, is answered with undefined: then PCRE itself has the word.
 */
import { ALL, add, addOtherCases, type ByteSet, complement, ESCAPED_SETS, emptySet, NEWLINE } from "./byte-sets.ts";
import { readClass } from "./class-parser.ts";
import { Cursor } from "./cursor.ts";
import { readCharacter } from "./escapes.ts";
import { areMistaken } from "./mistaken-sets.ts";
import { type Assertion, NEWLINE_SEQUENCE, NOTHING, type Node, type Pattern, plainGroup } from "./nodes.ts";
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
const LONGEST_NAME = 32;

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
  private readonly cursor: Cursor;
  private readonly dupnames: boolean;
  private mode: Mode;
  private depth = 0;
  private groups = 0;
  private readonly names: [name: string, group: number][] = [];
  /** Groups that references ask for: all must be there in the end. */
  private readonly referenced: number[] = [];
  /** The letters of escapes outside of classes that stand for more than one character, and "." */
  private readonly sets = new Set<string>();

  constructor(source: string, options: ParseOptions) {
    const { caseless, multiline, dotall, extended, dupnames } = options;
    this.cursor = new Cursor(source);
    this.mode = { caseless, multiline, dotall, extended, noCapture: false };
    this.dupnames = dupnames;
  }

  parse(): Pattern {
    const root = this.readChoice();
    if (!this.cursor.isAtEnd) unclear();
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
    while (this.cursor.char === "|") {
      this.cursor.at++;
      options.push(this.readSequence());
    }
    this.depth--;
    const [first = NOTHING] = options;
    return options.length === 1 ? first : { kind: "choice", options };
  }

  private readSequence(): Node {
    const { cursor } = this;
    const items: Node[] = [];
    /** Whether the last item may be repeated. */
    let isItem = false;
    for (;;) {
      cursor.skipIgnored(this.mode.extended);
      const { char } = cursor;
      if (char === undefined || char === "|" || char === ")") break;
      if (this.isQuantifier(char)) {
        const item = items.pop();
        if (!isItem || item === undefined) return unclear();
        items.push(this.readQuantifier(item));
        isItem = false;
        continue;
      }
      const quoted = cursor.take(QUOTED);
      if (quoted !== null) {
        const [, text = ""] = quoted;
        if (text === "") return unclear();
        for (let at = 0; at < text.length; at++) items.push(this.character(text.charCodeAt(at)));
        isItem = true;
        continue;
      }
      const item = this.readItem(char);
      isItem = item !== undefined && !IS_NO_ITEM.has(item.kind);
      if (item !== undefined) items.push(item);
    }
    const [first = NOTHING] = items;
    return items.length === 1 ? first : { kind: "sequence", items };
  }

  private isQuantifier(char: string): boolean {
    return char === "*" || char === "+" || char === "?" || (char === "{" && this.cursor.match(COUNTS) !== null);
  }

  private readQuantifier(body: Node): Node {
    const { cursor } = this;
    const { char } = cursor;
    let least = char === "+" ? 1 : 0;
    let most = char === "?" ? 1 : Number.POSITIVE_INFINITY;
    if (char === "{") {
      const [, first = "", comma, second = ""] = cursor.take(COUNTS) ?? [];
      if (first.length > 5 || second.length > 5) unclear();
      least = Number(first);
      most = comma === undefined ? least : second === "" ? most : Number(second);
      if (least > LARGEST_COUNT || (second !== "" && most > LARGEST_COUNT) || least > most) unclear();
    } else {
      cursor.at++;
    }
    const suffix = cursor.char;
    if (suffix === "?" || suffix === "+") cursor.at++;
    const how = suffix === "?" ? "lazy" : suffix === "+" ? "possessive" : "greedy";
    return { kind: "repeat", body, least, most, how };
  }

  private readItem(char: string): Node | undefined {
    const { cursor, mode } = this;
    switch (char) {
      case "\\":
        return this.readEscape();
      case "[": {
        if (/[:.=]/.test(cursor.ahead(1))) return unclear();
        const { set, end } = readClass(cursor.source, cursor.at, mode.caseless);
        cursor.at = end;
        return { kind: "set", set };
      }
      case "(":
        return this.readGroup();
      case ".":
        cursor.at++;
        this.sets.add(".");
        return { kind: "set", set: mode.dotall ? ALL : complement(NEWLINE) };
      case "^":
        cursor.at++;
        return { kind: "assertion", what: mode.multiline ? "line start" : "start" };
      case "$":
        cursor.at++;
        return { kind: "assertion", what: mode.multiline ? "line end" : "end but for a newline" };
      default:
        cursor.at++;
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
    const { cursor } = this;
    const letter = cursor.ahead(1);
    const set = ESCAPED_SETS.get(letter);
    if (set !== undefined) return this.escapedSet(letter, set);
    const what = ESCAPED_ASSERTIONS.get(letter);
    if (what !== undefined) {
      cursor.at += 2;
      return { kind: "assertion", what };
    }
    switch (letter) {
      case "N":
        return cursor.ahead(2) === "{" ? unclear() : this.escapedSet(".", complement(NEWLINE));
      case "C":
        return this.escapedSet(letter, ALL);
      case "K":
        cursor.at += 2;
        return { kind: "keep out" };
      case "R":
        cursor.at += 2;
        this.sets.add(letter);
        return NEWLINE_SEQUENCE;
      case "k":
      case "g":
        return this.readNamedReference();
    }
    const [digits] = cursor.match(REFERENCE) ?? [];
    if (digits !== undefined) {
      const group = Number(digits.slice(1));
      if (group < 10 || group <= this.groups) {
        cursor.at += digits.length;
        return this.reference(group);
      }
    }
    const { code, end } = readCharacter(cursor.source, cursor.at);
    cursor.at = end;
    return this.character(code);
  }

  private escapedSet(letter: string, set: ByteSet): Node {
    this.cursor.at += 2;
    this.sets.add(letter);
    return { kind: "set", set };
  }

  private reference(group: number): Node {
    if (group < 1 || this.mode.caseless) unclear();
    this.referenced.push(group);
    return { kind: "reference", group };
  }

  /** `\g1 \g{1} \g{-1} \k<name> \k'name' \k{name}`; what calls a group is left to PCRE. */
  private readNamedReference(): Node {
    const found = this.cursor.take(NAMED_REFERENCE);
    if (found === null) return unclear();
    const [, bare, number, ...names] = found;
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
    const { cursor } = this;
    if (cursor.ahead(1) === "*") unclear();
    if (cursor.ahead(1) !== "?") {
      cursor.at++;
      return this.mode.noCapture ? this.readBody(plainGroup) : this.readCapture();
    }
    for (const [start, make] of GROUPS) {
      if (!cursor.startsWith(start)) continue;
      cursor.at += start.length;
      return this.readBody(make);
    }
    const named = cursor.take(NAMED_GROUP);
    if (named !== null) {
      const name = named[1] ?? named[2] ?? "";
      if (name.length > LONGEST_NAME) unclear();
      if (!this.dupnames && this.names.some(([known]) => known === name)) unclear();
      this.names.push([name, this.groups + 1]);
      return this.readCapture();
    }
    const reference = cursor.take(NAME_REFERENCE);
    return reference === null ? this.readOptions() : this.referenceByName(reference[1] ?? "");
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
    if (this.cursor.char !== ")") unclear();
    this.cursor.at++;
    this.mode = outer;
    return make(body);
  }

  /** `(?i-s)`, which holds up to the end of the group around it, or `(?i-s:…)`. */
  private readOptions(): Node | undefined {
    const found = this.cursor.take(OPTIONS);
    if (found === null || found[0].includes("xx") || /\^.*-/.test(found[0])) return unclear();
    const [, caret, on = "", off = "", end] = found;
    const outer = this.mode;
    const mode = caret === undefined ? { ...outer } : { ...CARET };
    for (const letter of on) mode[MODES[letter as keyof typeof MODES]] = true;
    for (const letter of off) mode[MODES[letter as keyof typeof MODES]] = false;
    this.mode = mode;
    if (end === ")") return undefined;
    const node = this.readBody(plainGroup);
    this.mode = outer;
    return node;
  }
}

/** Up to `\E`, or the end. */
const QUOTED = /\\Q(.*?)(?:\\E|$)/sy;
/** Braces with something else in them stand for themselves. */
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
/** What `(?^` begins with. */
const CARET: Mode = { caseless: false, multiline: false, dotall: false, extended: false, noCapture: false };

const GROUPS: readonly (readonly [start: string, make: (body: Node) => Node])[] = [
  ["(?:", plainGroup],
  ["(?>", (body) => ({ kind: "atomic", body })],
  ["(?=", (body) => ({ kind: "look", isAhead: true, isNegative: false, body })],
  ["(?!", (body) => ({ kind: "look", isAhead: true, isNegative: true, body })],
  ["(?<=", (body) => ({ kind: "look", isAhead: false, isNegative: false, body })],
  ["(?<!", (body) => ({ kind: "look", isAhead: false, isNegative: true, body })],
];
