/** Built-in commands that are programs elsewhere, or tell about commands. */
import { complain } from "../../calls.ts";
import { lookUp } from "../../execute.ts";
import { withoutEscapes } from "../../programs/escapes.ts";
import { formatWords, type PrintfStyle } from "../../programs/printf.ts";
import { MOST_SIGNAL, signalName, signalNumber } from "../../signals.ts";
import { execute } from "../execute.ts";
import { RESERVED } from "../lexer.ts";
import type { Shell } from "../shell.ts";
import { isSpecial } from "../special.ts";
import { BuiltinError, ShellError } from "../syntax.ts";
import { type Builtin, numberOf, print } from "./builtin.ts";

// biome-ignore lint/correctness/useYield: it has nothing to wait for
export const succeeds: Builtin = function* () {
  return 0;
};

// biome-ignore lint/correctness/useYield: it has nothing to wait for
export const fails: Builtin = function* () {
  return 1;
};

export const echo: Builtin = function* (shell, args, { name }) {
  const hasBreak = args[0] !== "-n";
  const { text, isOver } = withoutEscapes((hasBreak ? args : args.slice(1)).join(" "), "dash");
  return yield* print(shell, name, hasBreak && !isOver ? `${text}\n` : text);
};

const DASH: PrintfStyle = {
  format: "dash format",
  word: "dash",
  notNumber: (word) => `${word}: expected numeric value`,
  notAll: (word) => `${word}: not completely converted`,
  badDirective: (directive) => `${directive}: invalid directive`,
  outOfRange: (word) => `${word}: Numerical result out of range`,
};

export const printf: Builtin = function* (shell, args, { name }) {
  const [format, ...words] = args[0] === "--" ? args.slice(1) : args;
  if (format === undefined) throw new BuiltinError(name, "usage: printf format [arg ...]");
  const { text, problems } = formatWords(format, words, DASH);
  // what is printed is in a buffer until the end
  for (const problem of problems) yield* shell.tell(new ShellError(problem), name);
  yield* print(shell, name, text);
  return problems.length > 0 ? (problems.some((one) => one.endsWith("invalid directive")) ? 2 : 1) : 0;
};

export const cd: Builtin = function* (shell, args, { name }) {
  const { state, process } = shell;
  const [word] = args.filter((one) => !/^-[LP]$|^--$/.test(one));
  const target = word === "-" ? (state.get("OLDPWD") ?? "") : (word ?? state.get("HOME") ?? "");
  const parts: string[] = [];
  for (const part of process.pathOf(target === "" ? "." : target).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const folder = `/${parts.join("/")}`;
  if (!process.kernel.options.files.isDirectory(folder)) throw new BuiltinError(name, `can't cd to ${target}`);
  const before = process.folder;
  process.folder = folder;
  state.set("OLDPWD", before);
  state.set("PWD", folder);
  return word === "-" ? yield* print(shell, name, `${folder}\n`) : 0;
};

export const pwd: Builtin = (shell, _args, { name }) => print(shell, name, `${shell.process.folder}\n`);

export const umask: Builtin = function* (shell, args, { name }) {
  return args.length === 0 ? yield* print(shell, name, "0022\n") : 0;
};

export const times: Builtin = (shell, _args, { name }) => print(shell, name, "0m0.000000s 0m0.000000s\n".repeat(2));

export const kill: Builtin = function* (shell, args, { name }) {
  const words = [...args];
  let signal = 15;
  const first = words[0] ?? "";
  if (first === "-l") return yield* listSignals(shell, name, words.slice(1));
  if (first === "-s") {
    words.shift();
    signal = chosen(name, words.shift() ?? "");
  } else if (/^-./.test(first) && first !== "--") {
    words.shift();
    const found = signalNumber(first.slice(1));
    if (found === undefined) throw new BuiltinError(name, `Illegal option ${first.slice(0, 2)}`);
    signal = found;
  }
  if (words[0] === "--") words.shift();
  if (words.length === 0) {
    throw new BuiltinError(
      name,
      "Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]",
    );
  }
  let status = 0;
  for (const word of words) {
    const pid = word.startsWith("-") ? -numberOf(name, word.slice(1)) : numberOf(name, word);
    const error = shell.process.kernel.kill(pid, signal, shell.process);
    yield;
    if (error === undefined) continue;
    status = 1;
    yield* shell.tell(new ShellError(`${error.message}\n`), name);
  }
  return status;
};

function chosen(name: string, word: string): number {
  const found = signalNumber(word);
  if (found === undefined) throw new BuiltinError(name, `invalid signal number or name: ${word}`);
  return found;
}

function* listSignals(shell: Shell, name: string, words: readonly string[]) {
  if (words.length > 0) {
    const [word = ""] = words;
    const number = numberOf(name, word);
    const known = signalName(number > 128 ? number - 128 : number);
    if (known === undefined) throw new BuiltinError(name, `invalid signal number or exit status: ${word}`);
    return yield* print(shell, name, `${known}\n`);
  }
  const [least, most] = [34, MOST_SIGNAL];
  const real = (number: number) => {
    if (number === 16 || number < least) return String(number);
    const [up, down] = [number - least, most - number];
    return up <= 15 ? `RTMIN${up === 0 ? "" : `+${up}`}` : `RTMAX${down === 0 ? "" : `-${down}`}`;
  };
  const lines = Array.from(
    { length: most + 1 },
    (_, number) => (number === 16 ? undefined : signalName(number)) ?? real(number),
  );
  return yield* print(shell, name, `${lines.join("\n")}\n`);
}

export const type: Builtin = function* (shell, args, { name }) {
  let status = 0;
  let text = "";
  for (const word of args) {
    const found = describe(shell, word);
    if (found === undefined) status = 127;
    text += `${word}${found === undefined ? ": not found" : ` is ${found.long}`}\n`;
  }
  yield* print(shell, name, text);
  return status;
};

function describe(shell: Shell, word: string): { long: string; short: string } | undefined {
  if (RESERVED.has(word)) return { long: "a shell keyword", short: word };
  if (isSpecial(word)) return { long: "a special shell builtin", short: word };
  if (shell.state.functions.has(word)) return { long: "a shell function", short: word };
  if (shell.builtins.has(word)) return { long: "a shell builtin", short: word };
  const { process, state } = shell;
  const found = lookUp(process.kernel, word, process.folder, state.get("PATH") ?? "");
  return "code" in found ? undefined : { long: found.path, short: found.path };
}

export const command: Builtin = function* (shell, args, place) {
  const words = [...args];
  let mode = "";
  while (/^-[pvV]+$/.test(words[0] ?? "")) mode += (words.shift() as string).slice(1);
  if (words[0] === "--") words.shift();
  const [name, ...rest] = words;
  if (name === undefined) return 0;
  if (/[vV]/.test(mode)) {
    const found = describe(shell, name);
    if (found === undefined) {
      if (mode.includes("V")) yield* print(shell, place.name, `${name}: not found\n`);
      return 127;
    }
    return yield* print(shell, place.name, mode.includes("v") ? `${found.short}\n` : `${name} is ${found.long}\n`);
  }
  const builtin = shell.builtins.get(name);
  if (builtin === undefined) {
    const child = shell.fork((subshell) => execute(subshell, name, rest));
    return yield* shell.waitFor(child);
  }
  return yield* builtin(shell, rest, { ...place, name });
};

/** Commands of dash that there are none of here. */
export const notSimulated: Builtin = function* (shell, _args, { name }) {
  yield* complain(shell.process, `${shell.state.name}: ${shell.state.line}: ${name}: not simulated\n`);
  return 2;
};
