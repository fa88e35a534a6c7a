/** The exact road: patterns that PCRE2 itself compiles and matches. */
import type { Pcre2Loader } from "../../../host/ports.ts";
import type { RegexOptions } from "../options.ts";
import { adapted } from "./binary.ts";
import { type Code, type CompileFailure, CompileOption, MatchError, Pcre2Engine } from "./engine.ts";
import { withKnownNames } from "./property-names.ts";
import { withRefusals } from "./refusals.ts";
import { backBy, byteOffset, type Decoded, decode, findInvalid, isAscii, isInside, unitAt } from "./utf8.ts";
import { UTF8_MESSAGES } from "./utf8-messages.ts";

/** PCRE2's own limit of what a match may try in one place. */
const MATCH_LIMIT = 10_000_000;
/** How much is tried at first; ten times as much each time that it was too little, so that the work can be paid for. */
const FIRST_LIMIT = 1000;
const GROWTH = 10;
const MOST_LIVE = 500;

export interface ExactRoadOptions {
  /** Undefined: there is no PCRE2. */
  readonly pcre2: Pcre2Loader | undefined;
  /** `lua_regex_match_limit`; 0: PCRE2's own. */
  readonly matchLimit: number;
  /** Told how often a match has tried something, in portions. */
  readonly worked: (tries: number) => void;
}

/** One for each machine: the instance of PCRE2, and the patterns that are compiled in it. */
export class ExactRoad {
  readonly matchLimit: number;
  readonly worked: (tries: number) => void;
  private readonly pcre2: Pcre2Loader | undefined;
  private module: unknown;
  private present: Pcre2Engine | undefined;
  /** The patterns that have code, the one that was not used for longest first. */
  private readonly compiled = new Set<ExactRegex>();
  /** The last subject that was UTF-8: decoded, and from where on it is known to be valid. */
  private subject: string | undefined;
  private decoded: Decoded | undefined;
  private validFrom = 0;
  private ascii: boolean | undefined;

  constructor({ pcre2, matchLimit, worked }: ExactRoadOptions) {
    this.pcre2 = pcre2;
    this.matchLimit = matchLimit > 0 ? Math.min(matchLimit, MATCH_LIMIT) : MATCH_LIMIT;
    this.worked = worked;
  }

  /** @param pattern a byte string */
  compile(pattern: string, options: RegexOptions): ExactRegex | CompileFailure {
    const engine = this.engine(undefined);
    if (engine === undefined) return { message: "this pattern needs PCRE2, which is not here", offset: pattern.length };
    const isUtf = options.utf || ASKS_FOR_UTF.test(pattern);
    const invalid = isUtf && !options.unchecked ? findInvalid(pattern, 0) : undefined;
    if (invalid !== undefined) return { message: UTF8_MESSAGES.get(invalid.code) ?? "", offset: invalid.offset };
    const written = isUtf ? decode(pattern) : undefined;
    const { text, original } = withKnownNames(written?.units ?? pattern);
    const regex = new ExactRegex(this, text, options, isUtf);
    const found = regex.compile(engine);
    const placed = found && { ...found, offset: original(found.offset) };
    const failure = withRefusals(pattern, isUtf, options.extended, placed);
    if (failure === undefined) return regex;
    regex.free();
    return written === undefined ? failure : { ...failure, offset: byteOffset(written, failure.offset) };
  }

  /** The instance to work with, on a subject or for compiling; undefined where there is no PCRE2. */
  engine(subject: string | undefined): Pcre2Engine | undefined {
    const { pcre2 } = this;
    if (pcre2 === undefined) return undefined;
    if (this.present === undefined || this.present.isSpentFor(subject)) {
      this.module ??= pcre2.compile(adapted(pcre2.binary()));
      this.present = new Pcre2Engine(this.module);
      this.compiled.clear();
    }
    return this.present;
  }

  /** Blocks in the instance's memory that were not freed. */
  get live(): number {
    return this.present?.live ?? 0;
  }

  /** Frees what is compiled and remembered; patterns are compiled again when they are used. */
  freeAll(): void {
    for (const regex of this.compiled) regex.free();
    this.present?.forgetSubject();
    this.subject = undefined;
  }

  /** A pattern was compiled or used. */
  used(regex: ExactRegex): void {
    if (this.compiled.delete(regex)) {
      this.compiled.add(regex);
      return;
    }
    this.compiled.add(regex);
    if (this.compiled.size <= MOST_LIVE) return;
    const [oldest] = this.compiled;
    oldest?.free();
  }

  freed(regex: ExactRegex): void {
    this.compiled.delete(regex);
  }

  decode(subject: string): Decoded {
    this.remember(subject);
    this.decoded ??= decode(subject);
    return this.decoded;
  }

  isAscii(subject: string): boolean {
    this.remember(subject);
    this.ascii ??= isAscii(subject);
    return this.ascii;
  }

  /** PCRE2's code for what is wrong with the UTF-8 of a subject from an offset on; 0 where nothing is. */
  check(subject: string, from: number): number {
    this.remember(subject);
    if (from >= this.validFrom) return 0;
    const code = findInvalid(subject, from)?.code ?? 0;
    if (code === 0) this.validFrom = from;
    return code;
  }

  private remember(subject: string): void {
    if (this.subject === subject) return;
    this.subject = subject;
    this.decoded = undefined;
    this.ascii = undefined;
    this.validFrom = Number.POSITIVE_INFINITY;
  }
}

/** The pattern itself may ask for UTF-8, at its beginning. */
const ASKS_FOR_UTF = /^(?:\(\*[A-Z_]+(?:=\d+)?\))*\(\*UTF\)/;

export class ExactRegex {
  /** How many groups capture. */
  groups = 0;
  names: Code["names"] = [];
  /** Where the last match's captures are, in bytes: pairs of start and end, -1 where a group took no part. */
  offsets = new Int32Array(2);
  private readonly road: ExactRoad;
  private readonly units: string;
  private readonly bits: number;
  private readonly isUtf: boolean;
  private readonly isChecked: boolean;
  private code: Code | undefined;
  private home: Pcre2Engine | undefined;

  /** Made by {@link ExactRoad.compile}. @param units the pattern, where it is UTF-8 as UTF-16 */
  constructor(road: ExactRoad, units: string, options: RegexOptions, isUtf: boolean) {
    this.road = road;
    this.units = units;
    this.isUtf = isUtf;
    this.isChecked = isUtf && !options.unchecked;
    this.bits = optionBits(options) | (isUtf ? CompileOption.UTF : 0);
  }

  compile(engine: Pcre2Engine): CompileFailure | undefined {
    const code = engine.compile(this.units, this.bits);
    if (!("pointer" in code)) return code;
    this.code = code;
    this.home = engine;
    this.groups = code.pairs - 1;
    this.names = code.names;
    if (this.offsets.length < code.pairs * 2) this.offsets = new Int32Array(code.pairs * 2);
    this.road.used(this);
    return undefined;
  }

  free(): void {
    if (this.code !== undefined) this.home?.free(this.code);
    this.code = undefined;
    this.road.freed(this);
  }

  /**
   * Looks for a match; {@link offsets} has it.
   * @param from where to begin, in bytes
   * @returns one more than the highest group that took part, or an error of PCRE2
   */
  exec(subject: string, from: number): number {
    if (from < 0 || from > subject.length) return MatchError.BADOFFSET;
    const decoded = this.isUtf ? this.road.decode(subject) : undefined;
    const units = decoded?.units ?? subject;
    const engine = this.road.engine(units);
    if (engine === undefined) return MatchError.INTERNAL;
    if ((this.code === undefined || this.home !== engine) && this.compile(engine) !== undefined)
      return MatchError.INTERNAL;
    const { code } = this;
    if (code === undefined) return MatchError.INTERNAL;
    this.road.used(this);
    if (decoded === undefined) return this.run(engine, code, units, from, undefined);
    const error = this.isChecked ? this.check(code, subject, from) : 0;
    return error === 0 ? this.run(engine, code, units, unitAt(decoded, from), decoded) : error;
  }

  /** Only what a match could look at is checked: from the start on, and as far back as a look-behind goes. */
  private check(code: Code, subject: string, from: number): number {
    if (isInside(subject, from)) return from > 0 ? MatchError.BADUTFOFFSET : ISOLATED_BYTE;
    return this.road.check(subject, backBy(subject, from, code.lookBehind));
  }

  private run(engine: Pcre2Engine, code: Code, units: string, from: number, decoded: Decoded | undefined): number {
    const most = Math.min(this.road.matchLimit, code.ownLimit);
    let rc: number;
    try {
      for (let limit = Math.min(FIRST_LIMIT, most); ; limit = Math.min(limit * GROWTH, most)) {
        rc = engine.match(code, units, from, limit);
        if (rc !== MatchError.MATCHLIMIT || limit === most) break;
        this.road.worked(limit);
      }
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown;
      // The instance has run out of stack, or worse.
      engine.isBroken = true;
      return MatchError.INTERNAL;
    }
    if (rc > 0) this.take(engine.captures, code.pairs * 2, decoded);
    return rc;
  }

  private take(captures: Int32Array, count: number, decoded: Decoded | undefined): void {
    for (let at = 0; at < count; at++) {
      const unit = captures[at] as number;
      this.offsets[at] = unit < 0 || decoded === undefined ? unit : byteOffset(decoded, unit);
    }
  }
}

const ISOLATED_BYTE = -22;

function optionBits({ caseless, multiline, dotall, extended, anchored, dupnames, javascript }: RegexOptions): number {
  const { ALT_BSUX, ALLOW_EMPTY_CLASS, MATCH_UNSET_BACKREF } = CompileOption;
  return (
    (caseless ? CompileOption.CASELESS : 0) |
    (multiline ? CompileOption.MULTILINE : 0) |
    (dotall ? CompileOption.DOTALL : 0) |
    (extended ? CompileOption.EXTENDED : 0) |
    (anchored ? CompileOption.ANCHORED : 0) |
    (dupnames ? CompileOption.DUPNAMES : 0) |
    (javascript ? ALT_BSUX | ALLOW_EMPTY_CLASS | MATCH_UNSET_BACKREF : 0)
  );
}
