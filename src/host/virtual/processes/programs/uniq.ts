import { complain, open, WRITING } from "../calls.ts";
import type { Program } from "../process.ts";
import { fail, failUsage, named, quoted } from "./messages.ts";
import { parseCount, parseOptions } from "./options.ts";
import { Lines, Output, openInput } from "./streams.ts";

export const uniq: Program = function* (process, argv) {
  const name = argv[0] ?? "uniq";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "cdDuif:s:w:",
    long: {
      count: "c",
      repeated: "d",
      unique: "u",
      "ignore-case": "i",
      "skip-fields": "f",
      "skip-chars": "s",
      "check-chars": "w",
    },
  });
  const letters = options.map(([letter]) => letter).join("");
  const amounts: Record<string, number> = { f: 0, s: 0, w: Number.POSITIVE_INFINITY };
  for (const [letter, text] of options) {
    if (letter in amounts) amounts[letter] = yield* parseCount(process, name, text, WHAT[letter] ?? "");
  }
  const [input = "-", target = "-", extra] = operands;
  if (extra !== undefined) return yield* failUsage(process, name, `extra operand ${quoted(extra)}`);
  const descriptor = input === "-" ? 0 : openInput(process, input);
  if (typeof descriptor !== "number") return yield* fail(process, name, `${named(input)}: ${descriptor.message}`);
  if (target !== "-") {
    const file = open(process, target, WRITING);
    if ("code" in file) return yield* fail(process, name, `${named(target)}: ${file.message}`);
    process.setFile(1, file);
  }
  const skipped = new RegExp(`^(?:[ \\t]*[^ \\t]+){0,${Math.min(amounts.f ?? 0, 1000)}}`);
  const keyOf = (line: string) => {
    const start = (skipped.exec(line)?.[0].length ?? 0) + (amounts.s ?? 0);
    const key = line.slice(start, start + (amounts.w ?? 0));
    return letters.includes("i") ? key.toUpperCase() : key;
  };
  const output = new Output(process, name);
  const lines = new Lines(process, name, descriptor);
  let group: { first: string; key: string; count: number } | undefined;
  function* finish() {
    if (group === undefined) return;
    const { first, count } = group;
    const isShown = count > 1 ? !letters.includes("u") : !/[dD]/.test(letters);
    if (isShown) yield* output.put(`${letters.includes("c") ? `${String(count).padStart(7)} ` : ""}${first}\n`);
  }
  for (let next = yield* lines.next(); next !== undefined; next = yield* lines.next()) {
    const line = next.endsWith("\n") ? next.slice(0, -1) : next;
    const key = keyOf(line);
    if (group?.key === key) {
      group.count++;
      if (letters.includes("D") && group.count > 1)
        yield* output.put(`${group.count === 2 ? `${group.first}\n` : ""}${line}\n`);
      continue;
    }
    if (!letters.includes("D")) yield* finish();
    group = { first: line, key, count: 1 };
  }
  if (!letters.includes("D")) yield* finish();
  yield* output.flush();
  if (lines.error === undefined) return 0;
  yield* complain(process, `${name}: error reading ${quoted(input)}\n`);
  return 1;
};

const WHAT: Readonly<Record<string, string>> = {
  f: "invalid number of fields to skip",
  s: "invalid number of bytes to skip",
  w: "invalid number of bytes to compare",
};
