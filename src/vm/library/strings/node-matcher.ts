/** Runs the nodes of a pattern on a string, and counts what it does for the budget. */
import { charge } from "../../charge.ts";
import { raise } from "../../raise.ts";
import type { State } from "../../state.ts";
import { EVERY } from "./character-sets.ts";
import { CAPTURE_LIMIT, Decision, NodeKind, type PatternNode } from "./pattern-nodes.ts";

/** How deep repetitions and captures may nest in one match: LuaJIT's LJ_MAX_XLEVEL. */
const DEPTH_LIMIT = 200;
/** Elementary operations (a character looked at, a try) that make one step of the budget. */
const OPERATIONS_A_STEP = 32;
const OPERATIONS_BETWEEN_CHARGES = 4096;

export class NodeMatcher {
  subject = "";
  /** Where the captures of the last match begin and end. */
  readonly starts = new Int32Array(CAPTURE_LIMIT);
  readonly ends = new Int32Array(CAPTURE_LIMIT);
  private readonly state: State;
  private operations = 0;

  constructor(state: State) {
    this.state = state;
  }

  /**
   * Matches the pattern that begins with `first` at `at`.
   * @returns where the match ends, or -1
   * @throws LuaError for a pattern that is malformed or too complex
   */
  match(first: PatternNode, at: number): number {
    return this.run(first, at, 1);
  }

  /** Behind the characters of `set` that begin at `from`. */
  afterRun(set: Uint8Array, from: number): number {
    const { subject } = this;
    const { length } = subject;
    let at = from + 1;
    while (at < length && set[subject.charCodeAt(at)] === 1) at++;
    this.count(at - from);
    return at;
  }

  /** Takes work off the budget, in portions. */
  count(operations: number): void {
    this.operations += operations;
    if (this.operations > OPERATIONS_BETWEEN_CHARGES) this.chargeCounted();
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
          if (at >= length || node.set.members[subject.charCodeAt(at)] === 0) return -1;
          at++;
          break;
        case NodeKind.Optional:
          if (at < length && node.set.members[subject.charCodeAt(at)] === 1) {
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
          const { decision } = node;
          const set = node.set.members;
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
          if (node.set.members[before] === 1 || node.set.members[after] === 0) return -1;
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
    const { next } = node;
    const set = node.set.members;
    let at = from;
    while (at < length && set[subject.charCodeAt(at)] === 1) at++;
    this.count(at - from);
    if (next.kind === NodeKind.End && depth < DEPTH_LIMIT) return at;
    const leading = next.leading?.members;
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
    const { next } = node;
    const set = node.set.members;
    const leading = next.leading?.members;
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
    const leading = (next.leading ?? EVERY).members;
    let at = from === subject.length ? from - 1 : from;
    while (at >= least && leading[subject.charCodeAt(at)] === 0) at--;
    this.operations += from - at;
    return at < least ? -1 : at;
  }

  /** The first place from `from` on, behind characters of the set alone, where what comes next can begin, or -1. */
  private firstLeading(node: PatternNode, from: number): number {
    const { subject } = this;
    const { length } = subject;
    const set = node.set.members;
    const leading = (node.next.leading ?? EVERY).members;
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
    const set = node.set.members;
    const tail = (node.next.tail ?? EVERY).members;
    let end = length;
    while (end > from && tail[subject.charCodeAt(end - 1)] === 1) end--;
    this.operations += length - end;
    if (node.set === EVERY) return end;
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

  private chargeCounted(): void {
    const steps = Math.floor(this.operations / OPERATIONS_A_STEP);
    this.operations = 0;
    charge(this.state, steps);
  }
}
