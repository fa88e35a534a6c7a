/** Runs commands of the shell's language in a process. */
import type { HostError } from "../../../ports.ts";
import { complain, ended } from "../calls.ts";
import { openDevice } from "../devices.ts";
import { findProgram } from "../execute.ts";
import type { OpenFile } from "../open-file.ts";
import { makePipe } from "../pipe.ts";
import type { Process, Steps } from "../process.ts";
import { ExpressionError } from "../regex/syntax.ts";
import { SIGNAL, signalText } from "../signals.ts";
import type { ArithmeticVariables } from "./arithmetic.ts";
import { BUILTINS } from "./builtins/index.ts";
import { FunctionExit, LoopExit, ShellExit } from "./control.ts";
import { expandPattern, expandText, expandWords } from "./expand.ts";
import { Parser } from "./parser.ts";
import { matches } from "./patterns.ts";
import { keep, redirect, restore, type Saved } from "./redirect.ts";
import { isSpecial } from "./special.ts";
import type { ShellState, Variable } from "./state.ts";
import { type Assignment, BuiltinError, type Command, type Redirect, ShellError } from "./syntax.ts";

/** How a command stands: whether its status is asked for, and whether nothing comes behind it in this process. */
export interface Place {
  readonly isTested: boolean;
  readonly isLast: boolean;
}

const ANYWHERE: Place = { isTested: false, isLast: false };
const TESTED: Place = { isTested: true, isLast: false };
/** To give others a turn takes time itself. */
const COMMANDS_PER_TURN = 8;
/** A command costs as much as to move so many bytes. */
const COMMAND_BYTES = 1024;
const MOST_NESTED_CALLS = 300;
/** Descriptors that scripts do not use begin here. */
const FIRST_HIDDEN_DESCRIPTOR = 10;

export class Shell {
  readonly process: Process;
  readonly state: ShellState;
  readonly builtins = BUILTINS;
  /** How the last substitution of a command ended; undefined: there was none in this command. */
  substitutionStatus: number | undefined;
  /** Children in the background that nobody has waited for. */
  readonly jobs = new Map<number, Process>();
  /** How many loops the command is in. */
  loops = 0;
  private calls = 0;
  private commands = 0;

  constructor(process: Process, state: ShellState) {
    this.process = process;
    this.state = state;
  }

  readonly arithmeticVariables: ArithmeticVariables = {
    get: (name) => {
      const value = this.state.get(name);
      if (value === undefined && this.state.options.has("u")) throw new ShellError(`${name}: parameter not set`);
      return value;
    },
    set: (name, value) => this.state.set(name, value),
  };

  /** Runs `run`, and what is to be done at the end of the shell; answers its status. */
  *toTheEnd(run: () => Steps<number>): Steps<number> {
    const status = yield* this.caught(run);
    const atExit = this.state.traps.get(0);
    if (atExit === undefined || atExit === "") return status;
    this.state.traps.delete(0);
    this.state.status = status;
    return yield* this.caught(() => this.runTrap(atExit, status));
  }

  private *caught(run: () => Steps<number>): Steps<number> {
    try {
      return yield* run();
    } catch (thrown) {
      if (thrown instanceof ShellExit || thrown instanceof FunctionExit) return thrown.status;
      if (thrown instanceof LoopExit) return 0;
      const error = asShellError(thrown);
      yield* this.tell(error);
      this.state.context = undefined;
      return error.status;
    }
  }

  *tell({ message, line }: ShellError, command?: string): Steps<void> {
    const name = command ?? this.state.context;
    const named = name === undefined ? "" : `${name}: `;
    yield* complain(this.process, `${this.state.name}: ${line ?? this.state.line}: ${named}${message}\n`);
  }

  /** Runs a text, line after line. @throws ShellError, and what control.ts has */
  *runText(text: string, place: Place = ANYWHERE, line = 1): Steps<number> {
    const parser = new Parser(text, line);
    let status = 0;
    for (;;) {
      const command = parser.nextLine();
      if (command === undefined) return status;
      if (this.state.options.has("n")) continue;
      status = yield* this.run(command, { ...place, isLast: place.isLast && parser.isAtEnd });
    }
  }

  *run(command: Command, place: Place): Steps<number> {
    this.process.kernel.spend(COMMAND_BYTES);
    if (++this.commands % COMMANDS_PER_TURN === 0) yield;
    const status = yield* this.evaluate(command, place);
    this.state.status = status;
    if (this.process.caught.length > 0) yield* this.runTraps();
    const isCommand = command.kind === "simple" || command.kind === "pipeline" || command.kind === "subshell";
    if (isCommand && status !== 0 && !place.isTested && this.state.options.has("e")) throw new ShellExit(status);
    return status;
  }

  private *evaluate(command: Command, place: Place): Steps<number> {
    switch (command.kind) {
      case "simple":
        return yield* this.simple(command, place);
      case "pipeline":
        return yield* this.pipeline(command.commands);
      case "not":
        return (yield* this.run(command.body, TESTED)) === 0 ? 1 : 0;
      case "and":
      case "or": {
        const left = yield* this.run(command.left, TESTED);
        return (left === 0) === (command.kind === "and") ? yield* this.run(command.right, place) : left;
      }
      case "sequence": {
        let status = 0;
        for (const [at, one] of command.commands.entries()) {
          const isLast = place.isLast && at === command.commands.length - 1;
          status = yield* this.run(one, { ...place, isLast });
        }
        return status;
      }
      case "background":
        return yield* this.background(command.body);
      case "subshell": {
        const child = this.fork((shell) => shell.run(command.body, { ...place, isLast: true }));
        return yield* this.waitFor(child);
      }
      case "redirected":
        return yield* this.redirected(command.body, command.redirects, command.line, place);
      case "if": {
        const condition = yield* this.run(command.condition, TESTED);
        const body = condition === 0 ? command.then : command.otherwise;
        return body === undefined ? 0 : yield* this.run(body, place);
      }
      case "while":
      case "until":
        return yield* this.loop(command.condition, command.body, command.kind === "while" ? 0 : 1, place);
      case "for":
        return yield* this.forLoop(command, place);
      case "case":
        return yield* this.caseOf(command, place);
      case "function":
        this.state.functions.set(command.name, command.body);
        return 0;
    }
  }

  private *loop(condition: Command, body: Command, goesOnAt: 0 | 1, { isTested }: Place): Steps<number> {
    let status = 0;
    this.loops++;
    try {
      for (;;) {
        const how = yield* this.once(function* (shell) {
          const holds = yield* shell.run(condition, TESTED);
          if ((holds === 0 ? 0 : 1) !== goesOnAt) return undefined;
          return yield* shell.run(body, { isTested, isLast: false });
        });
        if (how === undefined) return status;
        if (how === "break") return 0;
        status = how === "continue" ? 0 : how;
      }
    } finally {
      this.loops--;
    }
  }

  private *forLoop({ name, words, body }: Command & { kind: "for" }, { isTested }: Place): Steps<number> {
    const items = words === undefined ? this.state.positional : yield* expandWords(this, words);
    let status = 0;
    this.loops++;
    try {
      for (const item of items) {
        this.state.set(name, item);
        const how = yield* this.once((shell) => shell.run(body, { isTested, isLast: false }));
        if (how === "break") return 0;
        status = how === "continue" || how === undefined ? 0 : how;
      }
      return status;
    } finally {
      this.loops--;
    }
  }

  /** One pass of a loop: its status, or how it was left. */
  private *once<Result>(pass: (shell: Shell) => Steps<Result>): Steps<Result | "break" | "continue"> {
    try {
      return yield* pass(this);
    } catch (thrown) {
      if (!(thrown instanceof LoopExit)) throw thrown;
      if (--thrown.levels > 0) throw thrown;
      return thrown.kind;
    }
  }

  private *caseOf({ word, items }: Command & { kind: "case" }, place: Place): Steps<number> {
    const text = yield* expandText(this, word);
    for (const { patterns, body } of items) {
      for (const pattern of patterns) {
        if (!matches(yield* expandPattern(this, pattern), text)) continue;
        return body === undefined ? 0 : yield* this.run(body, place);
      }
    }
    return 0;
  }

  private *redirected(body: Command, redirects: readonly Redirect[], line: number, place: Place): Steps<number> {
    this.state.line = line;
    let saved: Saved;
    try {
      saved = yield* redirect(this, redirects);
    } catch (thrown) {
      if (!(thrown instanceof ShellError)) throw thrown;
      yield* this.tell(thrown);
      return thrown.status;
    }
    try {
      return yield* this.run(body, { ...place, isLast: false });
    } finally {
      restore(this, saved);
    }
  }

  private *simple(command: Command & { kind: "simple" }, place: Place): Steps<number> {
    const { state } = this;
    state.line = command.line;
    this.substitutionStatus = undefined;
    const [name, ...args] = yield* expandWords(this, command.words);
    if (state.options.has("x")) yield* this.trace(command.assignments, name === undefined ? [] : [name, ...args]);
    if (name === undefined) return yield* this.assignOnly(command);
    const body = state.functions.get(name);
    if (body !== undefined && !isSpecial(name)) return yield* this.call(body, args, command, place);
    const builtin = BUILTINS.get(name);
    if (builtin !== undefined) return yield* this.builtin(name, args, command, place);
    if (place.isLast && state.traps.size === 0) {
      yield* redirect(this, command.redirects);
      yield* this.assign(command.assignments, true);
      return yield* this.execute(name, args);
    }
    // what is assigned is for the program alone, and expanded by it
    const child = this.fork(function* (shell) {
      yield* redirect(shell, command.redirects);
      yield* shell.assign(command.assignments, true);
      return yield* shell.execute(name, args);
    });
    return yield* this.waitFor(child);
  }

  private *assignOnly({ assignments, redirects }: Command & { kind: "simple" }): Steps<number> {
    yield* this.assign(assignments, false);
    try {
      restore(this, yield* redirect(this, redirects));
    } catch (thrown) {
      if (!(thrown instanceof ShellError)) throw thrown;
      yield* this.tell(thrown);
      return thrown.status;
    }
    return this.substitutionStatus ?? 0;
  }

  *assign(assignments: readonly Assignment[], exports: boolean): Steps<void> {
    for (const { name, value } of assignments) {
      this.state.set(name, yield* expandText(this, value, true));
      if (exports) this.state.declared(name).isExported = true;
    }
  }

  private *builtin(
    name: string,
    args: readonly string[],
    command: Command & { kind: "simple" },
    place: Place,
  ): Steps<number> {
    const special = isSpecial(name);
    const { assignments, redirects } = command;
    let saved: Saved = [];
    const before = special ? [] : assignments.map((one) => [one.name, this.state.variables.get(one.name)] as const);
    const copies = before.map(([variable, value]) => [variable, value && { ...value }] as const);
    let isKept = false;
    try {
      saved = yield* redirect(this, redirects);
      yield* this.assign(assignments, !special);
      const run = BUILTINS.get(name) as NonNullable<ReturnType<typeof BUILTINS.get>>;
      isKept = name === "exec" && args.length === 0;
      return yield* run(this, args, { ...place, name });
    } catch (thrown) {
      if (!(thrown instanceof ShellError)) throw thrown;
      const isOfCommand = thrown instanceof BuiltinError;
      if (special && !isOfCommand) throw thrown;
      yield* this.tell(thrown, isOfCommand ? thrown.command : undefined);
      if (special) throw new ShellExit(thrown.status);
      return thrown.status;
    } finally {
      if (isKept) keep(saved);
      else restore(this, saved);
      for (const [variable, value] of copies) {
        if (value === undefined) this.state.variables.delete(variable);
        else this.state.variables.set(variable, value);
      }
    }
  }

  private *call(
    body: Command,
    args: readonly string[],
    { assignments, redirects }: Command & { kind: "simple" },
    { isTested }: Place,
  ): Steps<number> {
    const { state } = this;
    if (this.calls >= MOST_NESTED_CALLS) throw new ShellError("Maximum function recursion depth (300) reached");
    const saved = yield* redirect(this, redirects);
    const { positional } = state;
    const loops = this.loops;
    const locals = new Map<string, Variable | undefined>();
    for (const { name } of assignments) {
      const before = state.variables.get(name);
      locals.set(name, before && { ...before });
    }
    yield* this.assign(assignments, true);
    state.positional = args;
    state.locals.push(locals);
    this.calls++;
    this.loops = 0;
    try {
      return yield* this.run(body, { isTested, isLast: false });
    } catch (thrown) {
      if (thrown instanceof FunctionExit) return thrown.status;
      throw thrown;
    } finally {
      this.calls--;
      this.loops = loops;
      state.positional = positional;
      state.locals.pop();
      for (const [name, variable] of locals) {
        if (variable === undefined) state.variables.delete(name);
        else state.variables.set(name, variable);
      }
      restore(this, saved);
    }
  }

  get isInFunction(): boolean {
    return this.calls > 0;
  }

  /** The process becomes a program; the answer is its status. */
  *execute(name: string, args: readonly string[], complainsAs = ""): Steps<number> {
    const { process, state } = this;
    const found = findProgram(process.kernel, name, process.folder, state.get("PATH") ?? "");
    if ("code" in found) {
      const isMissing = found.code === "ENOENT" && !(name === "");
      const reason = name === "" ? "Permission denied" : isMissing ? "not found" : found.message;
      yield* this.tell(new ShellError(`${complainsAs}${name}: ${reason}`));
      return isMissing || name === "" ? 127 : 126;
    }
    state.traps.clear();
    process.becomes(state.exported());
    return yield* found.program(process, [name, ...args]);
  }

  private *pipeline(commands: readonly Command[]): Steps<number> {
    const children: Process[] = [];
    let input: OpenFile | undefined;
    for (const [at, command] of commands.entries()) {
      const isLast = at === commands.length - 1;
      const pipe = isLast ? undefined : makePipe();
      const replaced: [number, OpenFile][] = [];
      if (input !== undefined) replaced.push([0, input]);
      if (pipe !== undefined) replaced.push([1, pipe.writer]);
      children.push(this.fork((shell) => shell.run(command, { isTested: false, isLast: true }), replaced));
      input = pipe?.reader;
    }
    for (const child of children) yield* ended(child);
    return yield* this.waitFor(children.at(-1) as Process);
  }

  private *background(body: Command): Steps<number> {
    const child = this.fork(
      function* (shell) {
        shell.process.setDisposition(SIGNAL.INT, "ignore");
        shell.process.setDisposition(SIGNAL.QUIT, "ignore");
        return yield* shell.run(body, { isTested: false, isLast: true });
      },
      [[0, openDevice("null") as OpenFile]],
    );
    this.jobs.set(child.pid, child);
    this.state.lastBackground = child.pid;
    yield;
    return 0;
  }

  /** A subshell that runs beside this one. @throws ShellError */
  fork(run: (shell: Shell) => Steps<number>, replaced: Iterable<[number, OpenFile]> = []): Process {
    const state = this.state.copy();
    const child: Process | HostError = this.process.fork((process) => {
      const shell = new Shell(process, state);
      shell.calls = this.calls;
      return shell.toTheEnd(() => run(shell));
    }, replaced);
    if ("code" in child) throw new ShellError("Cannot fork");
    return child;
  }

  /** A subshell whose output can be read from a descriptor. @throws ShellError */
  forkReading(body: Command): { child: Process; descriptor: number } {
    const { reader, writer } = makePipe();
    const child = this.fork((shell) => shell.run(body, { isTested: false, isLast: true }), [[1, writer]]);
    let descriptor = FIRST_HIDDEN_DESCRIPTOR;
    while (this.process.files.has(descriptor)) descriptor++;
    this.process.setFile(descriptor, reader);
    return { child, descriptor };
  }

  /** Waits for a child; tells by which signal it ended. @returns its status as `$?` has it */
  *waitFor(child: Process): Steps<number> {
    yield* ended(child);
    const { exit } = child;
    if (exit === undefined || exit.reason === "exit") return exit?.status ?? 0;
    if (exit.status !== SIGNAL.INT && exit.status !== SIGNAL.PIPE) {
      yield* complain(this.process, `${signalText(exit.status)}\n`);
    }
    return 128 + exit.status;
  }

  /** The value of a parameter that is no list. */
  parameter(name: string): string | undefined {
    const { state } = this;
    switch (name) {
      case "#":
        return String(state.positional.length);
      case "?":
        return String(state.status);
      case "$":
        return String(state.pid);
      case "!":
        return state.lastBackground === undefined ? "" : String(state.lastBackground);
      case "-":
        return [..."efIimnsxvVECabu"].filter((option) => state.options.has(option)).join("");
      case "0":
        return state.name;
      default:
        return /^\d/.test(name) ? state.positional[Number(name) - 1] : state.get(name);
    }
  }

  /** Runs the traps of signals that have come. */
  *runTraps(): Steps<void> {
    for (let signal = this.process.caught.shift(); signal !== undefined; signal = this.process.caught.shift()) {
      const text = this.state.traps.get(signal);
      if (text !== undefined && text !== "") yield* this.runTrap(text, this.state.status);
    }
  }

  private *runTrap(text: string, status: number): Steps<number> {
    const { line } = this.state;
    yield* this.runText(text);
    this.state.line = line;
    this.state.status = status;
    return status;
  }

  private *trace(assignments: readonly Assignment[], words: readonly string[]): Steps<void> {
    const shown: string[] = [];
    for (const { name, value } of assignments) shown.push(`${name}=${yield* expandText(this, value, true)}`);
    shown.push(...words);
    yield* complain(this.process, `${this.state.get("PS4") ?? ""}${shown.join(" ")}\n`);
  }
}

function asShellError(thrown: unknown): ShellError {
  if (thrown instanceof ShellError) return thrown;
  if (thrown instanceof ExpressionError) return new ShellError(thrown.message);
  throw thrown;
}
