/**
 * Lua patterns, read once into nodes that strings/matcher.ts runs. Everything that is wrong with a pattern becomes a node
 * too: as in Lua it is an error only when the matching comes that far.
 */

import {
  type CharacterSet,
  classOf,
  EVERY,
  isClass,
  NO_CHARACTER,
  setOf,
  singletonOf,
} from "./strings/character-sets.ts";
import { lookAhead } from "./strings/lookahead.ts";
import { CAPTURE_LIMIT, CaptureKind, NodeKind, type Pattern, PatternNode, type Run } from "./strings/pattern-nodes.ts";

/** A pattern with more items than this fails with "pattern too complex" where it is matched that far. */
const ITEM_LIMIT = 10_000;

/** What keeps `find` from looking for the text itself; as in LuaJIT the closing brackets do not. */
const SPECIAL = /[$%(*+\-.?[^]/;

/** Sets of characters by how they are written, so that patterns share them. */
export type KnownSets = Map<string, CharacterSet>;

/** @param mayAnchor whether `^` at the beginning is an anchor; for `gmatch` it is not */
export function readPattern(source: string, mayAnchor: boolean, sets: KnownSets = new Map()): Pattern {
  const plain = !SPECIAL.test(source);
  // LuaJIT takes a zero byte for the end of the pattern.
  const zero = source.indexOf("\0");
  const text = zero < 0 ? source : source.slice(0, zero);
  const anchored = mayAnchor && text.charCodeAt(0) === 94; /* ^ */
  const reader = new PatternReader(text, anchored ? 1 : 0, sets);
  const first = reader.read();
  const { captures } = reader;
  let node = first;
  while (node.kind === NodeKind.Open || node.kind === NodeKind.Position) node = node.next;
  let prefix = "";
  for (; node.kind === NodeKind.Char || node.kind === NodeKind.Text; node = node.next) prefix += node.text;
  const isLiteral = !anchored && node.kind === NodeKind.End && captures.length === 0;
  const run = anchored ? undefined : runOf(first);
  return { first, anchored, plain, prefix, isLiteral, run, captures, searched: 0, native: undefined };
}

class PatternReader {
  readonly captures: CaptureKind[] = [];
  private readonly nodes: PatternNode[] = [];
  private readonly sets: KnownSets;
  private readonly text: string;
  private at: number;

  constructor(text: string, at: number, sets: KnownSets) {
    this.text = text;
    this.at = at;
    this.sets = sets;
  }

  /** Reads everything and gives the first node. */
  read(): PatternNode {
    const { nodes } = this;
    for (;;) {
      const node = nodes.length < ITEM_LIMIT ? this.readNode() : failure("pattern too complex");
      nodes.push(node);
      if (isLast(node)) break;
    }
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i] as PatternNode;
      const next = nodes[i + 1];
      if (next !== undefined) node.next = next;
    }
    lookAhead(nodes, (char) => this.singleton(char));
    return nodes[0] as PatternNode;
  }

  private readNode(): PatternNode {
    const { text, at } = this;
    if (at >= text.length) return new PatternNode(NodeKind.End, EVERY, 0, 0, 0, "");
    switch (text[at]) {
      case "(":
        return this.readOpening();
      case ")":
        return this.readClosing();
      case "$":
        if (at + 1 === text.length) return new PatternNode(NodeKind.EndOfSubject, EVERY, 0, 0, 0, "");
        break;
      case "%": {
        const kind = text[at + 1] ?? "";
        if (kind === "b") return this.readBalance();
        if (kind === "f") return this.readFrontier();
        if (kind >= "0" && kind <= "9") return this.readBackReference(Number(kind) - 1);
        break;
      }
    }
    return this.readItem();
  }

  private readOpening(): PatternNode {
    const { captures } = this;
    if (captures.length >= CAPTURE_LIMIT) return failure("too many captures");
    const isPosition = this.text[this.at + 1] === ")";
    this.at += isPosition ? 2 : 1;
    captures.push(isPosition ? CaptureKind.Position : CaptureKind.Unfinished);
    return capture(isPosition ? NodeKind.Position : NodeKind.Open, captures.length - 1);
  }

  private readClosing(): PatternNode {
    const open = this.captures.lastIndexOf(CaptureKind.Unfinished);
    if (open < 0) return failure("invalid pattern capture");
    this.captures[open] = CaptureKind.Text;
    this.at++;
    return capture(NodeKind.Close, open);
  }

  private readBackReference(index: number): PatternNode {
    const kind = this.captures[index];
    if (kind === undefined || kind === CaptureKind.Unfinished) return failure("invalid capture index");
    this.at += 2;
    if (kind === CaptureKind.Position) return new PatternNode(NodeKind.Set, NO_CHARACTER, 0, 0, 0, "");
    return capture(NodeKind.BackReference, index);
  }

  private readBalance(): PatternNode {
    const { text, at } = this;
    if (at + 3 >= text.length) return failure("unbalanced pattern");
    this.at += 4;
    return new PatternNode(NodeKind.Balance, EVERY, text.charCodeAt(at + 2), text.charCodeAt(at + 3), 0, "");
  }

  private readFrontier(): PatternNode {
    if (this.text[this.at + 2] !== "[") return failure("missing '[' after '%f' in pattern");
    this.at += 2;
    const set = this.readSet();
    if (typeof set === "string") return failure(set);
    return new PatternNode(NodeKind.Frontier, set, 0, 0, 0, "");
  }

  /** A character, class or set, and what repeats it. */
  private readItem(): PatternNode {
    const { text, at } = this;
    const run = this.readPlainRun();
    if (run !== undefined) return run;
    let char = text.charCodeAt(at);
    let set: CharacterSet | string | undefined;
    if (text[at] === "[") {
      set = this.readSet();
    } else if (text[at] === "%") {
      if (at + 1 >= text.length) return failure("malformed pattern (ends with '%')");
      char = text.charCodeAt(at + 1);
      set = isClass(char) ? this.known(text.slice(at, at + 2), () => classOf(char)) : undefined;
      this.at += 2;
    } else {
      if (text[at] === ".") set = EVERY;
      this.at++;
    }
    if (typeof set === "string") return failure(set);
    const repetition = REPETITIONS[text[this.at] ?? ""];
    if (repetition === undefined) {
      if (set === undefined) return new PatternNode(NodeKind.Char, EVERY, char, 0, 0, String.fromCharCode(char));
      return new PatternNode(NodeKind.Set, set, 0, 0, 0, "");
    }
    this.at++;
    return new PatternNode(repetition, set ?? this.singleton(char), char, 0, 0, "");
  }

  /** Two or more literal characters, but not one that is repeated. */
  private readPlainRun(): PatternNode | undefined {
    const { text, at } = this;
    let end = at;
    while (end < text.length && !SPECIAL.test(text.charAt(end)) && text[end] !== ")") end++;
    if (REPETITIONS[text[end] ?? ""] !== undefined) end--;
    if (end - at < 2) return undefined;
    this.at = end;
    return new PatternNode(NodeKind.Text, EVERY, text.charCodeAt(at), 0, 0, text.slice(at, end));
  }

  /** The set that begins here, or what is wrong with it. */
  private readSet(): CharacterSet | string {
    const { text, at } = this;
    let end = at + 1;
    if (text[end] === "^") end++;
    do {
      if (end >= text.length) return "malformed pattern (missing ']')";
      if (text[end++] === "%" && end < text.length) end++;
    } while (text[end] !== "]");
    this.at = end + 1;
    return this.known(text.slice(at, end), () => setOf(text, at + 1, end));
  }

  private singleton(char: number): CharacterSet {
    return this.known(`%${String.fromCharCode(char)} `, () => singletonOf(char));
  }

  private known(written: string, make: () => CharacterSet): CharacterSet {
    let set = this.sets.get(written);
    if (set === undefined) {
      set = make();
      this.sets.set(written, set);
    }
    return set;
  }
}

const REPETITIONS: Readonly<Record<string, NodeKind>> = {
  "?": NodeKind.Optional,
  "*": NodeKind.Star,
  "+": NodeKind.Plus,
  "-": NodeKind.Lazy,
};

function failure(message: string): PatternNode {
  return new PatternNode(NodeKind.Failure, EVERY, 0, 0, 0, message);
}

function capture(kind: NodeKind, index: number): PatternNode {
  return new PatternNode(kind, EVERY, 0, 0, index, "");
}

function isLast(node: PatternNode): boolean {
  return node.kind === NodeKind.End || node.kind === NodeKind.EndOfSubject || node.kind === NodeKind.Failure;
}

function runOf(first: PatternNode): Run | undefined {
  const isCaptured = first.kind === NodeKind.Open;
  const { kind, set, next } = isCaptured ? first.next : first;
  if (kind !== NodeKind.Plus && kind !== NodeKind.Set) return undefined;
  if (isCaptured && next.kind !== NodeKind.Close) return undefined;
  if ((isCaptured ? next.next : next).kind !== NodeKind.End) return undefined;
  return { set, isSingle: kind === NodeKind.Set };
}
