/** `set`, and the options of the shell itself. */
import { alwaysQuoted } from "../quoting.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError, ShellError } from "../syntax.ts";
import { type Builtin, print } from "./builtin.ts";

const NAMES: Readonly<Record<string, string>> = {
  errexit: "e",
  noglob: "f",
  ignoreeof: "I",
  interactive: "i",
  monitor: "m",
  noexec: "n",
  stdin: "s",
  xtrace: "x",
  verbose: "v",
  vi: "V",
  emacs: "E",
  noclobber: "C",
  allexport: "a",
  notify: "b",
  nounset: "u",
  privileged: "p",
  nolog: "",
  debug: "",
};

/**
 * Sets the options that stand in front of other words.
 * @param isStart whether they are those of the program, which knows -c as well
 * @returns the words behind them
 * @throws ShellError
 */
export function setOptions(shell: Shell, name: string, words: readonly string[], isStart: boolean): readonly string[] {
  const { options } = shell.state;
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest[0] as string;
    if (word === "--" || (isStart && word === "-")) return rest.slice(1);
    if (!/^[-+]./.test(word)) break;
    rest.shift();
    const isOn = word.startsWith("-");
    for (const letter of word.slice(1)) {
      if (letter === "c" && isStart) continue;
      let option = letter;
      if (letter === "o") {
        const long = rest.shift();
        if (long === undefined) continue;
        if (!Object.hasOwn(NAMES, long)) throw refusal(name, `Illegal option ${isOn ? "-" : "+"}o ${long}`, isStart);
        option = NAMES[long] as string;
      } else if (!"efImnsxvVECabuil".includes(letter))
        throw refusal(name, `Illegal option ${isOn ? "-" : "+"}${letter}`, isStart);
      if (isOn) options.add(option);
      else options.delete(option);
    }
  }
  return rest;
}

function refusal(name: string, message: string, isStart: boolean): ShellError {
  return isStart ? new ShellError(message) : new BuiltinError(name, message);
}

export const set: Builtin = function* (shell, args, { name }) {
  const { state } = shell;
  if (args.length === 0) {
    const lines = [...state.variables].flatMap(([variable, { value }]) =>
      value === undefined ? [] : `${variable}=${alwaysQuoted(value)}\n`,
    );
    return yield* print(shell, name, lines.sort().join(""));
  }
  if (args.length === 1 && (args[0] === "-o" || args[0] === "+o")) {
    const known = Object.entries(NAMES).map(([long, letter]): [string, boolean] => [long, state.options.has(letter)]);
    if (args[0] === "+o") {
      return yield* print(shell, name, known.map(([long, isOn]) => `set ${isOn ? "-" : "+"}o ${long}\n`).join(""));
    }
    const lines = known.map(([long, isOn]) => `${long.padEnd(16)}${isOn ? "on" : "off"}\n`);
    return yield* print(shell, name, `Current option settings\n${lines.join("")}`);
  }
  const rest = setOptions(shell, name, args, false);
  if (rest.length > 0 || args.includes("--")) state.positional = rest;
  return 0;
};
