/** What patterns.ts makes of a pattern, and matcher.ts runs. */
import type { CharacterSet } from "./character-sets.ts";
import type { NativeSearch } from "./native-search.ts";

export const enum NodeKind {
  /** The end of the pattern: it matches. */
  End,
  /** `$` as the last character: matches at the end of the subject. */
  EndOfSubject,
  /** The character {@link PatternNode.char}. */
  Char,
  /** The characters of {@link PatternNode.text}, one after the other. */
  Text,
  /** One character of {@link PatternNode.set}. */
  Set,
  /** `?`, `*`, `+` and `-` after a character of {@link PatternNode.set}. */
  Optional,
  Star,
  Plus,
  Lazy,
  /** `(`, of capture number {@link PatternNode.capture}. */
  Open,
  /** `()` */
  Position,
  /** `)` */
  Close,
  /** `%1`; of a position it never matches. */
  BackReference,
  /** `%bxy`: {@link PatternNode.char} and {@link PatternNode.closer}. */
  Balance,
  /** `%f[set]` */
  Frontier,
  /** Raises {@link PatternNode.text}. */
  Failure,
}

/** A repetition that is not {@link Decision.Tried} takes a number of characters besides which no other can match. */
export const enum Decision {
  /** One number of characters after the other is tried with what comes next. */
  Tried,
  /** As many as there are. */
  Most,
  /** As many as leave what comes next a character of its {@link PatternNode.leading}. */
  MostBeforeLeading,
  /** As few as that. */
  FewestBeforeLeading,
  /** As few as leave only characters of {@link PatternNode.tail} of what comes next. */
  FewestBeforeTail,
  None,
}

/** Lua's LUA_MAXCAPTURES. */
export const CAPTURE_LIMIT = 32;

export const enum CaptureKind {
  Text,
  Position,
  /** It was never closed: an error when its value is asked for. */
  Unfinished,
}

export class PatternNode {
  readonly kind: NodeKind;
  readonly set: CharacterSet;
  readonly char: number;
  readonly closer: number;
  readonly capture: number;
  readonly text: string;
  /** What comes after it; an end has itself. */
  next: PatternNode = this;
  /** The characters that a match from here on must begin with, where that is known. */
  leading: CharacterSet | undefined = undefined;
  /** Where a match from here on needs nothing but that all characters that are left are of one set: that set. */
  tail: CharacterSet | undefined = undefined;
  /** How a repetition finds out how many characters it takes. */
  decision: Decision = Decision.Tried;

  constructor(kind: NodeKind, set: CharacterSet, char: number, closer: number, capture: number, text: string) {
    this.kind = kind;
    this.set = set;
    this.char = char;
    this.closer = closer;
    this.capture = capture;
    this.text = text;
  }
}

/** A run of characters as long as can be, or one character, perhaps captured. */
export interface Run {
  readonly set: CharacterSet;
  readonly isSingle: boolean;
}

export interface Pattern {
  readonly first: PatternNode;
  /** It begins with `^`. */
  readonly anchored: boolean;
  /** Nothing in it is special: `find` may look for the text itself. */
  readonly plain: boolean;
  /** The characters that each match begins with; may be empty. */
  readonly prefix: string;
  /** The prefix is all that there is. */
  readonly isLiteral: boolean;
  /** What it is about, where nothing else is in it: `%w+`, `([^,]+)` or `[<>&]`. */
  readonly run: Run | undefined;
  readonly captures: readonly CaptureKind[];
  /** How many characters have been searched for it. */
  searched: number;
  /** The engine's search for it; null where there is none, undefined where that has not been asked yet. */
  native: NativeSearch | null | undefined;
}
