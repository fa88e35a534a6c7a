/** Built-in commands that change where the shell goes on: break, continue, return, exit, eval, ., exec, trap, wait. */
import { toText } from "../../bytes.ts";
import { complain } from "../../calls.ts";
import type { Steps } from "../../process.ts";
import { signalName, signalNumber } from "../../signals.ts";
import { FunctionExit, LoopExit, ShellExit } from "../control.ts";
import { execute } from "../execute.ts";
import { alwaysQuoted } from "../quoting.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError, ShellError } from "../syntax.ts";
import { type Builtin, numberOf, print } from "./builtin.ts";

function leaves(kind: "break" | "continue"): Builtin {
  return function* (shell, [word = "1"], { name }) {
    const levels = numberOf(name, word);
    yield;
    if (levels === 0) throw new BuiltinError(name, `Illegal number: ${word}`);
    if (shell.loops === 0) return 0;
    throw new LoopExit(kind, Math.min(levels, shell.loops));
  };
}

export const breakLoop = leaves("break");
export const continueLoop = leaves("continue");

export const returnFrom: Builtin = function* (shell, [word], { name }) {
  yield;
  throw new FunctionExit(word === undefined ? shell.state.status : numberOf(name, word));
};

export const exit: Builtin = function* (shell, [word], { name }) {
  yield;
  throw new ShellExit((word === undefined ? shell.state.status : numberOf(name, word)) & 255);
};

export const evaluate: Builtin = function* (shell, args, { name, isTested }) {
  const { line } = shell.state;
  return yield* inContext(shell, name, () => shell.runText(args.join(" "), { isTested, isLast: false }, line));
};

/** An error that ends the shell is told later, and the name stays in front of its message. */
function* inContext(shell: Shell, name: string, run: () => Steps<number>): Steps<number> {
  const { context } = shell.state;
  shell.state.context = name;
  let isError = false;
  try {
    return yield* run();
  } catch (thrown) {
    isError = thrown instanceof ShellError;
    throw thrown;
  } finally {
    if (!isError) shell.state.context = context;
  }
}

export const source: Builtin = function* (shell, [file], { name, isTested }) {
  if (file === undefined) return 0;
  const { process } = shell;
  const { files } = process.kernel.options;
  const bytes = files.readWhole(process.pathOf(file));
  if (!file.includes("/") && !(bytes instanceof Uint8Array)) throw new BuiltinError(name, `${file}: not found`);
  if (!(bytes instanceof Uint8Array)) {
    throw new BuiltinError(name, `cannot open ${file}: ${bytes.code === "ENOENT" ? "No such file" : bytes.message}`);
  }
  try {
    return yield* inContext(shell, file, () => shell.runText(toText(bytes), { isTested, isLast: false }));
  } catch (thrown) {
    if (thrown instanceof FunctionExit) return thrown.status;
    throw thrown;
  }
};

export const exec: Builtin = function* (shell, args) {
  const [name, ...rest] = args[0] === "--" ? args.slice(1) : args;
  if (name === undefined) return 0;
  throw new ShellExit(yield* execute(shell, name, rest, "exec: "));
};

/** The number of a condition of `trap`; 0 is EXIT. */
function condition(word: string): number | undefined {
  if (word === "0" || word.toUpperCase() === "EXIT") return 0;
  return signalNumber(word);
}

export const trap: Builtin = function* (shell, args, { name }) {
  const { state, process } = shell;
  const words = args[0] === "--" ? args.slice(1) : args;
  if (words.length === 0) {
    const lines = [...state.traps]
      .sort(([a], [b]) => a - b)
      .map(([signal, text]) => `trap -- ${alwaysQuoted(text)} ${signal === 0 ? "EXIT" : signalName(signal)}\n`);
    return yield* print(shell, name, lines.join(""));
  }
  const resets = words.length === 1 || words[0] === "-" || /^\d+$/.test(words[0] ?? "");
  const action = resets ? undefined : words[0];
  for (const word of resets && words[0] !== "-" ? words : words.slice(1)) {
    const signal = condition(word);
    if (signal === undefined) {
      yield* complain(process, `${name}: ${word}: bad trap\n`);
      return 1;
    }
    if (action === undefined) state.traps.delete(signal);
    else state.traps.set(signal, action);
    if (signal !== 0)
      process.setDisposition(signal, action === undefined ? "default" : action === "" ? "ignore" : "catch");
  }
  return 0;
};

export const wait: Builtin = function* (shell, args, { name }) {
  const { jobs, process } = shell;
  const chosen = args.length === 0 ? [...jobs.keys()] : args.map((word) => numberOf(name, word.replace(/^%/, "")));
  let status = 0;
  for (const pid of chosen) {
    const job = jobs.get(pid);
    if (job === undefined) {
      status = 127;
      continue;
    }
    while (job.exit === undefined) {
      const [signal] = process.caught;
      if (signal !== undefined) return 128 + signal;
      yield job.whenEnded;
    }
    jobs.delete(pid);
    if (args.length > 0) yield* shell.waitFor(job);
    status = job.exit.status + (job.exit.reason === "signal" ? 128 : 0);
  }
  return args.length === 0 ? 0 : status;
};
