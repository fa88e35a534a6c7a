/** Simple commands: assignments, functions, commands of the shell, programs. */
import { complain } from "../calls.ts";
import type { Steps } from "../process.ts";
import { toldInside } from "./compound.ts";
import { FunctionExit, ShellExit } from "./control.ts";
import { execute } from "./execute.ts";
import { expandText, expandWords } from "./expand.ts";
import { keep, redirect, restore, type Saved } from "./redirect.ts";
import type { Place, Shell } from "./shell.ts";
import { isSpecial } from "./special.ts";
import type { Variable } from "./state.ts";
import { type Assignment, BuiltinError, type Command, ShellError } from "./syntax.ts";

const MOST_NESTED_CALLS = 300;

export function* runSimple(shell: Shell, command: Command & { kind: "simple" }, place: Place): Steps<number> {
  const { state } = shell;
  state.line = command.line;
  shell.substitutionStatus = undefined;
  const [name, ...args] = yield* expandWords(shell, command.words);
  if (state.options.has("x")) yield* trace(shell, command.assignments, name === undefined ? [] : [name, ...args]);
  if (name === undefined) return yield* assignOnly(shell, command);
  const body = state.functions.get(name);
  if (body !== undefined && !isSpecial(name)) return yield* call(shell, body, args, command, place);
  const builtin = shell.builtins.get(name);
  if (builtin !== undefined) return yield* runBuiltin(shell, name, args, command, place);
  if (place.isLast && state.traps.size === 0) {
    yield* redirect(shell, command.redirects);
    yield* assign(shell, command.assignments, true);
    return yield* execute(shell, name, args);
  }
  // what is assigned is for the program alone, and expanded by it
  const child = shell.fork(function* (subshell) {
    yield* redirect(subshell, command.redirects);
    yield* assign(subshell, command.assignments, true);
    return yield* execute(subshell, name, args);
  });
  return yield* shell.waitFor(child);
}

function* assignOnly(shell: Shell, { assignments, redirects }: Command & { kind: "simple" }): Steps<number> {
  yield* assign(shell, assignments, false);
  try {
    restore(shell, yield* redirect(shell, redirects));
  } catch (thrown) {
    if (!(thrown instanceof ShellError)) throw thrown;
    yield* shell.tell(thrown);
    return thrown.status;
  }
  return shell.substitutionStatus ?? 0;
}

function* assign(shell: Shell, assignments: readonly Assignment[], exports: boolean): Steps<void> {
  for (const { name, value } of assignments) {
    shell.state.set(name, yield* expandText(shell, value, true));
    if (exports) shell.state.declared(name).isExported = true;
  }
}

function* runBuiltin(
  shell: Shell,
  name: string,
  args: readonly string[],
  command: Command & { kind: "simple" },
  place: Place,
): Steps<number> {
  const special = isSpecial(name);
  const { assignments, redirects } = command;
  let saved: Saved = [];
  const before = special ? [] : assignments.map((one) => [one.name, shell.state.variables.get(one.name)] as const);
  const copies = before.map(([variable, value]) => [variable, value && { ...value }] as const);
  let isKept = false;
  try {
    saved = yield* redirect(shell, redirects);
    yield* assign(shell, assignments, !special);
    const run = shell.builtins.get(name) as NonNullable<ReturnType<Shell["builtins"]["get"]>>;
    isKept = name === "exec" && args.length === 0;
    return yield* run(shell, args, { name, isTested: place.isTested, isLast: place.isLast });
  } catch (thrown) {
    if (!(thrown instanceof ShellError)) throw thrown;
    const isOfCommand = thrown instanceof BuiltinError;
    yield* shell.tell(thrown, isOfCommand ? thrown.command : undefined);
    if (special) throw new ShellExit(thrown.status);
    return thrown.status;
  } finally {
    if (isKept) keep(shell, saved);
    else restore(shell, saved);
    for (const [variable, value] of copies) shell.state.restore(variable, value);
  }
}

function* call(
  shell: Shell,
  body: Command,
  args: readonly string[],
  { assignments, redirects }: Command & { kind: "simple" },
  { isTested }: Place,
): Steps<number> {
  const { state } = shell;
  if (shell.calls >= MOST_NESTED_CALLS) throw new ShellError("Maximum function recursion depth (300) reached");
  const saved = yield* redirect(shell, redirects);
  const { positional } = state;
  const loops = shell.loops;
  const locals = new Map<string, Variable | undefined>();
  for (const { name } of assignments) {
    const before = state.variables.get(name);
    locals.set(name, before && { ...before });
  }
  yield* assign(shell, assignments, true);
  state.positional = args;
  state.locals.push(locals);
  shell.calls++;
  shell.loops = 0;
  try {
    return yield* toldInside(shell, body, { isTested, isLast: false });
  } catch (thrown) {
    if (thrown instanceof FunctionExit) return thrown.status;
    throw thrown;
  } finally {
    shell.calls--;
    shell.loops = loops;
    state.positional = positional;
    state.locals.pop();
    for (const [name, variable] of locals) state.restore(name, variable);
    restore(shell, saved);
  }
}

function* trace(shell: Shell, assignments: readonly Assignment[], words: readonly string[]): Steps<void> {
  const shown: string[] = [];
  for (const { name, value } of assignments) shown.push(`${name}=${yield* expandText(shell, value, true)}`);
  shown.push(...words);
  yield* complain(shell.process, `${shell.state.get("PS4") ?? ""}${shown.join(" ")}\n`);
}
