/** Reads up to a pattern, as what `tcpsock:receiveuntil` returns does it. */
import type { Reader } from "../stream/readers.ts";

/** A pattern with what it has found so far: a read goes on where the one before stopped. */
export class Until {
  private readonly pattern: string;
  private readonly isInclusive: boolean;
  /** For each number of matched bytes: with how many the search goes on where the next byte does not match. */
  private readonly fallbacks: Uint32Array;
  /** How many bytes of the pattern the stream has given last. No read has answered them yet. */
  private matched = 0;
  /** A read in pieces has come to the pattern: the next piece is nil. */
  private isAtEnd = false;

  constructor(pattern: string, isInclusive: boolean) {
    this.pattern = pattern;
    this.isInclusive = isInclusive;
    this.fallbacks = fallbacksOf(pattern);
  }

  /** True once after a read in pieces that ended with the pattern. */
  takeEnd(): boolean {
    const { isAtEnd } = this;
    this.isAtEnd = false;
    return isAtEnd;
  }

  /**
   * A reader of what stands in front of the pattern.
   * @param most a piece of so many bytes will do (somewhat more where they began like the pattern); 0: all
   */
  reader(most: number): Reader {
    const until = this;
    const isInPieces = most > 0;
    let missing = isInPieces ? most : Number.POSITIVE_INFINITY;
    return {
      isDone: false,
      untilEnd: false,
      ofOneBuffer: false,
      take(text, keep) {
        const { pattern } = until;
        let at = 0;
        while (at < text.length) {
          if (until.matched === 0) {
            const from = at;
            at = until.nextStart(text, from, Math.min(text.length, from + missing));
            if (at > from) keep(text.slice(from, at), text);
            missing -= at - from;
            if (missing === 0) {
              this.isDone = true;
              return at;
            }
            if (at === text.length) break;
          }
          if (text.charCodeAt(at) === pattern.charCodeAt(until.matched)) {
            at++;
            if (++until.matched < pattern.length) continue;
            until.matched = 0;
            until.isAtEnd = isInPieces;
            if (until.isInclusive) keep(pattern, pattern);
            this.isDone = true;
            return at;
          }
          const known = until.giveBack(text.charCodeAt(at));
          keep(known, known);
          missing -= known.length;
          if (until.matched > 0) at++;
          if (missing <= 0) {
            this.isDone = true;
            return at;
          }
        }
        return at;
      },
    };
  }

  /** Where the pattern may begin next. */
  private nextStart(text: string, from: number, to: number): number {
    const at = text.indexOf(this.pattern.charAt(0), from);
    return at < 0 || at > to ? to : at;
  }

  /**
   * The next byte does not go on with the pattern: fewer bytes are matched now, that one included if any are.
   * @returns the bytes that are known not to be the pattern's
   */
  private giveBack(next: number): string {
    const { pattern, fallbacks } = this;
    const before = this.matched;
    let matched = fallbacks[before] as number;
    while (matched > 0 && pattern.charCodeAt(matched) !== next) matched = fallbacks[matched] as number;
    // at no match the search begins anew with that byte
    this.matched = matched === 0 ? 0 : matched + 1;
    return pattern.slice(0, matched === 0 ? before : before - matched);
  }
}

/** For each length of a part at the front: the longest shorter one that it ends with. */
function fallbacksOf(pattern: string): Uint32Array {
  const fallbacks = new Uint32Array(pattern.length + 1);
  for (let length = 2, matched = 0; length <= pattern.length; length++) {
    while (matched > 0 && pattern[matched] !== pattern[length - 1]) matched = fallbacks[matched] as number;
    if (pattern[matched] === pattern[length - 1]) matched++;
    fallbacks[length] = matched;
  }
  return fallbacks;
}
