/** Runs Lua patterns on strings, and keeps those that were read. */

import { charge } from "../../charge.ts";
import { piece } from "../../piece.ts";
import { raise } from "../../raise.ts";
import type { State } from "../../state.ts";
import type { Value } from "../../values.ts";
import { CAPTURE_LIMIT, readPattern } from "../patterns.ts";
import { EVERY } from "./character-sets.ts";
import { CaptureKind, Decision, NodeKind, type Pattern, type PatternNode } from "./pattern-nodes.ts";

/** How deep repetitions and captures may nest in one match: LuaJIT's LJ_MAX_XLEVEL. */
const DEPTH_LIMIT = 200;
/** Elementary operations (a character looked at, a try) that make one step of the budget. */
const OPERATIONS_A_STEP = 32;
const OPERATIONS_BETWEEN_CHARGES = 4096;
/** What a character of a pattern takes until it is read. */
const OPERATIONS_TO_READ = 16;
/** How many patterns are kept, and how long one may be that is. */
const KEPT_PATTERNS = 300;
const KEPT_LENGTH = 1000;

/**
 * The one matcher of a machine. It holds a single match at a time: after a call back into Lua, which may have matched
 * something else, {@link begin} again.
 */
export class Matcher {
  /** Where the last match ended. */
  end = 0;
  private readonly state: State;
  private readonly kept = new Map<string, Pattern>();
  private subject = "";
  private pattern: Pattern = readPattern("", true);
  private readonly starts = new Int32Array(CAPTURE_LIMIT);
  private readonly ends = new Int32Array(CAPTURE_LIMIT);
  private operations = 0;

  constructor(state: State) {
    this.state = state;
  }

  /** The pattern that `text` spells. Patterns with mistakes are patterns too: they fail when they are matched. */
  read(text: string): Pattern {
    const known = this.kept.get(text);
    if (known !== undefined) return known;
    const pattern = readPattern(text, true);
    this.count(text.length * OPERATIONS_TO_READ);
    if (text.length > KEPT_LENGTH) return pattern;
    if (this.kept.size >= KEPT_PATTERNS) this.kept.clear();
    this.kept.set(text, pattern);
    return pattern;
  }

  begin(subject: string, pattern: Pattern): void {
    this.subject = subject;
    this.pattern = pattern;
  }

  /**
   * Looks for the next match.
   * @param from index, from 0
   * @returns where it begins, -1 for none; {@link end} and the captures are set
   * @throws LuaError for a pattern that is malformed or too complex
   */
  search(from: number): number {
    const { subject, pattern } = this;
    const { first, prefix } = pattern;
    if (pattern.anchored) return this.matchesAt(first, from) ? from : -1;
    const { length } = subject;
    if (prefix !== "") {
      for (let at = from; ; at++) {
        const found = subject.indexOf(prefix, at);
        this.count(((found < 0 ? length : found) - at) >> 3);
        if (found < 0) return -1;
        if (this.matchesAt(first, found)) return found;
        at = found;
      }
    }
    const { leading } = first;
    // The usual pattern of gmatch and gsub: `[^,]+`
    const isRun = first.kind === NodeKind.Plus && first.next.kind === NodeKind.End;
    for (let at = from; at <= length; at++) {
      if (leading !== undefined) {
        const began = at;
        while (at < length && leading[subject.charCodeAt(at)] === 0) at++;
        this.count(at - began);
        if (at === length) return -1;
        if (isRun) {
          this.end = this.afterRun(leading, at);
          return at;
        }
      }
      if (this.matchesAt(first, at)) return at;
    }
    return -1;
  }

  /** How many captures a match of the pattern has. */
  get captureCount(): number {
    return this.pattern.captures.length;
  }

  /**
   * Capture `index`, from 0, of the last match, which began at `start`; the whole match where the pattern has no captures.
   * @throws LuaError for one that does not exist or was not closed
   */
  capture(index: number, start: number): string | number {
    const kind = this.pattern.captures[index];
    if (kind === CaptureKind.Text) return piece(this.subject, this.starts[index] as number, this.ends[index] as number);
    if (kind === CaptureKind.Position) return (this.starts[index] ?? 0) + 1;
    if (kind === CaptureKind.Unfinished) raise(this.state, "unfinished capture");
    if (index !== 0) raise(this.state, "invalid capture index");
    return this.whole(start);
  }

  /** The text of the last match. */
  whole(start: number): string {
    return piece(this.subject, start, this.end);
  }

  /** Adds all captures to `values`; the whole match where there are none. */
  addCaptures(values: Value[], start: number): void {
    const count = this.captureCount || 1;
    for (let index = 0; index < count; index++) values.push(this.capture(index, start));
  }

  /** Behind the characters of `set` that begin at `from`. */
  private afterRun(set: Uint8Array, from: number): number {
    const { subject } = this;
    const { length } = subject;
    let at = from + 1;
    while (at < length && set[subject.charCodeAt(at)] === 1) at++;
    this.count(at - from);
    return at;
  }

  private matchesAt(first: PatternNode, at: number): boolean {
    const end = this.run(first, at, 1);
    if (end < 0) return false;
    this.end = end;
    return true;
  }

  /**
   * Matches `node` and what comes after it at `at`.
   * @returns where the match ends, or -1
   */
  private run(node: PatternNode, at: number, depth: number): number {
    const { subject } = this;
    const { length } = subject;
    for (;;) {
      if (depth > DEPTH_LIMIT) raise(this.state, "pattern too complex");
      if (++this.operations > OPERATIONS_BETWEEN_CHARGES) this.chargeCounted();
      switch (node.kind) {
        case NodeKind.End:
          return at;
        case NodeKind.EndOfSubject:
          return at === length ? at : -1;
        case NodeKind.Char:
          if (at >= length || subject.charCodeAt(at) !== node.char) return -1;
          at++;
          break;
        case NodeKind.Text:
          if (!subject.startsWith(node.text, at)) return -1;
          at += node.text.length;
          break;
        case NodeKind.Set:
          if (at >= length || node.set[subject.charCodeAt(at)] === 0) return -1;
          at++;
          break;
        case NodeKind.Optional:
          if (at < length && node.set[subject.charCodeAt(at)] === 1) {
            if (node.decision === Decision.Most) {
              at++;
              break;
            }
            const end = this.run(node.next, at + 1, depth + 1);
            if (end >= 0) return end;
          }
          break;
        case NodeKind.Star:
        case NodeKind.Plus: {
          const { set, decision } = node;
          let least = at;
          if (node.kind === NodeKind.Plus) {
            if (at >= length || set[subject.charCodeAt(at)] === 0) return -1;
            least++;
          }
          if (decision === Decision.Tried) return this.runGreedy(node, least, least, depth);
          const from = at;
          at = least;
          while (at < length && set[subject.charCodeAt(at)] === 1) at++;
          this.operations += at - from;
          if (decision === Decision.MostBeforeLeading) {
            at = this.lastLeading(node.next, at, least);
            if (at < 0) return -1;
          }
          break;
        }
        case NodeKind.Lazy:
          if (node.decision === Decision.Tried) return this.runLazy(node, at, depth);
          if (node.decision === Decision.FewestBeforeLeading) at = this.firstLeading(node, at);
          else if (node.decision === Decision.FewestBeforeTail) at = this.beforeTail(node, at);
          if (at < 0) return -1;
          break;
        case NodeKind.Open:
        case NodeKind.Position:
          this.starts[node.capture] = at;
          depth++;
          break;
        case NodeKind.Close:
          this.ends[node.capture] = at;
          depth++;
          break;
        case NodeKind.BackReference:
          at = this.afterSame(node.capture, at);
          if (at < 0) return -1;
          break;
        case NodeKind.Balance:
          at = this.afterBalance(node, at);
          if (at < 0) return -1;
          break;
        case NodeKind.Frontier: {
          const before = at === 0 ? 0 : subject.charCodeAt(at - 1);
          const after = at === length ? 0 : subject.charCodeAt(at);
          if (node.set[before] === 1 || node.set[after] === 0) return -1;
          break;
        }
        default:
          raise(this.state, node.text);
      }
      node = node.next;
    }
  }

  /** As many characters of the set as there are, then fewer, down to `least`. */
  private runGreedy(node: PatternNode, from: number, least: number, depth: number): number {
    const { subject } = this;
    const { length } = subject;
    const { set, next } = node;
    let at = from;
    while (at < length && set[subject.charCodeAt(at)] === 1) at++;
    this.count(at - from);
    if (next.kind === NodeKind.End && depth < DEPTH_LIMIT) return at;
    const { leading } = next;
    for (const last = at; at >= least; at--) {
      if (leading !== undefined && depth < DEPTH_LIMIT) {
        while (at >= least && (at === length || leading[subject.charCodeAt(at)] === 0)) at--;
        if (at < least) {
          this.count(last - at);
          return -1;
        }
      }
      const end = this.run(next, at, depth + 1);
      if (end >= 0) return end;
    }
    this.count(1);
    return -1;
  }

  /** No character of the set, then more. */
  private runLazy(node: PatternNode, from: number, depth: number): number {
    const { subject } = this;
    const { length } = subject;
    const { set, next } = node;
    const { leading } = next;
    for (let at = from; ; at++) {
      if (leading !== undefined && depth < DEPTH_LIMIT) {
        const began = at;
        while (at < length && leading[subject.charCodeAt(at)] === 0 && set[subject.charCodeAt(at)] === 1) at++;
        this.count(at - began);
        if (at === length || leading[subject.charCodeAt(at)] === 0) return -1;
      }
      const end = this.run(next, at, depth + 1);
      if (end >= 0) return end;
      if (at >= length || set[subject.charCodeAt(at)] === 0) return -1;
    }
  }

  /** The last place from `at` back to `least` where `next` can begin, or -1. */
  private lastLeading(next: PatternNode, from: number, least: number): number {
    const { subject } = this;
    const leading = next.leading ?? EVERY;
    let at = from === subject.length ? from - 1 : from;
    while (at >= least && leading[subject.charCodeAt(at)] === 0) at--;
    this.operations += from - at;
    return at < least ? -1 : at;
  }

  /** The first place from `from` on, behind characters of the set alone, where what comes next can begin, or -1. */
  private firstLeading(node: PatternNode, from: number): number {
    const { subject } = this;
    const { length } = subject;
    const { set } = node;
    const leading = node.next.leading ?? EVERY;
    let at = from;
    while (at < length) {
      const char = subject.charCodeAt(at);
      if (leading[char] === 1) {
        this.operations += at - from;
        return at;
      }
      if (set[char] === 0) break;
      at++;
    }
    this.operations += at - from;
    return -1;
  }

  /** The first place from `from` on, behind characters of the set alone, where nothing but the tail is left, or -1. */
  private beforeTail(node: PatternNode, from: number): number {
    const { subject } = this;
    const { length } = subject;
    const { set } = node;
    const tail = node.next.tail ?? EVERY;
    let end = length;
    while (end > from && tail[subject.charCodeAt(end - 1)] === 1) end--;
    this.operations += length - end;
    if (set === EVERY) return end;
    for (let at = from; at < end; at++) {
      if (set[subject.charCodeAt(at)] === 0) {
        this.operations += at - from;
        return -1;
      }
    }
    this.operations += end - from;
    return end;
  }

  /** Behind a copy of a capture, or -1. */
  private afterSame(capture: number, at: number): number {
    const captured = this.subject.slice(this.starts[capture], this.ends[capture]);
    this.count(captured.length >> 3);
    return this.subject.startsWith(captured, at) ? at + captured.length : -1;
  }

  /** Behind the closing character that belongs to the opening one at `at`, or -1. */
  private afterBalance(node: PatternNode, at: number): number {
    const { subject } = this;
    const { length } = subject;
    const { char, closer } = node;
    if (at >= length || subject.charCodeAt(at) !== char) return -1;
    let open = 1;
    for (let i = at + 1; i < length; i++) {
      const found = subject.charCodeAt(i);
      if (found === closer) {
        if (--open === 0) {
          this.count(i - at);
          return i + 1;
        }
      } else if (found === char) {
        open++;
      }
    }
    this.count(length - at);
    return -1;
  }

  /** Takes work off the budget, in portions. */
  private count(operations: number): void {
    this.operations += operations;
    if (this.operations > OPERATIONS_BETWEEN_CHARGES) this.chargeCounted();
  }

  private chargeCounted(): void {
    const steps = Math.floor(this.operations / OPERATIONS_A_STEP);
    this.operations = 0;
    charge(this.state, steps);
  }
}
