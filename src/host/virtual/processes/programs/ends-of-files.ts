/** The beginnings and ends of files: head and tail. */
import { toBytes, toText } from "../bytes.ts";
import { complain, read, sleep, write } from "../calls.ts";
import { RegularFile } from "../devices.ts";
import type { Process, Program, Steps } from "../process.ts";
import { fail, quoted } from "./messages.ts";
import { type Given, parseCount, parseOptions } from "./options.ts";
import { eachInput, Lines, MOST_KEPT_BYTES } from "./streams.ts";

const LONG = { lines: "n", bytes: "c", quiet: "q", silent: "q", verbose: "v" };
const FOLLOW_MS = 1000;

export const head: Program = function* (process, argv) {
  const name = argv[0] ?? "head";
  const given = yield* parseOptions(process, withOldCount(argv), { short: "n:c:qvz", long: LONG });
  const { unit, text } = amountOf(given);
  const isAllBut = text.startsWith("-");
  const amount = yield* parseCount(process, name, text.replace(/^[-+]/, ""), `invalid number of ${unit}`);
  const title = titles(process, name, given);
  let isWell = true;
  const isOpened = yield* eachInput(
    process,
    name,
    given.operands,
    function* (descriptor, file) {
      yield* title(file);
      if (unit === "lines")
        yield* isAllBut
          ? allButLines(process, name, descriptor, amount)
          : firstLines(process, name, descriptor, amount);
      else
        yield* isAllBut
          ? allButBytes(process, name, descriptor, amount)
          : firstBytes(process, name, descriptor, amount);
    },
    (file, { message }) => complain(process, `${name}: cannot open ${quoted(file)} for reading: ${message}\n`),
  );
  isWell &&= isOpened;
  return isWell ? 0 : 1;
};

export const tail: Program = function* (process, argv) {
  const name = argv[0] ?? "tail";
  const given = yield* parseOptions(process, withOldCount(argv), {
    short: "n:c:qvfFs:",
    long: { ...LONG, follow: "f" },
  });
  const { unit, text } = amountOf(given);
  const fromStart = text.startsWith("+");
  const amount = yield* parseCount(process, name, text.replace(/^[-+]/, ""), `invalid number of ${unit}`);
  const title = titles(process, name, given);
  const follows = given.options.some(([letter]) => letter === "f" || letter === "F");
  const isOpened = yield* eachInput(
    process,
    name,
    given.operands,
    function* (descriptor, file) {
      yield* title(file);
      if (unit === "lines")
        yield* fromStart ? linesFrom(process, name, descriptor, amount) : lastLines(process, name, descriptor, amount);
      else
        yield* fromStart ? bytesFrom(process, name, descriptor, amount) : lastBytes(process, name, descriptor, amount);
      while (follows && file !== "-") {
        yield* sleep(process, FOLLOW_MS);
        yield* rest(process, name, descriptor);
      }
    },
    (file, { message }) => complain(process, `${name}: cannot open ${quoted(file)} for reading: ${message}\n`),
  );
  return isOpened ? 0 : 1;
};

/** "-5" in front of all means "-n 5". */
function withOldCount(argv: readonly string[]): readonly string[] {
  const [name = "", first = "", ...others] = argv;
  return /^-\d+$/.test(first) ? [name, "-n", first.slice(1), ...others] : argv;
}

function amountOf({ options }: Given): { unit: "lines" | "bytes"; text: string } {
  const [letter, text] = options.filter(([one]) => one === "n" || one === "c").at(-1) ?? ["n", "10"];
  return { unit: letter === "n" ? "lines" : "bytes", text };
}

/** Prints a title in front of each file, if there are several. */
function titles(process: Process, name: string, { options, operands }: Given): (file: string) => Steps<void> {
  const last = options.filter(([letter]) => letter === "q" || letter === "v").at(-1)?.[0];
  const hasTitles = last === undefined ? operands.length > 1 : last === "v";
  let isFirst = true;
  return function* (file) {
    if (!hasTitles) return;
    const title = `==> ${file === "-" ? "standard input" : file} <==\n`;
    yield* put(process, name, isFirst ? title : `\n${title}`);
    isFirst = false;
  };
}

function* put(process: Process, name: string, text: string): Steps<void> {
  const error = yield* write(process, 1, toBytes(text));
  if (error !== undefined) yield* fail(process, name, `error writing 'standard output': ${error.message}`);
}

function* firstLines(process: Process, name: string, descriptor: number, amount: number): Steps<void> {
  let left = amount;
  while (left > 0) {
    const got = yield* read(process, descriptor, 8192);
    if (!(got instanceof Uint8Array)) return;
    const text = toText(got);
    let end = 0;
    while (left > 0 && end < text.length) {
      const at = text.indexOf("\n", end);
      if (at < 0) break;
      end = at + 1;
      left--;
    }
    if (left > 0) end = text.length;
    giveBack(process, descriptor, text.length - end);
    yield* put(process, name, text.slice(0, end));
  }
}

function* firstBytes(process: Process, name: string, descriptor: number, amount: number): Steps<void> {
  let left = amount;
  while (left > 0) {
    const got = yield* read(process, descriptor, Math.min(left, 8192));
    if (!(got instanceof Uint8Array)) return;
    left -= got.length;
    yield* put(process, name, toText(got));
  }
}

/** What was read too much of a file that others read as well. */
function giveBack(process: Process, descriptor: number, count: number): void {
  const file = process.files.get(descriptor);
  if (count > 0 && file instanceof RegularFile) file.unread(count);
}

function* allButLines(process: Process, name: string, descriptor: number, amount: number): Steps<void> {
  const kept = new Kept(process, name);
  const lines = new Lines(process, name, descriptor);
  for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
    yield* kept.add(line);
    if (kept.pieces.length > amount) yield* put(process, name, kept.take());
  }
}

function* allButBytes(process: Process, name: string, descriptor: number, amount: number): Steps<void> {
  let text = "";
  for (;;) {
    const got = yield* read(process, descriptor);
    if (!(got instanceof Uint8Array)) return;
    text += toText(got);
    if (text.length > MOST_KEPT_BYTES) yield* fail(process, name, "memory exhausted");
    if (text.length <= amount) continue;
    yield* put(process, name, text.slice(0, text.length - amount));
    text = text.slice(text.length - amount);
  }
}

function* lastLines(process: Process, name: string, descriptor: number, amount: number): Steps<void> {
  const kept = new Kept(process, name);
  const lines = new Lines(process, name, descriptor);
  for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
    yield* kept.add(line);
    if (kept.pieces.length > amount) kept.take();
  }
  yield* put(process, name, kept.pieces.toArray().join(""));
}

function* lastBytes(process: Process, name: string, descriptor: number, amount: number): Steps<void> {
  let text = "";
  for (;;) {
    const got = yield* read(process, descriptor);
    if (!(got instanceof Uint8Array)) break;
    text += toText(got);
    if (text.length > amount) text = text.slice(text.length - amount);
    if (text.length > MOST_KEPT_BYTES) yield* fail(process, name, "memory exhausted");
  }
  yield* put(process, name, text);
}

function* linesFrom(process: Process, name: string, descriptor: number, from: number): Steps<void> {
  const lines = new Lines(process, name, descriptor);
  let number = 0;
  for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
    if (++number >= from) yield* put(process, name, line);
  }
}

function* bytesFrom(process: Process, name: string, descriptor: number, from: number): Steps<void> {
  let skip = Math.max(0, from - 1);
  for (;;) {
    const got = yield* read(process, descriptor);
    if (!(got instanceof Uint8Array)) return;
    yield* put(process, name, toText(got.subarray(skip)));
    skip = Math.max(0, skip - got.length);
  }
}

function* rest(process: Process, name: string, descriptor: number): Steps<void> {
  for (;;) {
    const got = yield* read(process, descriptor);
    if (!(got instanceof Uint8Array)) return;
    yield* put(process, name, toText(got));
  }
}

/** What a line takes beside its text. */
const BESIDE_TEXT_BYTES = 32;

/** The last lines, of bounded size. */
class Kept {
  readonly pieces = new Line();
  private readonly process: Process;
  private readonly name: string;
  private bytes = 0;

  constructor(process: Process, name: string) {
    this.process = process;
    this.name = name;
  }

  *add(line: string): Steps<void> {
    this.pieces.push(line);
    this.bytes += line.length + BESIDE_TEXT_BYTES;
    if (this.bytes > MOST_KEPT_BYTES) yield* fail(this.process, this.name, "memory exhausted");
  }

  take(): string {
    const line = this.pieces.shift() ?? "";
    this.bytes -= line.length + BESIDE_TEXT_BYTES;
    return line;
  }
}

/** Who came first leaves first. */
class Line {
  private items: string[] = [];
  private at = 0;

  get length(): number {
    return this.items.length - this.at;
  }

  push(item: string): void {
    this.items.push(item);
  }

  shift(): string | undefined {
    const item = this.items[this.at++];
    if (this.at > 1000 && this.at * 2 > this.items.length) {
      this.items = this.items.slice(this.at);
      this.at = 0;
    }
    return item;
  }

  toArray(): string[] {
    return this.items.slice(this.at);
  }
}
