/** The matches of a pattern in a string, one after the other, each found in the fastest way there is. */
import { piece } from "../../piece.ts";
import { raise } from "../../raise.ts";
import type { State } from "../../state.ts";
import type { Result, Value } from "../../values.ts";
import type { Matcher } from "./matcher.ts";
import type { NativeSearch } from "./native-search.ts";
import type { Pattern } from "./pattern-nodes.ts";

/** Characters that are passed without a charge, but for those up to the first match. */
export const PASSED_AT_ONCE = 4096;
/** After so many characters it pays to look for runs in a loop of our own: once optimised, it takes half the engine's time. */
const SEARCHED_BEFORE_LOOP = 20_000;

export class Matches {
  /** Where the match begins and ends. */
  start = 0;
  end = 0;
  /** Whether the nodes of the pattern are run: there may be a mistake among them, that {@link next} raises. */
  readonly byNodes: boolean;
  /** The characters of the runs that are looked for here, and whether each is a match by itself. */
  readonly members: Uint8Array | undefined;
  readonly isSingle: boolean;
  private readonly state: State;
  private readonly matcher: Matcher;
  private readonly subject: string;
  private readonly pattern: Pattern;
  /** The engine's search; null where it is not used. */
  private readonly native: NativeSearch | null;
  /** Characters that have been passed and not charged for, and how many may be. */
  private passed = 0;
  private mostPassed = 0;
  /** Where the next match is looked for. */
  private at = 0;
  private match: RegExpExecArray | null = null;

  constructor(state: State, matcher: Matcher, subject: string, pattern: Pattern) {
    this.state = state;
    this.matcher = matcher;
    this.subject = subject;
    this.pattern = pattern;
    const run = pattern.searched > SEARCHED_BEFORE_LOOP ? pattern.run : undefined;
    this.members = run?.set.members;
    this.isSingle = run?.isSingle ?? false;
    this.native = run === undefined ? matcher.native(pattern, subject.length) : null;
    this.byNodes = this.native === null && run === undefined && !pattern.isLiteral;
  }

  /** Looks for the next match; false where there is none. */
  next(): boolean {
    const { members } = this;
    return members === undefined ? this.nextOther() : this.nextRun(members);
  }

  whole(): string {
    return piece(this.subject, this.start, this.end);
  }

  /**
   * Capture `index`, from 0, or the whole match where the pattern has none.
   * @throws LuaError for one that does not exist or was not closed
   */
  capture(index: number): string | number {
    if (index === 0 && this.members !== undefined) return this.whole();
    const { match, native } = this;
    if (this.byNodes) return this.matcher.capture(index, this.start);
    const capture = match === null || native === null ? undefined : native.capture(match, index);
    if (capture !== undefined) return capture;
    return index === 0 ? this.whole() : raise(this.state, "invalid capture index");
  }

  /** All captures, or the whole match where the pattern has none. */
  captures(): Result {
    // What captures a run captures all of it.
    if (this.members !== undefined) return this.whole();
    const { match, native } = this;
    if (match !== null && native !== null) return native.captures(match);
    const { length } = this.pattern.captures;
    if (length < 2) return this.capture(0);
    const values: Value[] = [];
    for (let index = 0; index < length; index++) values.push(this.capture(index));
    return values;
  }

  /** The characters of a pattern that each of them matches by itself. */
  get characters(): Uint8Array | undefined {
    const { run } = this.pattern;
    return run?.isSingle ? run.set.members : undefined;
  }

  /** Charges for characters that have been looked at. */
  pass(characters: number): void {
    this.passed += characters;
    this.charge();
  }

  private charge(): void {
    this.pattern.searched += this.passed;
    this.matcher.count(this.passed);
    this.passed = 0;
    this.mostPassed = PASSED_AT_ONCE;
  }

  private nextRun(members: Uint8Array): boolean {
    const { subject, at: from } = this;
    const { length } = subject;
    // What has been looked at once here, the optimised loops do not test for each character.
    if (members.length === 0) return false;
    let at = from;
    while (at < length && members[subject.charCodeAt(at)] === 0) at++;
    this.start = at;
    this.passed += at - from + 1;
    if (at >= length) {
      this.charge();
      return false;
    }
    at++;
    if (!this.isSingle) while (at < length && members[subject.charCodeAt(at)] === 1) at++;
    this.end = at;
    this.at = at;
    this.passed += at - this.start;
    if (this.passed > this.mostPassed) this.charge();
    return true;
  }

  private nextOther(): boolean {
    const { at, native, subject } = this;
    if (at > subject.length) return false;
    if (native === null) return this.nextSlowly();
    const match = native.search(subject, at);
    if (match === null) {
      this.passed += subject.length - at;
      this.charge();
      return false;
    }
    const { index } = match;
    const end = index + match[0].length;
    this.match = match;
    this.start = index;
    this.end = end;
    this.at = end > index ? end : end + 1;
    this.passed += end - at + 1;
    if (this.passed > this.mostPassed) this.charge();
    return true;
  }

  private nextSlowly(): boolean {
    const { subject, matcher, pattern, at } = this;
    if (pattern.isLiteral) {
      this.start = matcher.searchLiteral(subject, pattern.prefix, at);
      this.end = this.start + pattern.prefix.length;
    } else {
      matcher.begin(subject, pattern);
      this.start = matcher.search(at);
      this.end = matcher.end;
    }
    this.at = this.end > this.start ? this.end : this.end + 1;
    return this.start >= 0;
  }
}
