/**
 * A pattern that is ready to be matched, on one of two roads: JavaScript's own RegExp where it is certain to do the same, or
 * else PCRE2.
 */
import { type CompileFailure, MatchError } from "./exact/engine.ts";
import { ExactRegex, type ExactRoad } from "./exact/exact-regex.ts";
import { longestSubject } from "./native/effort.ts";
import { type Translation, translate } from "./native/translation.ts";
import type { RegexOptions } from "./options.ts";

/**
 * Compiles a pattern. Where a translation exists, PCRE2 is not asked at all.
 * @param source a byte string
 */
export function compileRegex(source: string, options: RegexOptions, exact: ExactRoad): Regex | CompileFailure {
  const translation = translate(source, options);
  const native = translation === undefined ? undefined : nativeOf(translation);
  if (translation !== undefined && native !== undefined) return new Regex(source, options, exact, translation);
  const compiled = exact.compile(source, options);
  return compiled instanceof ExactRegex ? new Regex(source, options, exact, compiled) : compiled;
}

/** Before a search of so many bytes it pays to look for a byte that a match must have. */
const LONG_SEARCH = 500;

/** JavaScript looks for all matches at once only in a subject of no more bytes: nothing can interrupt it. */
const MOST_AT_ONCE = 4096;

/** The last match is kept in it: who calls into Lua must have taken from it before what is needed. */
export class Regex {
  /** How many groups capture. */
  readonly groups: number;
  /** The named ones, sorted by name, and by number where a name is used twice. */
  readonly names: readonly (readonly [name: string, group: number])[];
  /** With the option D a name stands for the list of what its groups captured. */
  readonly hasLists: boolean;
  /** Where the last match begins and ends, in bytes. */
  start = 0;
  end = 0;
  private readonly source: string;
  private readonly options: RegexOptions;
  private readonly road: ExactRoad;
  private readonly translation: Translation | undefined;
  private readonly native: RegExp | undefined;
  /** As {@link native}, with the places of groups: that takes longer, and few ask. */
  private places: RegExp | undefined;
  private exact: ExactRegex | undefined;
  /** Longer subjects go the exact road. */
  private nativeLength = -1;
  private subject = "";
  /** Where the search for the last match began. */
  private from = 0;
  /** The last match, if it was found on the fast road. */
  private found: RegExpExecArray | null = null;

  constructor(source: string, options: RegexOptions, road: ExactRoad, compiled: Translation | ExactRegex) {
    this.source = source;
    this.options = options;
    this.hasLists = options.dupnames;
    this.road = road;
    this.groups = options.dfa ? 0 : compiled.groups;
    this.names = compiled.names;
    if (compiled instanceof ExactRegex) {
      this.exact = compiled;
      return;
    }
    this.translation = compiled;
    this.native = nativeOf(compiled);
    this.nativeLength = longestSubject(compiled.effort, road.matchLimit);
  }

  /** Whether it takes the fast road. */
  get isTranslated(): boolean {
    return this.native !== undefined;
  }

  /**
   * Looks for a match from the byte `from` on.
   * @returns undefined where there is one, else PCRE2's code: -1 for none
   */
  exec(subject: string, from: number): number | undefined {
    const { native, translation } = this;
    this.subject = subject;
    if (native === undefined || translation === undefined || subject.length > this.nativeLength) {
      return this.execExactly(subject, from);
    }
    if (translation.isForAscii && !this.road.isAscii(subject)) return this.execExactly(subject, from);
    if (from > subject.length || from < 0) return MatchError.BADOFFSET;
    const { required } = translation;
    if (required !== undefined && subject.length - from > LONG_SEARCH && !subject.includes(required, from)) {
      return MatchError.NOMATCH;
    }
    native.lastIndex = from;
    let found: RegExpExecArray | null;
    try {
      found = native.exec(subject);
    } catch {
      // JavaScript has not enough room for this pattern, or for what it has to remember of this subject.
      this.nativeLength = subject.length - 1;
      return this.execExactly(subject, from);
    }
    if (found === null) return MatchError.NOMATCH;
    this.found = found;
    this.from = from;
    this.end = found.index + (found[0] as string).length;
    const { keptOut } = translation;
    this.start = keptOut === 0 ? found.index : found.index + (found[keptOut] as string).length;
    return this.options.dfa ? this.takeLongest(translation) : undefined;
  }

  /** What stands between all the matches in a subject. Undefined: they have to be looked for one by one. */
  between(subject: string): readonly string[] | undefined {
    const { native, translation } = this;
    if (native === undefined || !translation?.canSplit) return undefined;
    if (subject === "" || subject.length > MOST_AT_ONCE || subject.length > this.nativeLength) return undefined;
    if (translation.isForAscii && !this.road.isAscii(subject)) return undefined;
    try {
      return subject.split(native);
    } catch {
      // as in `exec`, which finds out again
      return undefined;
    }
  }

  /** The text of a group in the last match, false where it took no part. Group 0 is the whole match. */
  text(group: number): string | false {
    const { found } = this;
    if (group === 0) {
      const whole = found === null ? undefined : (found[0] as string);
      if (whole?.length === this.end - this.start) return whole;
      return this.subject.slice(this.start, this.end);
    }
    if (found !== null) return found[this.translation?.places[group] ?? 0] ?? false;
    const offsets = this.exact?.offsets;
    const start = offsets?.[group * 2] ?? -1;
    return start < 0 ? false : this.subject.slice(start, offsets?.[group * 2 + 1]);
  }

  /** Starts and ends of the groups in the last match, in pairs; -1 where one took no part. */
  offsets(): ArrayLike<number> {
    const { found, translation } = this;
    if (found === null || translation === undefined) return this.exact?.offsets ?? [];
    const offsets = new Int32Array((this.groups + 1) * 2).fill(-1);
    offsets[0] = this.start;
    offsets[1] = this.end;
    if (this.groups === 0) return offsets;
    this.places ??= nativeOf(translation, "d");
    const { places } = this;
    if (places === undefined) return offsets;
    places.lastIndex = this.from;
    const { indices } = places.exec(this.subject) ?? {};
    for (let group = 1; group <= this.groups; group++) {
      const place = indices?.[translation.places[group] ?? 0];
      if (place === undefined) continue;
      offsets[group * 2] = place[0];
      offsets[group * 2 + 1] = place[1];
    }
    return offsets;
  }

  /** One more than the highest group that took part in the last match. */
  taken(): number {
    let group = this.groups;
    while (group > 0 && this.text(group) === false) group--;
    return group + 1;
  }

  /** Forgets the last match, which keeps its subject from being collected. */
  release(): void {
    this.subject = "";
    this.found = null;
  }

  /** Gives back what it has in PCRE2's memory. */
  free(): void {
    this.exact?.free();
  }

  /** With the option d the longest match in this place is the one; PCRE2 finds it in another way, which refuses some items. */
  private takeLongest({ text, isUnsuitableForDfa }: Translation): number | undefined {
    if (isUnsuitableForDfa) return MatchError.DFA_UITEM;
    while (this.end < this.subject.length) {
      const longer = new RegExp(`(?:${text})(?![^]{${this.subject.length - this.end}})`, "y");
      longer.lastIndex = this.start;
      if (!longer.test(this.subject)) break;
      this.end = longer.lastIndex;
    }
    return undefined;
  }

  private execExactly(subject: string, from: number): number | undefined {
    this.found = null;
    if (this.exact === undefined) {
      const compiled = this.road.compile(this.source, this.options);
      if (!(compiled instanceof ExactRegex)) return MatchError.INTERNAL;
      this.exact = compiled;
    }
    const rc = this.exact.exec(subject, from);
    if (rc < 0) return rc;
    this.start = this.exact.offsets[0] ?? 0;
    this.end = this.exact.offsets[1] ?? 0;
    return undefined;
  }
}

/** Undefined where JavaScript finds the pattern too large. */
function nativeOf({ text, isSticky }: Translation, more = ""): RegExp | undefined {
  try {
    return new RegExp(text, `${more}${isSticky ? "y" : "g"}`);
  } catch {
    return undefined;
  }
}
