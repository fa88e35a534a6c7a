import { complain } from "../calls.ts";
import { DEFAULT_PATH, findProgram } from "../execute.ts";
import type { Program } from "../process.ts";
import { fail, quoted } from "./messages.ts";
import { parseOptions } from "./options.ts";
import { Output } from "./streams.ts";

const MISTAKE = 125;

export const env: Program = function* (process, argv) {
  const name = argv[0] ?? "env";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "iu:0C:",
    long: { "ignore-environment": "i", unset: "u", null: "0", chdir: "C" },
    status: MISTAKE,
    operandEnds: true,
  });
  const letters = options.map(([letter]) => letter);
  const words = [...operands];
  const isEmpty = letters.includes("i") || words[0] === "-";
  if (words[0] === "-") words.shift();
  const variables = new Map(isEmpty ? [] : process.environment);
  for (const [letter, value] of options) {
    if (letter === "u") variables.delete(value);
    if (letter === "C") {
      const folder = process.pathOf(value);
      if (!process.kernel.options.files.isDirectory(folder)) {
        return yield* fail(
          process,
          name,
          `cannot change directory to ${quoted(value)}: No such file or directory`,
          MISTAKE,
        );
      }
      process.folder = folder;
    }
  }
  while (words[0]?.includes("=")) {
    const word = words.shift() as string;
    const equals = word.indexOf("=");
    variables.set(word.slice(0, equals), word.slice(equals + 1));
  }
  const [program, ...args] = words;
  if (program === undefined) {
    const output = new Output(process, name);
    for (const [variable, value] of variables)
      yield* output.put(`${variable}=${value}${letters.includes("0") ? "\0" : "\n"}`);
    yield* output.flush();
    return 0;
  }
  const path = variables.get("PATH") ?? DEFAULT_PATH;
  const found = findProgram(process.kernel, process.owner, program, process.folder, path);
  if ("code" in found) {
    yield* complain(process, `${name}: ${quoted(program)}: ${found.message}\n`);
    return found.code === "ENOENT" ? 127 : 126;
  }
  return yield* process.become(found.program, [program, ...args], variables);
};
