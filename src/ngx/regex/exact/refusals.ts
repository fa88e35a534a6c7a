/**
 * What the recorded PCRE2 (8 bit, 10.42) refuses, and the binary (16 bit, 10.34) takes: characters above 255 where no UTF-8
 * is asked for, and `\K` in a look-around.
 */
import type { CompileFailure } from "./engine.ts";

/** PCRE2 looks at a pattern several times. What it finds while it reads, it finds first. */
const Phase = { reading: 0, lookBehinds: 1, compiling: 2 } as const;

const PHASES: ReadonlyMap<string, number> = new Map([
  ["lookbehind assertion is not fixed length", Phase.lookBehinds],
  ["lookbehind assertion is too long", Phase.lookBehinds],
  ["\\C is not allowed in a lookbehind assertion in UTF-8 mode", Phase.lookBehinds],
  ["reference to non-existent subpattern", Phase.compiling],
  ["regular expression is too large", Phase.compiling],
]);

/** @param found what is wrong with the pattern by the binary's word, if anything is */
export function withRefusals(
  pattern: string,
  isUtf: boolean,
  isExtended: boolean,
  found: CompileFailure | undefined,
): CompileFailure | undefined {
  if (!pattern.includes("\\")) return found;
  const { tooLarge, keptOutInside } = scan(pattern, isExtended);
  const phase = found === undefined ? undefined : phaseOf(pattern, found);
  if (!isUtf && tooLarge !== undefined) {
    const isFirst = found === undefined || phase !== Phase.reading || tooLarge.offset <= found.offset;
    if (isFirst) return tooLarge;
  }
  if (keptOutInside === undefined) return found;
  const isFirst = found === undefined || (phase === Phase.compiling && keptOutInside < found.offset);
  return isFirst ? { message: NO_KEEP_OUT, offset: pattern.length } : found;
}

function phaseOf(pattern: string, { message, offset }: CompileFailure): number {
  const phase = PHASES.get(message) ?? Phase.reading;
  // A reference that counts backwards is looked up at once.
  return phase === Phase.compiling && /^\{?-/.test(pattern.slice(offset)) ? Phase.reading : phase;
}

const NO_KEEP_OUT = "\\K is not allowed in lookarounds (but see PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK)";

/** Characters by their numbers: hexadecimal, octal in braces, octal. */
const NUMBERED = String.raw`\\x\{([0-9A-Fa-f]+)\}|\\o\{([0-7]+)\}|\\([4-7][0-7]{2})`;
const QUOTED = String.raw`\\Q.*?(?:\\E|$)`;
const ESCAPED = String.raw`\\K|\\c.|\\.`;
/** One that is not closed goes on to the end. */
const COMMENT = String.raw`\(\?#[^)]*(?:\)|$)`;
const OPTIONS = String.raw`\(\?\^?(\w*)-?(\w*)([:)])`;
const OTHER_GROUP = String.raw`\(\?<?[=!]|\(|\)`;
const CLASS = String.raw`\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]`;
const TOKENS = [QUOTED, NUMBERED, ESCAPED, COMMENT, OPTIONS, OTHER_GROUP, CLASS, "#"].join("|");

/** Finds the first character above 255, and where the first `\K` in a look-around is. */
function scan(
  pattern: string,
  isExtended: boolean,
): { tooLarge: CompileFailure | undefined; keptOutInside: number | undefined } {
  let tooLarge: CompileFailure | undefined;
  let keptOutInside: number | undefined;
  let here = { isInside: false, isExtended };
  const around: (typeof here)[] = [];
  const token = new RegExp(TOKENS, "gs");
  for (let found = token.exec(pattern); found !== null; found = token.exec(pattern)) {
    const [text, , , , on, off = "", end] = found;
    tooLarge ??= tooLargeIn(found, found.index);
    if (text === "\\K" && here.isInside) keptOutInside ??= found.index;
    else if (text === ")") here = around.pop() ?? here;
    else if (text === "#" && here.isExtended) token.lastIndex = endOfLine(pattern, found.index);
    else if (on !== undefined) {
      if (end === ":") around.push(here);
      here = {
        ...here,
        isExtended: (here.isExtended && !text.includes("^") && !off.includes("x")) || on.includes("x"),
      };
    } else if (text.startsWith("[")) {
      for (const inner of text.matchAll(CHARACTER)) tooLarge ??= tooLargeIn(inner, found.index + inner.index);
    } else if (text.startsWith("(") && !text.startsWith("(?#")) {
      around.push(here);
      here = { ...here, isInside: here.isInside || text !== "(" };
    }
  }
  return { tooLarge, keptOutInside };
}

function endOfLine(pattern: string, at: number): number {
  const newline = pattern.indexOf("\n", at);
  return newline < 0 ? pattern.length : newline + 1;
}

const CHARACTER = new RegExp(`${NUMBERED}|${ESCAPED}`, "gs");

function tooLargeIn([token, hex, braced, octal]: RegExpMatchArray, index: number): CompileFailure | undefined {
  const end = index + token.length;
  if (octal !== undefined) {
    return { message: "octal value is greater than \\377 in 8-bit non-UTF-8 mode", offset: end };
  }
  const code = hex === undefined ? Number.parseInt(braced ?? "0", 8) : Number.parseInt(hex, 16);
  if (!(code > 255)) return undefined;
  return { message: "character code point value in \\x{} or \\o{} is too large", offset: end - 1 };
}
