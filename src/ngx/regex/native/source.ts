/** Writes a pattern in JavaScript's way. */
import { ALL, type ByteSet, complement, DIGITS, has, isSameSet, WORD } from "../pattern/byte-sets.ts";
import type { Assertion, Node, Pattern, Repeat } from "../pattern/nodes.ts";
import { unclear } from "../pattern/unclear.ts";
import { isAtomicAnyway } from "./decisions.ts";
import { type Follow, type Lookahead, SURE } from "./lookahead.ts";

export interface NativeSource {
  readonly text: string;
  /** Where each group of the pattern is among JavaScript's; entry 0 is the whole match. */
  readonly places: readonly number[];
  /** JavaScript's group for what stands before `\K`; 0: there is none. */
  readonly keptOut: number;
  /** How many groups JavaScript's pattern has. */
  readonly nativeGroups: number;
  /** A match may only begin where the search does. */
  readonly isSticky: boolean;
}

/** @throws Unclear where there is no way */
export function nativeSource(pattern: Pattern, ahead: Lookahead): NativeSource {
  return new Writer(pattern, ahead).write();
}

const ASSERTIONS: Readonly<Record<Exclude<Assertion, "search start">, string>> = {
  start: "^",
  end: "$",
  "end but for a newline": "(?=\\n?$)",
  // Not behind a newline that ends the subject.
  "line start": "(?:^|(?<=\\n)(?=[^]))",
  "line end": "(?![^\\n])",
  "word boundary": "\\b",
  "no word boundary": "\\B",
};

class Writer {
  private readonly pattern: Pattern;
  private readonly ahead: Lookahead;
  private readonly places: number[];
  /** JavaScript's groups so far. */
  private count = 0;

  constructor(pattern: Pattern, ahead: Lookahead) {
    this.pattern = pattern;
    this.ahead = ahead;
    this.places = [0, ...new Array<number>(pattern.groups).fill(0)];
  }

  write(): NativeSource {
    const { root } = this.pattern;
    let items = root.kind === "sequence" ? root.items : [root];
    const [first] = items;
    const isSticky = first?.kind === "assertion" && first.what === "search start";
    if (isSticky) items = items.slice(1);
    const cut = items.findIndex(({ kind }) => kind === "keep out");
    if (cut < 0) {
      const text = this.sequence(items, SURE);
      return { text, places: this.places, keptOut: 0, nativeGroups: this.count, isSticky };
    }
    const after = items.slice(cut + 1);
    const keptOut = ++this.count;
    const follow = after.reduceRight((next, item) => this.ahead.before(item, next), SURE);
    const before = this.sequence(items.slice(0, cut), follow);
    const text = `(${before})${this.sequence(after, SURE)}`;
    return { text, places: this.places, keptOut, nativeGroups: this.count, isSticky };
  }

  private sequence(items: readonly Node[], follow: Follow): string {
    const follows: Follow[] = [];
    let after = follow;
    for (let at = items.length - 1; at >= 0; at--) {
      follows[at] = after;
      after = this.ahead.before(items[at] as Node, after);
    }
    return items.map((item, at) => this.item(item, follows[at] as Follow)).join("");
  }

  /** A node as it can stand in a row with others. */
  private item(node: Node, follow: Follow): string {
    switch (node.kind) {
      case "set":
        return setText(node.set);
      case "sequence":
        return this.sequence(node.items, follow);
      case "choice":
        return `(?:${this.choice(node.options, follow)})`;
      case "capture":
        this.places[node.group] = ++this.count;
        return `(${this.body(node.body, follow)})`;
      case "atomic":
        if (isAtomicAnyway(node.body, follow, this.ahead)) return `(?:${this.body(node.body, follow)})`;
        return this.atomic(() => this.body(node.body, SURE));
      case "look": {
        const start = `(?${node.isAhead ? "" : "<"}${node.isNegative ? "!" : "="}`;
        return `${start}${this.body(node.body, SURE)})`;
      }
      case "reference":
        return `(?:\\${this.places[node.group]})`;
      case "assertion":
        return node.what === "search start" ? unclear() : ASSERTIONS[node.what];
      case "keep out":
        return unclear();
      case "repeat":
        return this.repeat(node, follow);
    }
  }

  private body(node: Node, follow: Follow): string {
    return node.kind === "choice" ? this.choice(node.options, follow) : this.item(node, follow);
  }

  private choice(options: readonly Node[], follow: Follow): string {
    return options.map((option) => this.item(option, follow)).join("|");
  }

  private repeat(node: Repeat, follow: Follow): string {
    const { body, least, most, how } = node;
    const { ahead } = this;
    if (how === "possessive") {
      const greedy: Repeat = { ...node, how: "greedy" };
      if (isAtomicAnyway(greedy, follow, ahead)) return this.repeat(greedy, follow);
      return this.atomic(() => this.repeat(greedy, SURE));
    }
    const again: Follow = { set: ahead.before({ ...node, least: 0 }, follow).set, isSure: false };
    const text = this.item(body, most > 1 ? again : follow);
    const isOne = body.kind === "set" || body.kind === "capture" || body.kind === "choice";
    return `${isOne ? text : `(?:${text})`}${counts(least, most)}${how === "lazy" ? "?" : ""}`;
  }

  /** What a look-ahead finds is not tried again; it is then matched as a copy. */
  private atomic(body: () => string): string {
    const group = ++this.count;
    return `(?=(${body()}))(?:\\${group})`;
  }
}

function counts(least: number, most: number): string {
  if (least === 0 && most === 1) return "?";
  if (most === Number.POSITIVE_INFINITY) return least === 0 ? "*" : least === 1 ? "+" : `{${least},}`;
  return least === most ? `{${least}}` : `{${least},${most}}`;
}

/** Sets that JavaScript has a name for. */
const NAMED_SETS: readonly (readonly [set: ByteSet, text: string])[] = [
  [WORD, "\\w"],
  [complement(WORD), "\\W"],
  [DIGITS, "\\d"],
  [complement(DIGITS), "\\D"],
  [ALL, "[^]"],
];

function setText(set: ByteSet): string {
  for (const [named, text] of NAMED_SETS) if (isSameSet(named, set)) return text;
  const isMostly = has(set, 0x80) && has(set, 0xff);
  const [first, ...others] = rangesOf(isMostly ? complement(set) : set);
  if (!isMostly && first !== undefined && others.length === 0 && first[0] === first[1]) return characterText(first[0]);
  return `[${isMostly ? "^" : ""}${first === undefined ? "" : [first, ...others].map(rangeText).join("")}]`;
}

function rangesOf(set: ByteSet): (readonly [first: number, last: number])[] {
  const ranges: [number, number][] = [];
  for (let byte = 0; byte < 256; byte++) {
    if (!has(set, byte)) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === byte - 1) last[1] = byte;
    else ranges.push([byte, byte]);
  }
  return ranges;
}

function rangeText([first, last]: readonly [number, number]): string {
  if (first === last) return characterText(first);
  return `${characterText(first)}${last > first + 1 ? "-" : ""}${characterText(last)}`;
}

/** Letters and digits as they are, all else as its code. */
function characterText(code: number): string {
  const char = String.fromCharCode(code);
  return /[\w @%:;,="'<>~`#&!]/.test(char) ? char : `\\x${code.toString(16).padStart(2, "0")}`;
}
