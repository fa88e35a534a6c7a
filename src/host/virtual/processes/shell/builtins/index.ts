/** The commands of the shell itself, by their names. */
import type { Builtin } from "./builtin.ts";
import { cd, command, echo, fails, kill, notSimulated, printf, pwd, succeeds, times, type, umask } from "./commands.ts";
import { breakLoop, continueLoop, evaluate, exec, exit, returnFrom, source, trap, wait } from "./control.ts";
import { set } from "./options.ts";
import { test } from "./test.ts";
import { exportVariables, getopts, local, read, readonlyVariables, shift, unset } from "./variables.ts";

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [":", succeeds],
  [".", source],
  ["[", test],
  ["alias", notSimulated],
  ["bg", notSimulated],
  ["break", breakLoop],
  ["cd", cd],
  ["chdir", cd],
  ["command", command],
  ["continue", continueLoop],
  ["echo", echo],
  ["eval", evaluate],
  ["exec", exec],
  ["exit", exit],
  ["export", exportVariables],
  ["false", fails],
  ["fg", notSimulated],
  ["getopts", getopts],
  ["hash", succeeds],
  ["jobs", succeeds],
  ["kill", kill],
  ["local", local],
  ["printf", printf],
  ["pwd", pwd],
  ["read", read],
  ["readonly", readonlyVariables],
  ["return", returnFrom],
  ["set", set],
  ["shift", shift],
  ["test", test],
  ["times", times],
  ["trap", trap],
  ["true", succeeds],
  ["type", type],
  ["ulimit", notSimulated],
  ["umask", umask],
  ["unalias", notSimulated],
  ["unset", unset],
  ["wait", wait],
]);
