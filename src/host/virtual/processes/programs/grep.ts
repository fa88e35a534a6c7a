import { complain } from "../calls.ts";
import type { Process, Program, Steps } from "../process.ts";
import { isWord, Matcher } from "../regex/matcher.ts";
import { ExpressionError } from "../regex/syntax.ts";
import { fail } from "./messages.ts";
import { parseOptions } from "./options.ts";
import { eachInput, Lines, Output } from "./streams.ts";

const MISTAKE = 2;
const USAGE = "\nUsage: grep [OPTION]... PATTERNS [FILE]...";

export const grep: Program = (process, argv) => told(process, argv, "G");
export const egrep: Program = (process, argv) => told(process, argv, "E");
export const fgrep: Program = (process, argv) => told(process, argv, "F");

/** Errors in expressions, and lines that take too long. */
function* told(process: Process, argv: readonly string[], kind: "G" | "E" | "F"): Steps<number> {
  try {
    return yield* run(process, argv, kind);
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    return yield* fail(process, argv[0] ?? "grep", thrown.message, MISTAKE);
  }
}

function* run(process: Process, argv: readonly string[], kind: "G" | "E" | "F"): Steps<number> {
  const name = argv[0] ?? "grep";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "EFGivnclLqsohHwxe:m:f:abyA:B:C:",
    long: {
      "extended-regexp": "E",
      "fixed-strings": "F",
      "basic-regexp": "G",
      "ignore-case": "i",
      "invert-match": "v",
      "line-number": "n",
      count: "c",
      "files-with-matches": "l",
      "files-without-match": "L",
      quiet: "q",
      silent: "q",
      "no-messages": "s",
      "only-matching": "o",
      "no-filename": "h",
      "with-filename": "H",
      "word-regexp": "w",
      "line-regexp": "x",
      regexp: "e",
      "max-count": "m",
      text: "a",
      "line-buffered": "b",
    },
    status: MISTAKE,
    usage: USAGE,
  });
  const letters = new Set(options.map(([letter]) => letter));
  for (const context of ["A", "B", "C", "f"]) {
    if (letters.has(context)) return yield* fail(process, name, `option -${context} is not simulated`, MISTAKE);
  }
  const files = [...operands];
  const patterns = options.filter(([letter]) => letter === "e").map(([, text]) => text);
  if (patterns.length === 0) {
    const first = files.shift();
    if (first === undefined) {
      yield* complain(process, `${USAGE.slice(1)}\nTry '${name} --help' for more information.\n`);
      return MISTAKE;
    }
    patterns.push(first);
  }
  const syntax = options.filter(([letter]) => /[EFG]/.test(letter)).at(-1)?.[0] ?? kind;
  const finder = finderOf(patterns.join("\n").split("\n"), syntax, letters);
  const limitText = options.filter(([letter]) => letter === "m").at(-1)?.[1];
  const limit = limitText === undefined ? Number.POSITIVE_INFINITY : Number(limitText);
  if (Number.isNaN(limit)) return yield* fail(process, name, "invalid max count", MISTAKE);
  const showsNames = letters.has("H") || (files.length > 1 && !letters.has("h"));
  const output = new Output(process, name, MISTAKE);
  const isQuiet = letters.has("q");
  let [isFound, isWell] = [false, true];
  const isOpened = yield* eachInput(
    process,
    name,
    files,
    function* (descriptor, file) {
      if (isQuiet && isFound) return;
      const shown = file === "-" ? "(standard input)" : file;
      const lines = new Lines(process, name, descriptor, MISTAKE);
      let [number, count] = [0, 0];
      for (let next = yield* lines.next(); next !== undefined && count < limit; ) {
        const line = next.endsWith("\n") ? next.slice(0, -1) : next;
        number++;
        const isMatch = finder.test(line) !== letters.has("v");
        if (isMatch) {
          count++;
          if (isQuiet || letters.has("l") || letters.has("L")) break;
          const prefix = (showsNames ? `${shown}:` : "") + (letters.has("n") ? `${number}:` : "");
          if (letters.has("c")) {
            // only counted
          } else if (!letters.has("o")) yield* output.put(`${prefix}${line}\n`);
          else if (!letters.has("v")) for (const piece of finder.all(line)) yield* output.put(`${prefix}${piece}\n`);
          if (letters.has("b")) yield* output.flush();
        }
        if (count < limit) next = yield* lines.next();
      }
      if (letters.has("c") && !isQuiet) yield* output.put(`${showsNames ? `${shown}:` : ""}${count}\n`);
      if ((letters.has("l") && count > 0) || (letters.has("L") && count === 0)) yield* output.put(`${shown}\n`);
      if (count > 0 !== letters.has("L")) isFound = true;
      if (lines.error !== undefined) {
        isWell = false;
        if (!letters.has("s")) yield* complain(process, `${name}: ${file}: ${lines.error.message}\n`);
      }
    },
    function* (file, { code, message }) {
      isWell &&= code === "EISDIR";
      if (!letters.has("s")) yield* complain(process, `${name}: ${file}: ${message}\n`);
    },
  );
  yield* output.flush();
  if (isFound && isQuiet) return 0;
  return isWell && isOpened ? Number(!isFound) : MISTAKE;
}

interface Finder {
  test(line: string): boolean;
  /** All that is found in a line, from left to right, but nothing empty. */
  all(line: string): string[];
}

/** @throws ExpressionError */
function finderOf(patterns: readonly string[], syntax: string, letters: ReadonlySet<string>): Finder {
  const ignoresCase = letters.has("i") || letters.has("y");
  const isExtended = syntax !== "G";
  const [wholeLines, words] = [letters.has("x"), letters.has("w")];
  const texts = patterns.map((pattern) => (syntax === "F" ? pattern.replace(/[\\^$.[|()*+?{}]/g, "\\$&") : pattern));
  const matchers = texts.map((text) => {
    const wrapped = !wholeLines ? text : isExtended ? `^(${text})$` : `^\\(${text}\\)$`;
    return Matcher.of(wrapped, { isExtended, ignoresCase });
  });
  const find = (line: string, from: number) => {
    let best: { start: number; end: number } | undefined;
    for (const matcher of matchers) {
      let found = matcher.find(line, from);
      while (words && found !== undefined && (isWord(line, found.start - 1) || isWord(line, found.end))) {
        found = found.start < line.length ? matcher.find(line, found.start + 1) : undefined;
      }
      if (found === undefined) continue;
      const isBetter =
        best === undefined || found.start < best.start || (found.start === best.start && found.end > best.end);
      if (isBetter) best = found;
    }
    return best;
  };
  return {
    test: (line) => {
      for (const matcher of matchers) matcher.nextText();
      return words ? find(line, 0) !== undefined : matchers.some((matcher) => matcher.test(line));
    },
    all: (line) => {
      const pieces: string[] = [];
      for (let at = 0; at <= line.length; ) {
        const found = find(line, at);
        if (found === undefined) break;
        if (found.end > found.start) pieces.push(line.slice(found.start, found.end));
        at = found.end > found.start ? found.end : found.start + 1;
      }
      return pieces;
    },
  };
}
