/** Reads up to a pattern, as what `tcpsock:receiveuntil` returns does it. */
import type { Reader } from "../stream/readers.ts";

/** A pattern with what it has found so far: a read goes on where the one before stopped. */
export class Until {
  private readonly pattern: Uint8Array;
  private readonly isInclusive: boolean;
  /** For each number of matched bytes: with how many the search goes on where the next byte does not match. */
  private readonly fallbacks: Uint32Array;
  /** How many bytes of the pattern the stream has given last. No read has answered them yet. */
  private matched = 0;
  /** A read in pieces has come to the pattern: the next piece is nil. */
  private isAtEnd = false;

  constructor(pattern: Uint8Array, isInclusive: boolean) {
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
      take(bytes, keep) {
        let at = 0;
        while (at < bytes.length) {
          if (until.matched === 0) {
            const from = at;
            at = until.nextStart(bytes, from, Math.min(bytes.length, from + missing));
            if (at > from) keep(bytes.subarray(from, at));
            missing -= at - from;
            if (missing === 0) {
              this.isDone = true;
              return at;
            }
            if (at === bytes.length) break;
          }
          if (bytes[at] === until.pattern[until.matched]) {
            at++;
            if (++until.matched < until.pattern.length) continue;
            until.matched = 0;
            until.isAtEnd = isInPieces;
            if (until.isInclusive) keep(until.pattern);
            this.isDone = true;
            return at;
          }
          const known = until.giveBack(bytes[at]);
          keep(known);
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
  private nextStart(bytes: Uint8Array, from: number, to: number): number {
    const at = bytes.indexOf(this.pattern[0] as number, from);
    return at < 0 || at > to ? to : at;
  }

  /**
   * The next byte does not go on with the pattern: fewer bytes are matched now, that one included if any are.
   * @returns the bytes that are known not to be the pattern's
   */
  private giveBack(next: number | undefined): Uint8Array {
    const { pattern, fallbacks } = this;
    const before = this.matched;
    let matched = fallbacks[before] as number;
    while (matched > 0 && pattern[matched] !== next) matched = fallbacks[matched] as number;
    // at no match the search begins anew with that byte
    this.matched = matched === 0 ? 0 : matched + 1;
    return pattern.subarray(0, matched === 0 ? before : before - matched);
  }
}

/** For each length of a part at the front: the longest shorter one that it ends with. */
function fallbacksOf(pattern: Uint8Array): Uint32Array {
  const fallbacks = new Uint32Array(pattern.length + 1);
  for (let length = 2, matched = 0; length <= pattern.length; length++) {
    while (matched > 0 && pattern[matched] !== pattern[length - 1]) matched = fallbacks[matched] as number;
    if (pattern[matched] === pattern[length - 1]) matched++;
    fallbacks[length] = matched;
  }
  return fallbacks;
}
