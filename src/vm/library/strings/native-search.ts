/**
 * Patterns as regular expressions of the engine, which runs them much faster than nodes: but only those that mean the same
 * there, and that take time in proportion to the subject whatever it is, because nothing can stop the engine.
 */
import { apart } from "../../piece.ts";
import type { Result, Value } from "../../values.ts";
import { type CharacterSet, escaped } from "./character-sets.ts";
import { CaptureKind, Decision, NodeKind, type Pattern, type PatternNode } from "./pattern-nodes.ts";

/** A start takes time by the number of items, too. */
const MOST_ITEMS = 24;

/** Where a position capture lies that has no group. */
const AT_START = -1;
const AT_END = -2;

/** The engine's search for one pattern. */
export class NativeSearch {
  /** For each capture the group that has it, {@link AT_START} or {@link AT_END}. */
  private readonly groups: readonly number[];
  private readonly hasPositions: boolean;
  private readonly regexp: RegExp;
  private readonly source: string;
  private readonly guard: Uint8Array | undefined;
  /** Whether a match may begin with another character than those of the guard. */
  private readonly mayBeginElsewhere: boolean;
  private here: RegExp | undefined;

  /**
   * @param isAnchored whether a match must begin where the search does
   * @param guard no match is looked for behind a character of these; only where the search begins one may be
   */
  constructor(
    source: string,
    groups: readonly number[],
    isAnchored: boolean,
    guard?: CharacterSet,
    mayBeginElsewhere = false,
  ) {
    this.groups = groups;
    this.hasPositions = groups.some((group) => group < 0);
    this.source = source;
    this.guard = guard?.members;
    this.mayBeginElsewhere = mayBeginElsewhere;
    this.regexp = new RegExp(guard === undefined ? source : `(?<!${guard.source})${source}`, isAnchored ? "y" : "g");
  }

  /** The first match from the index `from` on. */
  search(subject: string, from: number): RegExpExecArray | null {
    const { guard, regexp } = this;
    if (guard !== undefined && from > 0 && this.mustTryHere(guard, subject, from)) {
      const match = this.searchHere(subject, from);
      if (match !== null) return match;
    }
    regexp.lastIndex = from;
    return regexp.exec(subject);
  }

  /** How many captures a match has. */
  get captureCount(): number {
    return this.groups.length;
  }

  /** Capture `index`, from 0, or the whole match where the pattern has none; undefined where it has others only. */
  capture(match: RegExpExecArray, index: number): string | number | undefined {
    const { groups } = this;
    if (index >= groups.length) return index === 0 ? text(match, 0) : undefined;
    if (!this.hasPositions) return text(match, index + 1);
    const group = groups[index] as number;
    if (group > 0) return text(match, group);
    return match.index + 1 + (group === AT_END ? match[0].length : 0);
  }

  /** All captures of a match, or the whole of it where there are none. */
  captures(match: RegExpExecArray): Result {
    const { groups } = this;
    if (groups.length < 2) return this.capture(match, 0);
    if (groups.length === 2 && !this.hasPositions) return [text(match, 1), text(match, 2)];
    const values: Value[] = [];
    this.addCaptures(values, match);
    return values;
  }

  /** Adds all captures to `values`, or nothing where there are none. */
  addCaptures(values: Value[], match: RegExpExecArray): void {
    const { length } = this.groups;
    for (let index = 0; index < length; index++) values.push(this.capture(match, index));
  }

  /** Whether the guard would keep a match from beginning just where the search does. */
  private mustTryHere(guard: Uint8Array, subject: string, from: number): boolean {
    if (guard[subject.charCodeAt(from - 1)] === 0) return false;
    return this.mayBeginElsewhere || (from < subject.length && guard[subject.charCodeAt(from)] === 1);
  }

  private searchHere(subject: string, from: number): RegExpExecArray | null {
    const here = (this.here ??= new RegExp(this.source, "y"));
    here.lastIndex = from;
    return here.exec(subject);
  }
}

/** What `group` has matched; a script that keeps it keeps no large subject. */
function text(match: RegExpExecArray, group: number): string {
  return apart(match[group] as string, match.input.length);
}

/** The engine's search for `pattern`, or null where the nodes must be run. */
export function nativeSearch({ first, anchored, captures }: Pattern): NativeSearch | null {
  if (captures.includes(CaptureKind.Unfinished)) return null;
  const nodes = nodesFrom(first);
  if (nodes.length > MOST_ITEMS) return null;
  let source = "";
  for (const node of nodes) {
    const written = sourceOf(node);
    if (written === undefined) return null;
    source += written;
  }
  const groups = groupsOf(nodes);
  if (groups === undefined) return null;
  if (anchored) return new NativeSearch(source, groups, true);
  const costly = costlyBeforeFailure(nodes);
  if (costly.length === 0) return new NativeSearch(source, groups, false);
  if (costly.every(({ set }) => first.leading?.isApartFrom(set))) {
    // No start lies in what these items of an earlier start have passed.
    return new NativeSearch(source, groups, false);
  }
  const [entry, ...others] = costly as [PatternNode, ...PatternNode[]];
  if (entry !== nodes.find(({ kind }) => !isCapture(kind))) return null;
  // From the next characters of a run that the first item has passed in vain it would only come to the same end. A run begins
  // another start then; if it may be empty, nothing else may take long.
  if (entry.kind !== NodeKind.Plus && others.length > 0) return null;
  return others.every(({ set }) => set.isApartFrom(entry.set))
    ? new NativeSearch(source, groups, false, entry.set, entry.kind !== NodeKind.Plus)
    : null;
}

function nodesFrom(first: PatternNode): PatternNode[] {
  const nodes = [first];
  for (let node = first; node.next !== node && nodes.length <= MOST_ITEMS; node = node.next) nodes.push(node.next);
  return nodes;
}

/** What the engine has for a node; undefined where it has nothing like it, or might try many ways before it fails. */
function sourceOf(node: PatternNode): string | undefined {
  const { set } = node;
  switch (node.kind) {
    case NodeKind.End:
    case NodeKind.Position:
      return "";
    case NodeKind.EndOfSubject:
      return "$";
    case NodeKind.Char:
    case NodeKind.Text:
      return literal(node.text);
    case NodeKind.Set:
      return set.source;
    case NodeKind.Optional:
      return isDecided(node) ? `${set.source}?` : undefined;
    case NodeKind.Star:
      return isDecided(node) ? `${set.source}*` : undefined;
    case NodeKind.Plus:
      return isDecided(node) ? `${set.source}+` : undefined;
    case NodeKind.Lazy:
      return isDecided(node) ? `${set.source}*?` : undefined;
    case NodeKind.Open:
      return "(";
    case NodeKind.Close:
      return ")";
    case NodeKind.Frontier:
      // What is outside of the subject counts as a zero byte.
      return set.has(0)
        ? `(?<=${set.complement().source})(?!${set.complement().source})`
        : `(?<!${set.source})(?=${set.source})`;
    default:
      return undefined;
  }
}

function literal(text: string): string {
  let source = "";
  for (let at = 0; at < text.length; at++) source += escaped(text.charCodeAt(at));
  return source;
}

/**
 * Whether every character that the repetition gives back fails at once with what comes next, or none is ever given back.
 * Where only a tail may be left, the engine looks at all of it again for each.
 */
function isDecided({ set, decision, next }: PatternNode): boolean {
  return decision !== Decision.Tried && (next.tail === undefined || set.isApartFrom(next.tail));
}

/** The repetitions without an end after which a match can still fail. */
function costlyBeforeFailure(nodes: readonly PatternNode[]): PatternNode[] {
  const costly: PatternNode[] = [];
  let mayFail = false;
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at] as PatternNode;
    switch (node.kind) {
      case NodeKind.Star:
      case NodeKind.Lazy:
        if (mayFail) costly.unshift(node);
        break;
      case NodeKind.Plus:
        if (mayFail) costly.unshift(node);
        mayFail = true;
        break;
      case NodeKind.Char:
      case NodeKind.Text:
      case NodeKind.Set:
      case NodeKind.Frontier:
      case NodeKind.EndOfSubject:
        mayFail = true;
        break;
    }
  }
  return costly;
}

/** Where each capture is found; undefined where a position is in the middle, of which the engine tells nothing. */
function groupsOf(nodes: readonly PatternNode[]): number[] | undefined {
  const groups: number[] = [];
  const entry = nodes.findIndex(({ kind }) => !isCapture(kind));
  const last = nodes.findLastIndex(({ kind }) => !isCapture(kind) && kind !== NodeKind.End);
  let count = 0;
  for (let at = 0; at < nodes.length; at++) {
    const { kind } = nodes[at] as PatternNode;
    if (kind === NodeKind.Open) groups.push(++count);
    else if (kind === NodeKind.Position) {
      if (at > entry && at < last) return undefined;
      groups.push(at < entry ? AT_START : AT_END);
    }
  }
  return groups;
}

function isCapture(kind: NodeKind): boolean {
  return kind === NodeKind.Open || kind === NodeKind.Position || kind === NodeKind.Close;
}
