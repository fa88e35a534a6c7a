import type { HostError } from "../../../ports.ts";
import { read } from "../calls.ts";
import { RegularFile } from "../devices.ts";
import type { Process, Program, Steps } from "../process.ts";
import { complainOf, named } from "./messages.ts";
import { parseOptions } from "./options.ts";
import { eachInput, Output } from "./streams.ts";

interface Counts {
  lines: number;
  words: number;
  bytes: number;
  longest: number;
}

/** The columns, in the order in which they are shown, with their letters. */
const COLUMNS: readonly (readonly [keyof Counts, string])[] = [
  ["lines", "l"],
  ["words", "w"],
  ["bytes", "m"],
  ["bytes", "c"],
  ["longest", "L"],
];
const WIDTH_OF_UNKNOWN = 7;
/** To look at each byte takes so many times as long as to move it. */
const LOOKING = 4;

export const wc: Program = function* (process, argv) {
  const name = argv[0] ?? "wc";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "lwcmL",
    long: { lines: "l", words: "w", bytes: "c", chars: "m", "max-line-length": "L" },
  });
  const letters = options.length === 0 ? "lwc" : options.map(([letter]) => letter).join("");
  const columns = COLUMNS.filter(([, letter]) => letters.includes(letter)).map(([column]) => column);
  const width = widthOf(process, operands, columns.length);
  const output = new Output(process, name);
  const total: Counts = { lines: 0, words: 0, bytes: 0, longest: 0 };
  let isWell = true;
  function* show(counts: Counts, file: string | undefined) {
    const numbers = columns.map((column) => String(counts[column]).padStart(width)).join(" ");
    yield* output.put(`${numbers}${file === undefined ? "" : ` ${named(file)}`}\n`);
  }
  const isOpened = yield* eachInput(process, name, operands, function* (descriptor, file) {
    const counts: Counts = { lines: 0, words: 0, bytes: 0, longest: 0 };
    const error = yield* count(process, descriptor, counts);
    if (error !== undefined) {
      isWell = false;
      yield* complainOf(process, name, file, error);
    }
    yield* show(counts, operands.length === 0 ? undefined : file);
    total.lines += counts.lines;
    total.words += counts.words;
    total.bytes += counts.bytes;
    total.longest = Math.max(total.longest, counts.longest);
  });
  if (operands.length > 1) yield* show(total, "total");
  yield* output.flush();
  return isWell && isOpened ? 0 : 1;
};

function* count(process: Process, descriptor: number, counts: Counts): Steps<HostError | undefined> {
  let isInWord = false;
  let column = 0;
  for (;;) {
    const got = yield* read(process, descriptor);
    if (got === null) break;
    if (!(got instanceof Uint8Array)) return got;
    counts.bytes += got.length;
    process.kernel.spend(got.length * LOOKING);
    for (const byte of got) {
      if (byte === NEWLINE) counts.lines++;
      if (byte === SPACE || (byte >= TAB && byte <= RETURN)) {
        isInWord = false;
        if (byte === SPACE) column++;
        else if (byte === TAB) column += 8 - (column % 8);
        else {
          counts.longest = Math.max(counts.longest, column);
          column = 0;
        }
      } else if (byte > SPACE && byte < DELETE) {
        column++;
        if (!isInWord) counts.words++;
        isInWord = true;
      }
    }
  }
  counts.longest = Math.max(counts.longest, column);
  return undefined;
}

const [TAB, NEWLINE, RETURN, SPACE, DELETE] = [9, 10, 13, 32, 127];

/** GNU's: so that the size of all files fits; a fixed one where that is not known beforehand. */
function widthOf(process: Process, operands: readonly string[], columns: number): number {
  if (operands.length <= 1 && columns === 1) return 1;
  let sum = 0;
  for (const file of operands.length === 0 ? ["-"] : operands) {
    const size = sizeOf(process, file);
    if (size === undefined) return WIDTH_OF_UNKNOWN;
    sum += size;
  }
  return String(sum).length;
}

function sizeOf(process: Process, file: string): number | undefined {
  const standard = process.files.get(0);
  if (file === "-") return standard instanceof RegularFile ? standard.size() : undefined;
  if (file.startsWith("/dev/")) return undefined;
  const { files } = process.kernel.options;
  const path = process.pathOf(file);
  if (files.isDirectory(path)) return undefined;
  const whole = files.readWhole(path);
  return whole instanceof Uint8Array ? whole.length : 0;
}
