import type { HostError } from "../../../ports.ts";
import { complain, open, WRITING } from "../calls.ts";
import type { Program, Steps } from "../process.ts";
import { fail, named } from "./messages.ts";
import { parseOptions } from "./options.ts";
import { eachInput, Lines, MOST_KEPT_BYTES, Output } from "./streams.ts";

/** What a key, or the whole command, says of the order. */
interface Order {
  readonly numeric: boolean;
  readonly general: boolean;
  readonly human: boolean;
  readonly reverse: boolean;
  readonly folds: boolean;
  readonly skipsBlanks: boolean;
}

interface Place {
  readonly field: number;
  /** From 1 on; 0 at the end of a key: its last. */
  readonly char: number;
  readonly skipsBlanks: boolean;
}

interface Key {
  readonly from: Place;
  readonly to: Place | undefined;
  readonly order: Order;
}

const MISTAKE = 2;
const MOST_LINES = 300_000;

export const sort: Program = function* (process, argv) {
  const name = argv[0] ?? "sort";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "nrughfbsck:t:o:zCm",
    long: {
      "numeric-sort": "n",
      reverse: "r",
      unique: "u",
      key: "k",
      "field-separator": "t",
      "ignore-case": "f",
      stable: "s",
      output: "o",
      check: "c",
      "ignore-leading-blanks": "b",
      "general-numeric-sort": "g",
      "human-numeric-sort": "h",
      merge: "m",
      "zero-terminated": "z",
    },
    status: MISTAKE,
  });
  const letters = options.map(([letter]) => letter).join("");
  const global = orderOf(letters);
  const lastOf = (letter: string) => options.filter(([one]) => one === letter).at(-1)?.[1];
  const separator = lastOf("t");
  if (separator !== undefined && separator !== "\\0" && separator.length !== 1) {
    const problem = separator === "" ? "empty tab" : `multi-character tab '${separator}'`;
    return yield* fail(process, name, problem, MISTAKE);
  }
  const keys: Key[] = [];
  for (const [letter, text] of options) {
    if (letter !== "k") continue;
    const key = parseKey(text, global);
    if (typeof key === "string")
      return yield* fail(process, name, `${key}: invalid field specification '${text}'`, MISTAKE);
    keys.push(key);
  }
  const ending = letters.includes("z") ? "\0" : "\n";
  let lines: string[] = [];
  let bytes = 0;
  yield* eachInput(
    process,
    name,
    operands,
    function* (descriptor, file) {
      const reader = new Lines(process, name, descriptor, MISTAKE, ending);
      for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
        bytes += line.length;
        if (lines.length >= MOST_LINES || bytes > MOST_KEPT_BYTES) {
          return yield* fail(process, name, "memory exhausted", MISTAKE);
        }
        lines.push(line.endsWith(ending) ? line.slice(0, -1) : line);
      }
      if (reader.error !== undefined) {
        return yield* fail(process, name, `read failed: ${named(file)}: ${reader.error.message}`, MISTAKE);
      }
    },
    (file, { message }: HostError) => fail(process, name, `cannot read: ${named(file)}: ${message}`, MISTAKE),
  );
  const byKeys = comparison(keys, global, separator);
  const isUnique = letters.includes("u");
  const isStable = letters.includes("s") || isUnique;
  const sign = global.reverse ? -1 : 1;
  const compare = (a: string, b: string) => byKeys(a, b) || (isStable ? 0 : sign * byBytes(a, b));
  if (/[cC]/.test(letters)) {
    for (let at = 1; at < lines.length; at++) {
      const order = compare(lines[at - 1] as string, lines[at] as string);
      if (order < 0 || (order === 0 && !isUnique)) continue;
      if (letters.includes("c")) {
        yield* complain(process, `${name}: ${operands[0] ?? "-"}:${at + 1}: disorder: ${lines[at]}\n`);
      }
      return 1;
    }
    return 0;
  }
  lines = yield* sorted(lines, compare);
  const target = lastOf("o");
  if (target !== undefined) {
    const file = open(process, target, WRITING);
    if ("code" in file) return yield* fail(process, name, `open failed: ${named(target)}: ${file.message}`, MISTAKE);
    process.setFile(1, file);
  }
  const output = new Output(process, name, MISTAKE);
  let before: string | undefined;
  for (const line of lines) {
    if (isUnique && before !== undefined && byKeys(before, line) === 0) continue;
    before = line;
    yield* output.put(line + ending);
  }
  yield* output.flush();
  return 0;
};

const COMPARISONS_PER_TURN = 500;

/** By merging, with turns for others in between. */
function* sorted(lines: string[], compare: (a: string, b: string) => number): Steps<string[]> {
  let [from, to] = [lines, new Array<string>(lines.length)];
  let comparisons = 0;
  for (let width = 1; width < lines.length; width *= 2) {
    for (let begin = 0; begin < lines.length; begin += width * 2) {
      const middle = Math.min(begin + width, lines.length);
      const end = Math.min(begin + width * 2, lines.length);
      let [left, right] = [begin, middle];
      for (let at = begin; at < end; at++) {
        if (++comparisons % COMPARISONS_PER_TURN === 0) yield;
        const takesLeft = left < middle && (right >= end || compare(from[left] as string, from[right] as string) <= 0);
        to[at] = from[takesLeft ? left++ : right++] as string;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

function orderOf(letters: string): Order {
  const has = (letter: string) => letters.includes(letter);
  return {
    numeric: has("n"),
    general: has("g"),
    human: has("h"),
    reverse: has("r"),
    folds: has("f"),
    skipsBlanks: has("b"),
  };
}

/** A key, or what is wrong with it. */
function parseKey(text: string, global: Order): Key | string {
  const match = /^(\d+)(?:\.(\d+))?([bfgnrhdiMRV]*)(?:,(\d+)(?:\.(\d+))?([bfgnrhdiMRV]*))?$/.exec(text);
  if (match === null) return /^\d/.test(text) ? "stray character in field spec" : "invalid number at field start";
  const [, field, char = "1", letters = "", endField, endChar = "0", endLetters = ""] = match;
  if (Number(field) === 0) return "field number is zero";
  if (Number(char) === 0) return "character offset is zero";
  const all = letters + endLetters;
  return {
    from: {
      field: Number(field),
      char: Number(char),
      skipsBlanks: letters.includes("b") || (all === "" && global.skipsBlanks),
    },
    to:
      endField === undefined
        ? undefined
        : { field: Number(endField), char: Number(endChar), skipsBlanks: endLetters.includes("b") },
    order: all === "" ? global : orderOf(all),
  };
}

function comparison(keys: readonly Key[], global: Order, separator: string | undefined) {
  const whole: Key = { from: { field: 1, char: 1, skipsBlanks: global.skipsBlanks }, to: undefined, order: global };
  const used = keys.length === 0 ? [whole] : keys;
  return (a: string, b: string): number => {
    for (const key of used) {
      const order = compareBy(key.order, cut(a, key, separator), cut(b, key, separator));
      if (order !== 0) return key.order.reverse ? -order : order;
    }
    return 0;
  };
}

function compareBy({ numeric, general, human, folds }: Order, a: string, b: string): number {
  if (numeric) return byNumbers(a, b);
  if (general) return Math.sign(generalNumber(a) - generalNumber(b)) || 0;
  if (human) return Math.sign(humanNumber(a) - humanNumber(b)) || 0;
  return folds ? byBytes(a.toUpperCase(), b.toUpperCase()) : byBytes(a, b);
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By their decimal digits, however many. */
function byNumbers(a: string, b: string): number {
  const [x, y] = [decimal(a), decimal(b)];
  if (x.sign !== y.sign) return x.sign - y.sign;
  const order = x.whole.length - y.whole.length || byBytes(x.whole, y.whole) || byBytes(x.fraction, y.fraction);
  return Math.sign(order) * (x.sign < 0 ? -1 : 1);
}

function decimal(text: string): { sign: number; whole: string; fraction: string } {
  const [, minus, digits = "", rest = ""] = /^[ \t]*(-?)(\d*)(?:\.(\d*))?/.exec(text) ?? [];
  const whole = digits.replace(/^0+/, "");
  const fraction = rest.replace(/0+$/, "");
  const isZero = whole === "" && fraction === "";
  return { sign: isZero ? 0 : minus === "-" ? -1 : 1, whole, fraction };
}

function generalNumber(text: string): number {
  const [number] = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/.exec(text) ?? [];
  return number === undefined ? -Number.MAX_VALUE : Number(number);
}

function humanNumber(text: string): number {
  const [, number = "0", unit = ""] = /^\s*(-?\d+\.?\d*|-?\.\d+)?([KMGTPEZYk]?)/.exec(text) ?? [];
  return Number(number) * 1024 ** " KMGTPEZY".indexOf(unit === "" ? " " : unit.toUpperCase());
}

/** What a key has of a line. */
function cut(line: string, { from, to }: Key, separator: string | undefined): string {
  const begin = placeIn(line, from, separator, false);
  const end = to === undefined ? line.length : placeIn(line, to, separator, true);
  return line.slice(begin, Math.max(begin, end));
}

function placeIn(
  line: string,
  { field, char, skipsBlanks }: Place,
  separator: string | undefined,
  isEnd: boolean,
): number {
  let at = 0;
  const wholeField = isEnd && char === 0;
  for (let passed = 1; passed < field + (wholeField ? 1 : 0) && at < line.length; passed++) {
    at = endOfField(line, at, separator);
    const isLast = wholeField && passed === field;
    if (separator !== undefined && at < line.length && !isLast) at++;
  }
  if (wholeField) return at;
  if (skipsBlanks) while (isBlank(line[at])) at++;
  return Math.min(line.length, at + char - (isEnd ? 0 : 1));
}

function endOfField(line: string, from: number, separator: string | undefined): number {
  let at = from;
  if (separator !== undefined) {
    const found = line.indexOf(separator, at);
    return found < 0 ? line.length : found;
  }
  while (isBlank(line[at])) at++;
  while (at < line.length && !isBlank(line[at])) at++;
  return at;
}

function isBlank(char: string | undefined): boolean {
  return char === " " || char === "\t";
}
