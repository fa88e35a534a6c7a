/**
 * What the recorded PCRE2 (8 bit, 10.42) refuses, and the binary (16 bit, 10.34) takes: characters above 255 where no UTF-8
 * is asked for, and `\K` in a look-around.
 */
import type { CompileFailure } from "./engine.ts";

/** Found while a pattern is read; others only later, when it is whole. */
const FOUND_LATER: ReadonlySet<string> = new Set([
  "reference to non-existent subpattern",
  "lookbehind assertion is not fixed length",
  "regular expression is too large",
]);

/** @param found what is wrong with the pattern by the binary's word, if anything is */
export function withRefusals(
  pattern: string,
  isUtf: boolean,
  isExtended: boolean,
  found: CompileFailure | undefined,
): CompileFailure | undefined {
  if (!pattern.includes("\\")) return found;
  const { tooLarge, keepsOutInside } = scan(isExtended ? pattern.replace(COMMENT, blank) : pattern);
  const early = found === undefined || FOUND_LATER.has(found.message) ? undefined : found;
  if (!isUtf && tooLarge !== undefined && (early === undefined || tooLarge.offset <= early.offset)) return tooLarge;
  return early ?? (keepsOutInside ? { message: NO_KEEP_OUT, offset: pattern.length } : found);
}

const NO_KEEP_OUT = "\\K is not allowed in lookarounds (but see PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK)";
const TOKEN =
  /\\Q[^]*?(?:\\E|$)|\\x\{([0-9A-Fa-f]+)\}|\\o\{([0-7]+)\}|\\([4-7][0-7]{2})|\\K|\\[^]|\(\?#[^)]*\)|\(\?<?[=!]|\(|\)|\[\^?\]?(?:\\[^]|\[:\^?[a-z]+:\]|[^\]\\])*\]/g;

/** What the option x makes a comment of. */
const COMMENT = /(\\[^])|#[^\n]*/g;

function blank(text: string, escape: string | undefined): string {
  return escape ?? " ".repeat(text.length);
}

function scan(pattern: string): { tooLarge: CompileFailure | undefined; keepsOutInside: boolean } {
  let tooLarge: CompileFailure | undefined;
  let keepsOutInside = false;
  /** For each open group, whether it is a look-around or inside of one. */
  const groups: boolean[] = [];
  const isInside = () => groups.at(-1) ?? false;
  for (const found of pattern.matchAll(TOKEN)) {
    const [token] = found;
    tooLarge ??= tooLargeIn(found, found.index);
    if (token === "\\K") keepsOutInside ||= isInside();
    else if (token === ")") groups.pop();
    else if (token === "(") groups.push(isInside());
    else if (/^\(\?<?[=!]/.test(token)) groups.push(true);
    else if (token.startsWith("[")) {
      for (const inner of token.matchAll(CHARACTER)) tooLarge ??= tooLargeIn(inner, found.index + inner.index);
    }
  }
  return { tooLarge, keepsOutInside };
}

const CHARACTER = /\\x\{([0-9A-Fa-f]+)\}|\\o\{([0-7]+)\}|\\([4-7][0-7]{2})|\\[^]/g;

function tooLargeIn([token, hex, braced, octal]: RegExpMatchArray, index: number): CompileFailure | undefined {
  const end = index + token.length;
  if (octal !== undefined) {
    return { message: "octal value is greater than \\377 in 8-bit non-UTF-8 mode", offset: end };
  }
  const code = hex === undefined ? Number.parseInt(braced ?? "0", 8) : Number.parseInt(hex, 16);
  if (!(code > 255)) return undefined;
  return { message: "character code point value in \\x{} or \\o{} is too large", offset: end - 1 };
}
