/** The shell's patterns. A pattern is a text in which a backslash stands in front of what was quoted. */
import { Matcher } from "../regex/matcher.ts";
import { characterClass, type Expression } from "../regex/syntax.ts";
import { ShellError } from "./syntax.ts";

/** Nothing interrupts the search for a pattern. */
const LONGEST_TRIMMED = 1024 ** 2;

const ANYTHING: Expression = {
  kind: "set",
  chars: new Set(Array.from({ length: 256 }, (_, code) => code)),
};

/** Whether anything in it stands for more than itself. */
export function isPattern(pattern: string): boolean {
  return /[*?[]/.test(pattern.replace(/\\./gs, ""));
}

/** The text that a pattern without anything special stands for. */
export function unquote(pattern: string): string {
  return pattern.replace(/\\(.)/gs, "$1");
}

/** A text as a pattern that stands for itself. */
export function quote(text: string): string {
  return text.replace(/[\\*?[\]!-]/g, "\\$&");
}

export function matches(pattern: string, text: string): boolean {
  if (!isPattern(pattern)) return unquote(pattern) === text;
  return new Matcher({ kind: "sequence", parts: parse(pattern) }).atBeginning(text)?.longest === text.length;
}

/** A text without what a pattern matches of its beginning or its end. */
export function trim(text: string, operator: string, pattern: string): string {
  if (text.length > LONGEST_TRIMMED) throw new ShellError("takes too long");
  const isLongest = operator.length === 2;
  const fromEnd = operator.startsWith("%");
  const parts = parse(pattern);
  const matcher = new Matcher({ kind: "sequence", parts: fromEnd ? [...parts].reverse() : parts });
  const found = matcher.atBeginning(fromEnd ? reversed(text) : text);
  if (found === undefined) return text;
  const length = isLongest ? found.longest : found.shortest;
  return fromEnd ? text.slice(0, text.length - length) : text.slice(length);
}

function reversed(text: string): string {
  return text.split("").reverse().join("");
}

function parse(pattern: string): Expression[] {
  const parts: Expression[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === "*") {
      if (pattern[at - 1] !== "*" || parts.at(-1)?.kind !== "repeat") {
        parts.push({ kind: "repeat", part: ANYTHING, least: 0, most: Number.POSITIVE_INFINITY });
      }
    } else if (char === "?") parts.push(ANYTHING);
    else if (char === "[") {
      const bracket = parseBracket(pattern, at + 1);
      if (bracket === undefined) parts.push(literal(char));
      else {
        parts.push({ kind: "set", chars: bracket.chars });
        at = bracket.end;
      }
    } else {
      if (char === "\\") at++;
      parts.push(literal(pattern.charAt(at)));
    }
  }
  return parts;
}

function literal(char: string): Expression {
  return char === "" ? { kind: "empty" } : { kind: "set", chars: new Set([char.charCodeAt(0)]) };
}

/** @returns undefined where it is not closed */
function parseBracket(pattern: string, from: number): { chars: ReadonlySet<number>; end: number } | undefined {
  let at = from;
  const isNegative = pattern[at] === "!" || pattern[at] === "^";
  if (isNegative) at++;
  const chars = new Set<number>();
  const take = () => {
    if (pattern[at] === "\\") at++;
    return pattern.charCodeAt(at++);
  };
  for (let isFirst = true; ; isFirst = false) {
    if (at >= pattern.length) return undefined;
    if (pattern[at] === "]" && !isFirst) break;
    const [whole, name] = /^\[:(\w+):\]/.exec(pattern.slice(at, at + 20)) ?? [];
    if (whole !== undefined && name !== undefined) {
      for (const code of characterClass(name) ?? []) chars.add(code);
      at += whole.length;
      continue;
    }
    const begin = take();
    if (pattern[at] === "-" && pattern[at + 1] !== "]" && at + 1 < pattern.length) {
      at++;
      const end = take();
      for (let code = begin; code <= end; code++) chars.add(code);
    } else chars.add(begin);
  }
  if (!isNegative) return { chars, end: at };
  const rest = new Set<number>();
  for (let code = 0; code < 256; code++) if (!chars.has(code)) rest.add(code);
  return { chars: rest, end: at };
}
