/** The fast road: patterns that JavaScript's own RegExp matches as PCRE does. */
import { isAscii } from "../exact/utf8.ts";
import type { RegexOptions } from "../options.ts";
import type { Pattern } from "../pattern/nodes.ts";
import { parsePattern } from "../pattern/parser.ts";
import { Unclear } from "../pattern/unclear.ts";
import { type Effort, effortOf } from "./effort.ts";
import { isSame } from "./equality.ts";
import { Lookahead } from "./lookahead.ts";
import { type NativeSource, nativeSource } from "./source.ts";

/** Longer patterns are rare, and may be more than one of the two takes. */
const LONGEST_PATTERN = 5000;

/** A pattern in JavaScript's way, and what is known of it. */
export interface Translation extends NativeSource {
  readonly pattern: Pattern;
  readonly effort: Effort;
  /** True where only subjects of ASCII alone are matched as PCRE does: it would read others as UTF-8. */
  readonly isForAscii: boolean;
}

/** The translation of a pattern, or undefined where there is none that does the same. */
export function translate(source: string, options: RegexOptions): Translation | undefined {
  if (options.javascript || source.length > LONGEST_PATTERN) return undefined;
  if (options.utf && (!isAscii(source) || /\\[CX]/.test(source))) return undefined;
  const pattern = parsePattern(source, options);
  if (pattern === undefined) return undefined;
  const ahead = new Lookahead();
  if (!isSame(pattern, ahead)) return undefined;
  const effort = effortOf(pattern.root, ahead);
  if (effort === undefined) return undefined;
  try {
    const written = nativeSource(pattern, ahead);
    return {
      ...written,
      isSticky: written.isSticky || options.anchored,
      pattern,
      effort,
      isForAscii: options.utf,
    };
  } catch (thrown) {
    if (thrown instanceof Unclear) return undefined;
    throw thrown;
  }
}

/** How long a subject may be of which no attempt tries more often than `limit`. */
export function longestSubject({ degree, factor }: Effort, limit: number): number {
  if (degree === 0) return factor * TRIES_A_STEP <= limit ? Number.POSITIVE_INFINITY : 0;
  return Math.floor((limit / (factor * TRIES_A_STEP)) ** (1 / degree));
}

/** What PCRE counts for what {@link Effort} counts as one. */
const TRIES_A_STEP = 4;
