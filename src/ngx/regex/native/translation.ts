/** The fast road: patterns that JavaScript's own RegExp matches as PCRE does. */
import { isAscii } from "../exact/utf8.ts";
import type { RegexOptions } from "../options.ts";
import { children, type Node } from "../pattern/nodes.ts";
import { parsePattern } from "../pattern/parser.ts";
import { Unclear } from "../pattern/unclear.ts";
import { type Effort, effortOf } from "./effort.ts";
import { isSame } from "./equality.ts";
import { Lookahead } from "./lookahead.ts";
import { requiredByte } from "./required.ts";
import { type NativeSource, nativeSource } from "./source.ts";

/** Longer patterns are rare, and may be more than one of the two takes. */
const LONGEST_PATTERN = 5000;

/** A pattern in JavaScript's way, and what is known of it. */
export interface Translation extends NativeSource {
  /** How many groups capture. */
  readonly groups: number;
  /** Sorted as PCRE sorts them. */
  readonly names: readonly (readonly [name: string, group: number])[];
  readonly effort: Effort;
  /** A byte without which there is no match, as a text; undefined where none is certain. */
  readonly required: string | undefined;
  /** True where only subjects of ASCII alone are matched as PCRE does: it would read others as UTF-8. */
  readonly isForAscii: boolean;
  /** JavaScript's `split` finds all matches of it, as one after another would be found: none is empty, and nothing is captured. */
  readonly canSplit: boolean;
  /** It has items that PCRE's DFA matcher refuses. */
  readonly isUnsuitableForDfa: boolean;
}

/** The translation of a pattern, or undefined where there is none that does the same. */
export function translate(source: string, options: RegexOptions): Translation | undefined {
  if (options.javascript || source.length > LONGEST_PATTERN) return undefined;
  // What is not ASCII, or no whole character, is other things in UTF-8.
  if (options.utf && (!isAscii(source) || /\\[CX]/.test(source))) return undefined;
  const pattern = parsePattern(source, options);
  if (pattern === undefined) return undefined;
  const ahead = new Lookahead();
  if (forksIn(pattern.root) > MOST_FORKS || !isSame(pattern, ahead)) return undefined;
  const effort = effortOf(pattern.root, ahead);
  if (effort === undefined) return undefined;
  const required = requiredByte(pattern.root);
  try {
    const written = nativeSource(pattern, ahead);
    const isSticky = written.isSticky || options.anchored;
    return {
      ...written,
      isSticky,
      groups: pattern.groups,
      names: pattern.names,
      effort,
      required: required < 0 ? undefined : String.fromCharCode(required),
      isForAscii: options.utf,
      canSplit: written.nativeGroups === 0 && !isSticky && !options.dfa && !ahead.isNullable(pattern.root),
      isUnsuitableForDfa: hasUnsuitable(pattern.root),
    };
  } catch (thrown) {
    if (thrown instanceof Unclear) return undefined;
    throw thrown;
  }
}

/**
 * Where the matcher has a choice. V8's compiler takes ever longer for each that another follows, and nothing can stop it: 200 of
 * `(a|b)` take 12 ms, 500 of them 90. PCRE's has no such trouble.
 */
function forksIn(node: Node): number {
  const inside = children(node).reduce((sum, child) => sum + forksIn(child), 0);
  if (node.kind === "choice") return inside + 1;
  if (node.kind !== "repeat") return inside;
  return inside * (node.most <= MOST_UNROLLED ? node.most : 1) + 1;
}

const MOST_FORKS = 200;
/** V8 writes out repetitions of up to so many times. */
const MOST_UNROLLED = 3;

function hasUnsuitable(node: Node): boolean {
  return node.kind === "reference" || node.kind === "keep out" || children(node).some(hasUnsuitable);
}
