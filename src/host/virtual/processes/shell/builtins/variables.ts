/** Built-in commands about variables: export, readonly, unset, local, shift, read, getopts. */

import { complain } from "../../calls.ts";
import type { OpenFile } from "../../open-file.ts";
import type { Steps } from "../../process.ts";
import { MOST_TEXT_BYTES } from "../fields.ts";
import { alwaysQuoted } from "../quoting.ts";
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../syntax.ts";
import { type Builtin, numberOf, print } from "./builtin.ts";

/** Splits "name=value". @throws BuiltinError */
function declaration(command: string, word: string): { name: string; value: string | undefined } {
  const equals = word.indexOf("=");
  const name = equals < 0 ? word : word.slice(0, equals);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new BuiltinError(command, `${name}: bad variable name`);
  return { name, value: equals < 0 ? undefined : word.slice(equals + 1) };
}

function marks(flag: "isExported" | "isReadonly"): Builtin {
  return function* (shell, args, { name: command }) {
    const { state } = shell;
    const words = args.filter((word) => word !== "-p" && word !== "--");
    if (words.length === 0) {
      const lines = [...state.variables]
        .filter(([, variable]) => variable[flag])
        .map(([name, { value }]) => `${command} ${name}${value === undefined ? "" : `=${alwaysQuoted(value)}`}\n`);
      return yield* print(shell, command, lines.sort().join(""));
    }
    for (const word of words) {
      const { name, value } = declaration(command, word);
      if (value !== undefined) setChecked(shell, command, name, value);
      state.declared(name)[flag] = true;
    }
    return 0;
  };
}

function setChecked({ state }: Shell, command: string, name: string, value: string): void {
  if (state.variables.get(name)?.isReadonly) throw new BuiltinError(command, `${name}: is read only`);
  state.set(name, value);
}

export const exportVariables = marks("isExported");
export const readonlyVariables = marks("isReadonly");

export const unset: Builtin = function* (shell, args, { name: command }) {
  const isFunction = args[0] === "-f";
  yield;
  for (const word of args.filter((one, at) => at > 0 || !/^-[fv]$/.test(one))) {
    if (isFunction) {
      shell.state.functions.delete(word);
      continue;
    }
    const { name } = declaration(command, word.replace(/=.*/s, ""));
    if (shell.state.variables.get(name)?.isReadonly) throw new BuiltinError(command, `${name}: is read only`);
    shell.state.unset(name);
  }
  return 0;
};

export const local: Builtin = function* (shell, args, { name: command }) {
  const frame = shell.state.locals.at(-1);
  yield;
  if (frame === undefined || shell.calls === 0) throw new BuiltinError(command, "not in a function");
  for (const word of args) {
    const { name, value } = declaration(command, word);
    const before = shell.state.variables.get(name);
    if (!frame.has(name)) frame.set(name, before && { ...before });
    if (value !== undefined) setChecked(shell, command, name, value);
    else shell.state.declared(name);
  }
  return 0;
};

export const shift: Builtin = function* ({ state }, [word = "1"], { name }) {
  const count = numberOf(name, word);
  yield;
  if (count > state.positional.length) throw new BuiltinError(name, "can't shift that many");
  state.positional = state.positional.slice(count);
  return 0;
};

export const read: Builtin = function* (shell, args, { name: command }) {
  const words = [...args];
  let isRaw = false;
  while (/^-./.test(words[0] ?? "")) {
    const word = words.shift() as string;
    if (word === "--") break;
    if (word === "-r") isRaw = true;
    else if (word === "-p") yield* complain(shell.process, words.shift() ?? "");
    else throw new BuiltinError(command, `Illegal option ${word.slice(0, 2)}`);
  }
  if (words.length === 0) throw new BuiltinError(command, "arg count");
  for (const word of words) {
    if (!/^[A-Za-z_]\w*$/.test(word)) throw new BuiltinError(command, `${word}: bad variable name`);
  }
  const file = shell.process.files.get(0);
  const line = file === undefined ? undefined : yield* readLine(file, isRaw);
  for (const [at, value] of assigned(line?.chars ?? [], words.length, shell.state.separators).entries()) {
    setChecked(shell, command, words[at] as string, value);
  }
  return line?.isWhole ? 0 : 1;
};

/** A character, and whether a backslash stood in front of it. */
type Char = readonly [char: string, isEscaped: boolean];

/** Reads up to the end of a line, and no byte more. */
function* readLine(file: OpenFile, isRaw: boolean): Steps<{ chars: Char[]; isWhole: boolean }> {
  const chars: Char[] = [];
  let isEscaped = false;
  for (;;) {
    const got = file.read(1);
    if (got === undefined) {
      yield (wake) => file.whenReadable(wake);
      continue;
    }
    if (!(got instanceof Uint8Array) || chars.length > MOST_TEXT_BYTES) return { chars, isWhole: false };
    const char = String.fromCharCode(got[0] as number);
    if (chars.length % 4096 === 4095) yield;
    if (isEscaped) {
      isEscaped = false;
      if (char !== "\n") chars.push([char, true]);
    } else if (char === "\\" && !isRaw) isEscaped = true;
    else if (char === "\n") return { chars, isWhole: true };
    else if (char !== "\0") chars.push([char, false]);
  }
}

/** What each of `count` variables gets of a line: the last one gets the rest. */
function assigned(chars: readonly Char[], count: number, separators: string): string[] {
  const isSpace = ([char, isEscaped]: Char) => !isEscaped && /[ \t\n]/.test(char) && separators.includes(char);
  const isSeparator = ([char, isEscaped]: Char) => !isEscaped && separators.includes(char);
  const values: string[] = [];
  let at = 0;
  const skipSpaces = () => {
    while (at < chars.length && isSpace(chars[at] as Char)) at++;
  };
  skipSpaces();
  while (values.length < count - 1) {
    let value = "";
    while (at < chars.length && !isSeparator(chars[at] as Char)) value += (chars[at++] as Char)[0];
    values.push(value);
    skipSpaces();
    if (at < chars.length && isSeparator(chars[at] as Char)) {
      at++;
      skipSpaces();
    }
  }
  let end = chars.length;
  while (end > at && isSpace(chars[end - 1] as Char)) end--;
  const rest = chars.slice(at, end);
  const inner = rest.findIndex(isSeparator);
  // a single separator at the end belongs to nobody
  if (inner >= 0 && inner === rest.length - 1) rest.pop();
  values.push(rest.map(([char]) => char).join(""));
  return values;
}

export const getopts: Builtin = function* (shell, args, { name: command }) {
  const { state } = shell;
  const [spec, name, ...given] = args;
  if (spec === undefined || name === undefined)
    throw new BuiltinError(command, "Usage: getopts optstring var [arg...]");
  const words = given.length > 0 ? given : state.positional;
  const isSilent = spec.startsWith(":");
  const [index = 1, inside = 1] = (state.get("OPTIND") ?? "1").split(".").map(Number);
  const word = words[index - 1];
  state.set("OPTIND", String(index));
  if (word === undefined || !/^-./.test(word) || word === "--") {
    if (word === "--") state.set("OPTIND", String(index + 1));
    state.set(name, "?");
    return 1;
  }
  const letter = word.charAt(inside);
  const found = letter === ":" ? -1 : spec.indexOf(letter);
  const isLastLetter = inside + 1 >= word.length;
  let next = isLastLetter ? String(index + 1) : `${index}.${inside + 1}`;
  let value: string | undefined;
  let answer = letter;
  if (found < 0) {
    answer = "?";
    if (isSilent) value = letter;
    else yield* complain(shell.process, `Illegal option -${letter}\n`);
  } else if (spec[found + 1] === ":") {
    value = isLastLetter ? words[index] : word.slice(inside + 1);
    next = String(index + (isLastLetter ? 2 : 1));
    if (value === undefined) {
      answer = isSilent ? ":" : "?";
      if (isSilent) value = letter;
      else yield* complain(shell.process, `No arg for -${letter} option\n`);
    }
  }
  state.set("OPTIND", next);
  if (value === undefined) state.unset("OPTARG");
  else state.set("OPTARG", value);
  state.set(name, answer);
  return 0;
};
