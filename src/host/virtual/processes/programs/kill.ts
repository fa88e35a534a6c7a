import { complain } from "../calls.ts";
import type { Process, Program, Steps } from "../process.ts";
import { SIGNAL, signalName, signalNames, signalNumber } from "../signals.ts";
import { fail, quoted } from "./messages.ts";
import { Output } from "./streams.ts";

/** The program; the shell has one of its own, with other messages. */
export const kill: Program = function* (process, [name = "kill", ...words]) {
  let signal: number = SIGNAL.TERM;
  const first = words[0] ?? "";
  if (first === "-l" || first === "-L" || first === "--list") return yield* list(process, name, words.slice(1));
  if (first === "-s" || first === "--signal" || /^-[A-Za-z0-9]/.test(first)) {
    words.shift();
    const text = first === "-s" || first === "--signal" ? (words.shift() ?? "") : first.slice(1);
    const found = signalNumber(text.replace(/^SIG(?=[A-Z])/, ""));
    if (found === undefined) return yield* fail(process, name, `unknown signal name ${text}`);
    signal = found;
  }
  if (words[0] === "--") words.shift();
  if (words.length === 0) return yield* fail(process, name, "not enough arguments");
  let status = 0;
  for (const word of words) {
    if (!/^-?\d+$/.test(word)) return yield* fail(process, name, `failed to parse argument: ${quoted(word)}`);
    const error = process.kernel.kill(Number(word), signal, process);
    yield;
    if (error === undefined) continue;
    status = 1;
    yield* complain(process, `${name}: (${word}): ${error.message}\n`);
  }
  return status;
};

function* list(process: Process, name: string, words: readonly string[]): Steps<number> {
  const output = new Output(process, name);
  const known = words.map((word) =>
    /^\d+$/.test(word) ? signalName(Number(word) & 127) : String(signalNumber(word) ?? ""),
  );
  yield* output.put(words.length === 0 ? `${signalNames().join(" ")}\n` : known.map((text) => `${text}\n`).join(""));
  yield* output.flush();
  return 0;
}
