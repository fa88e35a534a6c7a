/** Runs commands of the shell's language in a process. */
import type { HostError } from "../../../ports.ts";
import { complain, ended } from "../calls.ts";
import type { OpenFile } from "../open-file.ts";
import { makePipe } from "../pipe.ts";
import type { Process, Steps } from "../process.ts";
import { ExpressionError } from "../regex/syntax.ts";
import { SIGNAL, signalText } from "../signals.ts";
import type { ArithmeticVariables } from "./arithmetic.ts";
import { BUILTINS } from "./builtins/index.ts";
import { runCase, runFor, runLoop, runRedirected } from "./compound.ts";
import { FunctionExit, LoopExit, ShellExit } from "./control.ts";
import { runInBackground, runPipeline } from "./jobs.ts";
import { Parser } from "./parser.ts";
import { runSimple } from "./simple.ts";
import type { ShellState } from "./state.ts";
import { type Command, ShellError } from "./syntax.ts";

/** How a command stands: whether its status is asked for, and whether nothing comes behind it in this process. */
export interface Place {
  readonly isTested: boolean;
  readonly isLast: boolean;
}

const ANYWHERE: Place = { isTested: false, isLast: false };
export const TESTED: Place = { isTested: true, isLast: false };
/** To give others a turn takes time itself. */
const COMMANDS_PER_TURN = 8;
/** A command costs as much as to move so many bytes. */
const COMMAND_BYTES = 2560;
const MOST_NESTED_TEXTS = 100;

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
  /** How many calls of functions the command is in. */
  calls = 0;
  private commands = 0;
  /** How many texts the command is in. */
  private texts = 0;

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
    if (++this.texts > MOST_NESTED_TEXTS) throw new ShellError("nested too deep");
    try {
      for (;;) {
        const command = parser.nextLine();
        if (command === undefined) return status;
        if (this.state.options.has("n")) continue;
        status = yield* this.run(command, { ...place, isLast: place.isLast && parser.isAtEnd });
      }
    } finally {
      this.texts--;
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
        return yield* runSimple(this, command, place);
      case "pipeline":
        return yield* runPipeline(this, command.commands);
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
        return yield* runInBackground(this, command.body);
      case "subshell": {
        const child = this.fork((shell) => shell.run(command.body, { ...place, isLast: true }));
        return yield* this.waitFor(child);
      }
      case "redirected":
        return yield* runRedirected(this, command.body, command.redirects, command.line, place);
      case "if": {
        const condition = yield* this.run(command.condition, TESTED);
        const body = condition === 0 ? command.then : command.otherwise;
        return body === undefined ? 0 : yield* this.run(body, place);
      }
      case "while":
      case "until":
        return yield* runLoop(this, command.condition, command.body, command.kind === "while" ? 0 : 1, place);
      case "for":
        return yield* runFor(this, command, place);
      case "case":
        return yield* runCase(this, command, place);
      case "function":
        this.state.functions.set(command.name, command.body);
        return 0;
    }
  }

  /** A subshell that runs beside this one. @throws ShellError */
  fork(run: (shell: Shell) => Steps<number>, replaced: Iterable<[number, OpenFile]> = []): Process {
    const state = this.state.copy();
    const child: Process | HostError = this.process.fork((process) => {
      const shell = new Shell(process, state);
      shell.calls = this.calls;
      shell.texts = this.texts;
      return shell.toTheEnd(() => run(shell));
    }, replaced);
    if ("code" in child) throw new ShellError("Cannot fork");
    return child;
  }

  /** A subshell whose output can be read from a descriptor. @throws ShellError */
  forkReading(body: Command): { child: Process; descriptor: number } {
    const { reader, writer } = makePipe();
    const child = this.fork((shell) => shell.run(body, { isTested: false, isLast: true }), [[1, writer]]);
    return { child, descriptor: this.process.hide(reader) };
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
}

function asShellError(thrown: unknown): ShellError {
  if (thrown instanceof ShellError) return thrown;
  if (thrown instanceof ExpressionError) return new ShellError(thrown.message);
  throw thrown;
}
