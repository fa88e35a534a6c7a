/**
 * Finds an expression in a line, the leftmost and then the longest: all ways at once, so that no expression takes more time
 * than its size times that of the line.
 */
import { type Expression, ExpressionError, parseExpression } from "./syntax.ts";

/** One state of the automaton. */
type State =
  | { kind: "char"; chars: Uint8Array; next: number }
  | { kind: "split"; next: number; other: number }
  | { kind: "check"; holds: (text: string, at: number) => boolean; next: number }
  | { kind: "found" };

/** Work for one text, beyond which it is given up. */
const MOST_STEPS = 3_000_000;
const MOST_STATES = 20_000;

export interface Found {
  readonly start: number;
  readonly end: number;
}

export interface MatcherOptions {
  readonly isExtended: boolean;
  readonly ignoresCase: boolean;
}

export class Matcher {
  private readonly states: State[] = [];
  private readonly begin: number;
  private readonly seen: Int32Array;
  private mark = 0;
  private steps = 0;
  private lastStep = MOST_STEPS;

  /** @throws ExpressionError where it would be too large */
  constructor(tree: Expression, ignoresCase = false) {
    this.begin = this.build(tree, this.add({ kind: "found" }), ignoresCase);
    this.seen = new Int32Array(this.states.length);
  }

  /** @throws ExpressionError */
  static of(pattern: string, { isExtended, ignoresCase }: MatcherOptions): Matcher {
    return new Matcher(parseExpression(pattern, isExtended), ignoresCase);
  }

  /** The next calls are about another text. */
  nextText(): void {
    this.lastStep = this.steps + MOST_STEPS;
  }

  /** How long the shortest and the longest match at the beginning of the text are. */
  atBeginning(text: string): { readonly shortest: number; readonly longest: number } | undefined {
    const ends = this.endsFrom(text, 0);
    const [shortest] = ends;
    return shortest === undefined ? undefined : { shortest, longest: ends.at(-1) as number };
  }

  /** The leftmost longest match from `from` on. */
  find(text: string, from = 0): Found | undefined {
    for (let start = from; start <= text.length; start++) {
      const end = this.endsFrom(text, start).at(-1);
      if (end !== undefined) return { start, end };
    }
    return undefined;
  }

  /** Whether it is somewhere in the text. */
  test(text: string): boolean {
    let current: number[] = [];
    for (let at = 0; ; at++) {
      this.mark++;
      const reached: number[] = [];
      for (const state of current) if (this.follow(state, text, at, reached)) return true;
      if (this.follow(this.begin, text, at, reached)) return true;
      if (at >= text.length) return false;
      current = this.advance(reached, text.charCodeAt(at));
    }
  }

  /** Where matches that begin at `start` end, in order. */
  private endsFrom(text: string, start: number): number[] {
    const ends: number[] = [];
    let current = [this.begin];
    for (let at = start; current.length > 0; at++) {
      this.mark++;
      const reached: number[] = [];
      let isFound = false;
      for (const state of current) isFound = this.follow(state, text, at, reached) || isFound;
      if (isFound) ends.push(at);
      if (at >= text.length) break;
      current = this.advance(reached, text.charCodeAt(at));
    }
    return ends;
  }

  private advance(reached: readonly number[], code: number): number[] {
    const next: number[] = [];
    for (const index of reached) {
      const state = this.states[index] as State;
      if (state.kind === "char" && state.chars[code] === 1) next.push(state.next);
    }
    return next;
  }

  /** Adds the states that are reached without a character. @returns whether the end is among them */
  private follow(from: number, text: string, at: number, reached: number[]): boolean {
    const open = [from];
    let isFound = false;
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.seen[index] === this.mark) continue;
      this.seen[index] = this.mark;
      if (++this.steps > this.lastStep) throw new ExpressionError("takes too long");
      const state = this.states[index] as State;
      if (state.kind === "char") reached.push(index);
      else if (state.kind === "found") isFound = true;
      else if (state.kind === "split") open.push(state.next, state.other);
      else if (state.holds(text, at)) open.push(state.next);
    }
    return isFound;
  }

  private add(state: State): number {
    if (this.states.length >= MOST_STATES) throw new ExpressionError("Regular expression too big");
    return this.states.push(state) - 1;
  }

  /** Adds the states of `tree`, which lead to `next`. @returns the first of them */
  private build(tree: Expression, next: number, ignoresCase: boolean): number {
    switch (tree.kind) {
      case "set":
        return this.add({ kind: "char", chars: tableOf(tree.chars, ignoresCase), next });
      case "empty":
        return next;
      case "sequence": {
        let first = next;
        for (const part of [...tree.parts].reverse()) first = this.build(part, first, ignoresCase);
        return first;
      }
      case "choice": {
        let first = -1;
        for (const part of tree.parts) {
          const way = this.build(part, next, ignoresCase);
          first = first < 0 ? way : this.add({ kind: "split", next: first, other: way });
        }
        return first;
      }
      case "repeat": {
        const { part, least, most } = tree;
        let first = next;
        if (most === Number.POSITIVE_INFINITY) {
          const loop: State = { kind: "split", next, other: next };
          first = this.add(loop);
          loop.other = this.build(part, first, ignoresCase);
        } else {
          for (let count = least; count < most; count++) {
            first = this.add({ kind: "split", next, other: this.build(part, first, ignoresCase) });
          }
        }
        for (let count = 0; count < least; count++) first = this.build(part, first, ignoresCase);
        return first;
      }
      default:
        return this.add({ kind: "check", holds: CHECKS[tree.kind], next });
    }
  }
}

const CHECKS = {
  start: (_text: string, at: number) => at === 0,
  end: (text: string, at: number) => at === text.length,
  "word start": (text: string, at: number) => !isWord(text, at - 1) && isWord(text, at),
  "word end": (text: string, at: number) => isWord(text, at - 1) && !isWord(text, at),
  "word edge": (text: string, at: number) => isWord(text, at - 1) !== isWord(text, at),
  "no word edge": (text: string, at: number) => isWord(text, at - 1) === isWord(text, at),
};

export function isWord(text: string, at: number): boolean {
  return /\w/.test(text.charAt(at));
}

function tableOf(chars: ReadonlySet<number>, ignoresCase: boolean): Uint8Array {
  const table = new Uint8Array(256);
  for (const code of chars) {
    table[code] = 1;
    if (!ignoresCase) continue;
    const char = String.fromCharCode(code);
    if (/[a-z]/.test(char)) table[code - 32] = 1;
    if (/[A-Z]/.test(char)) table[code + 32] = 1;
  }
  return table;
}
