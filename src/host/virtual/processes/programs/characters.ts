/** Programs that choose characters: tr and cut. */
import { toBytes, toText } from "../bytes.ts";
import { read, write } from "../calls.ts";
import type { Process, Program, Steps } from "../process.ts";
import { characterClass } from "../regex/syntax.ts";
import { fail, failUsage, quoted } from "./messages.ts";
import { parseOptions } from "./options.ts";
import { eachInput, Lines, Output } from "./streams.ts";

/** To look at each byte takes so many times as long as to move it. */
const LOOKING = 4;

const ALL = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");

export const tr: Program = function* (process, argv) {
  const name = argv[0] ?? "tr";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "cCdst",
    long: { complement: "c", delete: "d", "squeeze-repeats": "s", "truncate-set1": "t" },
    operandEnds: true,
  });
  const letters = options.map(([letter]) => letter).join("");
  const [deletes, squeezes] = [letters.includes("d"), letters.includes("s")];
  const [firstText, secondText, extra] = operands;
  if (firstText === undefined) return yield* failUsage(process, name, "missing operand");
  if (secondText === undefined && (deletes ? squeezes : !squeezes)) {
    const why = deletes
      ? "Two strings must be given when both deleting and squeezing repeats."
      : "Two strings must be given when translating.";
    return yield* failUsage(process, name, `missing operand after ${quoted(firstText)}\n${why}`);
  }
  const tooMany = deletes && !squeezes ? secondText : extra;
  if (tooMany !== undefined) return yield* failUsage(process, name, `extra operand ${quoted(tooMany)}`);
  const given = expandSet(firstText);
  const second = secondText === undefined ? undefined : expandSet(secondText);
  if (typeof given !== "string") return yield* fail(process, name, given.problem);
  if (second !== undefined && typeof second !== "string") return yield* fail(process, name, second.problem);
  const first = /[cC]/.test(letters) ? [...ALL].filter((char) => !given.includes(char)).join("") : given;
  if (second === "" && !deletes && !letters.includes("t")) {
    return yield* fail(process, name, "when not truncating set1, string2 must be non-empty");
  }
  const map = new Map<string, string>();
  if (!deletes && second !== undefined) {
    for (const [at, char] of [...first].entries()) {
      if (at >= second.length && letters.includes("t")) break;
      map.set(char, second.charAt(Math.min(at, second.length - 1)));
    }
  }
  const gone = new Set(deletes ? first : "");
  const squeezed = new Set(squeezes ? (second ?? first) : "");
  let before = "";
  for (;;) {
    const got = yield* read(process, 0);
    if (got === null) return 0;
    if (!(got instanceof Uint8Array)) return yield* fail(process, name, `read error: ${got.message}`);
    process.kernel.spend(got.length * LOOKING);
    let text = "";
    for (const char of toText(got)) {
      if (gone.has(char)) continue;
      const made = map.get(char) ?? char;
      if (made === before && squeezed.has(made)) continue;
      text += made;
      before = made;
    }
    const error = yield* write(process, 1, toBytes(text));
    if (error !== undefined) return yield* fail(process, name, `write error: ${error.message}`);
  }
};

/** The characters that a set of tr's stands for. */
function expandSet(text: string): string | { problem: string } {
  let set = "";
  const pattern = /\[:(\w+):\]|\[=(.)=\]|(\\[0-7]{1,3}|\\.|.)(?:-(\\[0-7]{1,3}|\\.|.))?/gs;
  for (const [, className, same, from = "", to] of text.matchAll(pattern)) {
    if (className !== undefined) {
      const members = characterClass(className);
      if (members === undefined) return { problem: `invalid character class ${quoted(className)}` };
      set += String.fromCharCode(...members);
    } else if (same !== undefined) set += same;
    else if (to === undefined) set += charOf(from);
    else {
      const [begin, end] = [charOf(from).charCodeAt(0), charOf(to).charCodeAt(0)];
      if (begin > end) return { problem: `range-endpoints of '${from}-${to}' are in reverse collating sequence order` };
      set += ALL.slice(begin, end + 1);
    }
  }
  return set;
}

const ESCAPED: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

function charOf(text: string): string {
  if (!text.startsWith("\\") || text.length === 1) return text;
  const rest = text.slice(1);
  if (/^[0-7]/.test(rest)) return String.fromCharCode(Number.parseInt(rest, 8) & 255);
  return Object.hasOwn(ESCAPED, rest) ? (ESCAPED[rest] as string) : rest;
}

export const cut: Program = function* (process, argv) {
  const name = argv[0] ?? "cut";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "b:c:f:d:sn",
    long: {
      bytes: "b",
      characters: "c",
      fields: "f",
      delimiter: "d",
      "only-delimited": "s",
      complement: "C",
      "output-delimiter": "O",
    },
  });
  const value = (...letters: string[]) => options.filter(([letter]) => letters.includes(letter)).at(-1)?.[1];
  const lists = options.filter(([letter]) => /[bcf]/.test(letter));
  if (lists.length !== 1) {
    const problem =
      lists.length === 0 ? "you must specify a list of bytes, characters, or fields" : "only one list may be specified";
    return yield* failUsage(process, name, problem);
  }
  const delimiter = value("d") ?? "\t";
  const fields = value("f");
  if (delimiter.length > 1) return yield* failUsage(process, name, "the delimiter must be a single character");
  if (fields === undefined && value("d") !== undefined) {
    return yield* failUsage(process, name, "an input delimiter may be specified only when operating on fields");
  }
  const ranges = parseRanges(fields ?? value("b", "c") ?? "");
  if (ranges === undefined) {
    const isZero = /(^|[, ])0+([-, ]|$)/.test(fields ?? value("b", "c") ?? "");
    const what = fields === undefined ? "byte/character positions" : "fields";
    const problem = fields === undefined ? "invalid byte, character or field list" : "invalid field range";
    return yield* failUsage(process, name, isZero ? `${what} are numbered from 1` : problem);
  }
  const isChosen = (number: number) => ranges.some(([from, to]) => number >= from && number <= to);
  const output = new Output(process, name);
  const isWell = yield* eachInput(process, name, operands, function* (descriptor) {
    yield* cutLines(process, descriptor, output, (line) => {
      if (fields === undefined) return [...line].filter((_, at) => isChosen(at + 1)).join("");
      if (!line.includes(delimiter)) return value("s") === undefined ? line : undefined;
      return line
        .split(delimiter)
        .filter((_, at) => isChosen(at + 1))
        .join(delimiter);
    });
  });
  yield* output.flush();
  return isWell ? 0 : 1;
};

function* cutLines(
  process: Process,
  descriptor: number,
  output: Output,
  change: (line: string) => string | undefined,
): Steps<void> {
  const lines = new Lines(process, "cut", descriptor);
  for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
    const changed = change(line.endsWith("\n") ? line.slice(0, -1) : line);
    if (changed !== undefined) yield* output.put(`${changed}\n`);
  }
}

function parseRanges(text: string): [number, number][] | undefined {
  const ranges: [number, number][] = [];
  for (const part of text.split(/[, ]/)) {
    const [, from, dash, to] = /^(\d*)(-?)(\d*)$/.exec(part) ?? [];
    if (from === undefined || (from === "" && to === "")) return undefined;
    const begin = from === "" ? 1 : Number(from);
    const end = dash === "" ? begin : to === "" ? Number.POSITIVE_INFINITY : Number(to);
    if (begin < 1 || end < begin) return undefined;
    ranges.push([begin, end]);
  }
  return ranges;
}
