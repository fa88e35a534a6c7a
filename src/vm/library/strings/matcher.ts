/** Looks for Lua patterns in strings, and keeps those that were read. */
import { piece } from "../../piece.ts";
import { raise } from "../../raise.ts";
import type { State } from "../../state.ts";
import type { Value } from "../../values.ts";
import { type KnownSets, readPattern } from "../patterns.ts";
import { type NativeSearch, nativeSearch } from "./native-search.ts";
import { NodeMatcher } from "./node-matcher.ts";
import { CaptureKind, NodeKind, type Pattern } from "./pattern-nodes.ts";

/** What a character of a pattern takes until it is read, in elementary operations. */
const OPERATIONS_TO_READ = 16;
/** How many patterns are kept, and how long one may be that is. */
const KEPT_PATTERNS = 300;
const KEPT_LENGTH = 1000;
/** In front of the name of a kept pattern: no character of a pattern is beyond 255. */
const NO_ANCHOR = "\u0100";
/**
 * The engine takes as long to compile a regular expression as nodes take to search so many characters, while they are not
 * compiled themselves; each search counts for some more.
 */
const SEARCHED_BEFORE_NATIVE = 300;
const CHARACTERS_A_SEARCH = 32;
/** The engine searches no more characters at once: nothing can stop it, and it may need memory for each. */
const MOST_SEARCHED = 1_000_000;

/**
 * The one matcher of a machine. It holds a single match at a time: after a call back into Lua, which may have matched
 * something else, {@link begin} again.
 */
export class Matcher {
  /** Where the last match ended. */
  end = 0;
  private readonly state: State;
  private readonly nodes: NodeMatcher;
  private readonly kept = new Map<string, Pattern>();
  private readonly sets: KnownSets = new Map();
  private subject = "";
  private pattern: Pattern = readPattern("", true);

  constructor(state: State) {
    this.state = state;
    this.nodes = new NodeMatcher(state);
  }

  /** The pattern that `text` spells. Patterns with mistakes are patterns too: they fail when they are matched. */
  read(text: string): Pattern {
    const known = this.kept.get(text);
    return known === undefined ? this.readNew(text, text, true) : known;
  }

  /** As {@link read}, but `^` at the beginning is no anchor. */
  readUnanchored(text: string): Pattern {
    if (!text.startsWith("^")) return this.read(text);
    const name = NO_ANCHOR + text;
    return this.kept.get(name) ?? this.readNew(text, name, false);
  }

  /** The engine's search for `pattern` in so many characters; null where {@link search} must do. */
  native(pattern: Pattern, characters: number): NativeSearch | null {
    if (characters > MOST_SEARCHED) return null;
    const { native } = pattern;
    return native === undefined ? this.decide(pattern, characters) : native;
  }

  /** As {@link search}, by the engine: the match, which no other search changes. */
  searchNatively(native: NativeSearch, subject: string, from: number): RegExpExecArray | null {
    const match = native.search(subject, from);
    this.nodes.count((match === null ? subject.length : match.index + match[0].length) - from + 1);
    return match;
  }

  /** Takes work off the budget. */
  count(characters: number): void {
    this.nodes.count(characters);
  }

  /** Where `text` is found from the index `from` on, -1 where it is not. */
  searchLiteral(subject: string, text: string, from: number): number {
    const at = subject.indexOf(text, from);
    this.nodes.count((at < 0 ? subject.length : at) - from + 1);
    return at;
  }

  begin(subject: string, pattern: Pattern): void {
    this.subject = subject;
    this.pattern = pattern;
    this.nodes.subject = subject;
  }

  /**
   * Looks for the next match.
   * @param from index, from 0
   * @returns where it begins, -1 for none; {@link end} and the captures are set
   * @throws LuaError for a pattern that is malformed or too complex
   */
  search(from: number): number {
    const { subject, pattern, nodes } = this;
    const { first, prefix } = pattern;
    const { length } = subject;
    if (pattern.anchored) return this.matchesAt(from) ? from : -1;
    if (prefix !== "") {
      for (let at = from; ; at++) {
        const found = subject.indexOf(prefix, at);
        nodes.count(((found < 0 ? length : found) - at) >> 3);
        if (found < 0) return -1;
        if (this.matchesAt(found)) return found;
        at = found;
      }
    }
    const leading = first.leading?.members;
    // The usual pattern of gmatch and gsub: `[^,]+`
    const isRun = first.kind === NodeKind.Plus && first.next.kind === NodeKind.End;
    for (let at = from; at <= length; at++) {
      if (leading !== undefined) {
        const began = at;
        while (at < length && leading[subject.charCodeAt(at)] === 0) at++;
        nodes.count(at - began);
        if (at === length) return -1;
        if (isRun) {
          this.end = nodes.afterRun(leading, at);
          return at;
        }
      }
      if (this.matchesAt(at)) return at;
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
    const { starts, ends } = this.nodes;
    if (kind === CaptureKind.Text) return piece(this.subject, starts[index] as number, ends[index] as number);
    if (kind === CaptureKind.Position) return (starts[index] ?? 0) + 1;
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

  private decide(pattern: Pattern, characters: number): NativeSearch | null {
    pattern.searched += characters + CHARACTERS_A_SEARCH;
    if (pattern.searched < SEARCHED_BEFORE_NATIVE && !pattern.isLiteral) return null;
    return (pattern.native = pattern.isLiteral ? null : nativeSearch(pattern));
  }

  private readNew(text: string, name: string, mayAnchor: boolean): Pattern {
    const { kept, sets } = this;
    if (sets.size >= KEPT_PATTERNS) sets.clear();
    const isKept = text.length <= KEPT_LENGTH;
    const pattern = readPattern(text, mayAnchor, isKept ? sets : new Map());
    this.nodes.count(text.length * OPERATIONS_TO_READ);
    if (!isKept) return pattern;
    if (kept.size >= KEPT_PATTERNS) kept.clear();
    kept.set(name, pattern);
    return pattern;
  }

  private matchesAt(at: number): boolean {
    const end = this.nodes.match(this.pattern.first, at);
    if (end < 0) return false;
    this.end = end;
    return true;
  }
}
