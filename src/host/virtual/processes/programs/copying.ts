/** Programs that pass on what they read: cat and tee. */
import type { HostError } from "../../../ports.ts";
import { toBytes } from "../bytes.ts";
import { APPENDING, open, read, WRITING, write } from "../calls.ts";
import type { Process, Program, Steps } from "../process.ts";
import { SIGNAL } from "../signals.ts";
import { complainOf, fail } from "./messages.ts";
import { parseOptions } from "./options.ts";
import { addFile, eachInput, Lines } from "./streams.ts";

export const cat: Program = function* (process, argv) {
  const name = argv[0] ?? "cat";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "nbsAEeTtuv",
    long: { number: "n", "number-nonblank": "b", "squeeze-blank": "s", "show-ends": "E", "show-tabs": "T" },
  });
  const letters = new Set(options.map(([letter]) => letter));
  let isWell = true;
  const decorate = decorator(letters);
  const isOpened = yield* eachInput(process, name, operands, function* (descriptor, file) {
    const error = yield* decorate === undefined
      ? copy(process, name, descriptor)
      : copyLines(process, name, descriptor, decorate);
    if (error === undefined) return;
    isWell = false;
    yield* complainOf(process, name, file, error);
  });
  return isWell && isOpened ? 0 : 1;
};

function* copy(process: Process, name: string, descriptor: number): Steps<HostError | undefined> {
  for (;;) {
    const got = yield* read(process, descriptor);
    if (got === null) return undefined;
    if (!(got instanceof Uint8Array)) return got;
    yield* writeOut(process, name, got);
  }
}

function* copyLines(
  process: Process,
  name: string,
  descriptor: number,
  decorate: (line: string) => string,
): Steps<HostError | undefined> {
  const lines = new Lines(process, name, descriptor);
  for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
    yield* writeOut(process, name, toBytes(decorate(line)));
  }
  return lines.error;
}

function* writeOut(process: Process, name: string, bytes: Uint8Array): Steps<void> {
  const error = yield* write(process, 1, bytes);
  if (error !== undefined) yield* fail(process, name, `write error: ${error.message}`);
}

/** What changes each line; undefined: nothing does. */
function decorator(letters: ReadonlySet<string>): ((line: string) => string) | undefined {
  const has = (...some: string[]) => some.some((letter) => letters.has(letter));
  const [numbers, squeezes] = [has("n", "b"), has("s")];
  const [ends, tabs, marks] = [has("E", "e", "A"), has("T", "t", "A"), has("v", "e", "t", "A")];
  if (!numbers && !squeezes && !ends && !tabs && !marks) return undefined;
  let number = 0;
  let wasBlank = false;
  return (line) => {
    const isBlank = line === "\n";
    if (squeezes && isBlank && wasBlank) return "";
    wasBlank = isBlank;
    let text = line.endsWith("\n") ? line.slice(0, -1) : line;
    if (marks) text = text.replace(/[^\t\x20-\x7e]/g, marked);
    if (tabs) text = text.replaceAll("\t", "^I");
    if (ends && line.endsWith("\n")) text += "$";
    if (numbers && !(isBlank && has("b"))) text = `${String(++number).padStart(6)}\t${text}`;
    return line.endsWith("\n") ? `${text}\n` : text;
  };
}

function marked(char: string): string {
  const code = char.charCodeAt(0);
  const low = code & 127;
  const shown = low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? "^?" : String.fromCharCode(low);
  return code < 128 ? shown : `M-${shown}`;
}

export const tee: Program = function* (process, argv) {
  const name = argv[0] ?? "tee";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "aip",
    long: { append: "a", "ignore-interrupts": "i" },
  });
  const letters = new Set(options.map(([letter]) => letter));
  if (letters.has("i")) process.setDisposition(SIGNAL.INT, "ignore");
  const outputs: [descriptor: number, file: string][] = [[1, "standard output"]];
  let status = 0;
  for (const file of operands) {
    const opened = open(process, file, letters.has("a") ? APPENDING : WRITING);
    if ("code" in opened) {
      yield* complainOf(process, name, file, opened);
      status = 1;
    } else outputs.push([addFile(process, opened), file]);
  }
  while (outputs.length > 0) {
    const got = yield* read(process, 0);
    if (got === null) break;
    if (!(got instanceof Uint8Array)) return yield* fail(process, name, `read error: ${got.message}`);
    for (const output of [...outputs]) {
      const error = yield* write(process, output[0], got);
      if (error === undefined) continue;
      outputs.splice(outputs.indexOf(output), 1);
      status = 1;
      yield* complainOf(process, name, output[1], error);
    }
  }
  return status;
};
