import { closeSync, existsSync } from "node:fs";
import type { Options } from "execa";
import { hostError } from "../../errno.ts";
import {
  type Child,
  type ChildExit,
  type ChildOptions,
  type ChildStream,
  type Environment,
  type HostError,
  LONGEST_WORD,
  type Processes,
  type SpawnError,
} from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { asHostError } from "../strerror.ts";
import { during, type Waits } from "../waits.ts";
import { ArrivingSignals } from "./arriving-signals.ts";
import { type Ends, NodeChild } from "./child.ts";
import { type Command, commandOf, type Inherited, variablesOf } from "./command.ts";
import { loadExeca } from "./load-execa.ts";
import { PipeReader } from "./pipe-reader.ts";
import { PipeWriter } from "./pipe-writer.ts";
import { type Pipe, Pipes } from "./pipes.ts";

type Stdio = [stdin: StdioItem, stdout: StdioItem, stderr: StdioItem];
type StdioItem = number | "inherit" | "ignore";

/** glibc's, where there is no PATH. */
const DEFAULT_PATH = "/bin:/usr/bin";
const SIGKILL = 9;
/** The folder of whoever looks (Linux), also once it is removed or has another name: then it has no path any more. */
const SAME_FOLDER = "/proc/self/cwd";

/** Starts children. Make one only. */
export class Starter {
  private readonly pipes = new Pipes();
  private readonly running = new Set<NodeChild>();
  private readonly inherited: Inherited;
  private readonly path: string;
  private readonly waits: Waits;
  private readonly cwd = existsSync(SAME_FOLDER) ? SAME_FOLDER : ".";

  constructor(environment: Environment, waits: Waits) {
    this.waits = waits;
    const lines = environment.names().map((name) => `${name}=${environment.get(name) ?? ""}`);
    this.inherited = { lines, variables: variablesOf(lines) };
    this.path = environment.get("PATH") ?? DEFAULT_PATH;
    waits.haveChildren(() => new ArrivingSignals());
    process.once("exit", () => {
      for (const child of this.running) child.killAll(SIGKILL);
      this.pipes.dispose();
    });
  }

  spawn(options: ChildOptions): Child | SpawnError {
    const { refused } = options;
    // a word of its own for the program: system(3) and popen(3), which learn of it by posix_spawn(3)
    if (refused !== undefined && options.file !== undefined) return { ...refused, call: "fork" };
    const streams = this.openStreams(options);
    if ("message" in streams) return { ...streams, call: "pipe" };
    const { ends, stdio } = streams;
    const shortage = this.pipes.shortage();
    if (shortage !== undefined) {
      closeChildsSide(stdio);
      closeEnds(ends);
      return { ...shortage, call: "pipe" };
    }
    const environment = options.environment ?? this.inherited;
    const command = refused ?? commandOf(wordsOf(options), environment, this.path, options.file);
    const started = "message" in command ? Promise.resolve(command) : this.start(command, stdio, options.group);
    const failure = started instanceof Promise ? started : undefined;
    // a fork would have succeeded
    const process = started instanceof Promise ? this.start(STAND_IN, stdio, options.group) : started;
    closeChildsSide(stdio);
    if (process instanceof Promise) {
      closeEnds(ends);
      return { ...hostError("EAGAIN"), call: "fork" };
    }
    const child = new NodeChild(process.pid, ends, options.group, this.waits, failure);
    this.running.add(child);
    process.onExit((exit) => {
      this.running.delete(child);
      child.ended(exit);
    });
    return child;
  }

  /** By Node itself: it keeps nothing, so there is nothing that Execa would do. */
  runSync(options: Parameters<Processes["runSync"]>[0]): ChildExit | SpawnError {
    const command = commandOf(wordsOf(options), this.inherited, this.path, options.file);
    if ("message" in command) return NOT_EXECUTED;
    const { spawnSync } = builtin<typeof import("node:child_process")>("node:child_process");
    const { argv0, environment: env } = command;
    const { status, signal, error } = during(this.waits, () =>
      spawnSync(command.file, command.args, { argv0, env, stdio: "inherit" }),
    );
    if (error === undefined) return exitOf(status, signal);
    const problem = asHostError(error);
    return FORK_ERRORS.includes(problem.code) ? { ...problem, call: "fork" } : NOT_EXECUTED;
  }

  /** The answer is a process, or why there is none. */
  private start({ file, argv0, args, environment }: Command, stdio: Stdio, detached: boolean): Started {
    try {
      const subprocess = loadExeca()(file, args, {
        cwd: this.cwd,
        argv0,
        env: environment,
        extendEnv: false,
        // its type leaves out descriptors of files
        stdio: stdio as Options["stdio"],
        detached,
        buffer: false,
        reject: false,
        cleanup: false,
        stripFinalNewline: false,
      });
      let problem: unknown;
      subprocess.once("error", (error: unknown) => {
        problem = error;
      });
      const { pid } = subprocess;
      const failure = subprocess.then(
        ({ code }) => hostError(code ?? "EAGAIN"),
        (thrown) => asHostError(problem ?? thrown),
      );
      if (pid === undefined) return failure;
      return {
        pid,
        onExit: (handler) => {
          const onExit = (code: number | null, signal: NodeJS.Signals | null) => handler(exitOf(code, signal));
          subprocess.once("exit", onExit);
        },
      };
    } catch (thrown) {
      // Execa looks up the path of the folder where something fails, and fails itself where that has none any more
      return Promise.resolve(asHostError(thrown));
    }
  }

  private openStreams(options: ChildOptions): { ends: Ends; stdio: Stdio } | HostError {
    const opened: Pipe[] = [];
    const open = (stream: ChildStream, make: () => Pipe | HostError): Pipe | HostError | StdioItem => {
      if (stream !== "pipe") return stream === "null" ? "ignore" : stream;
      const pipe = make();
      if ("ours" in pipe) opened.push(pipe);
      return pipe;
    };
    const fromChild = () => this.pipes.fromChild();
    const stdin = open(options.stdin, () => this.pipes.toChild());
    const stdout = isError(stdin) ? stdin : open(options.stdout, fromChild);
    const isMerged = options.stderr === "stdout";
    const stderr = isError(stdout) || options.stderr === "stdout" ? stdout : open(options.stderr, fromChild);
    if (isError(stdin) || isError(stdout) || isError(stderr)) {
      for (const { ours, childs } of opened) {
        closeSync(ours);
        closeSync(childs);
      }
      return [stdin, stdout, stderr].find(isError) ?? hostError("EMFILE");
    }
    return {
      ends: {
        stdin: isPipe(stdin) ? new PipeWriter(stdin.ours, this.waits) : undefined,
        stdout: isPipe(stdout) ? new PipeReader(stdout.ours, this.waits) : undefined,
        stderr: isPipe(stderr) && !isMerged ? new PipeReader(stderr.ours, this.waits) : undefined,
      },
      stdio: [childsSide(stdin), childsSide(stdout), isMerged && stdout === "inherit" ? 1 : childsSide(stderr)],
    };
  }
}

type Started = { pid: number; onExit: (handler: (exit: ChildExit) => void) => void } | Promise<HostError>;

/** With these the system refuses a process, with others a program. */
const FORK_ERRORS: readonly string[] = ["EAGAIN", "ENOMEM", "EMFILE", "ENFILE"];
const NOT_EXECUTED: ChildExit = { reason: "exit", status: 1 };

/** What runs in place of a program that cannot be executed. */
const STAND_IN: Command = { file: "/bin/sh", argv0: "sh", args: ["-c", "exit 1"], environment: {} };

/** Node has children begin with no signal ignored: so the shell is told to. */
const IGNORING = "trap '' PIPE SYS; ";

function wordsOf({
  argv,
  ignoresBrokenPipes,
}: Pick<ChildOptions, "argv" | "ignoresBrokenPipes">): ChildOptions["argv"] {
  const [shell, option, command = ""] = argv;
  if (!ignoresBrokenPipes || option !== "-c" || command.length + IGNORING.length > LONGEST_WORD) return argv;
  return [shell, option, IGNORING + command, ...argv.slice(3)];
}

function isPipe(stream: Pipe | HostError | StdioItem): stream is Pipe {
  return typeof stream === "object" && "ours" in stream;
}

function isError(stream: Pipe | HostError | StdioItem): stream is HostError {
  return typeof stream === "object" && "message" in stream;
}

function childsSide(stream: Pipe | StdioItem): StdioItem {
  return isPipe(stream) ? stream.childs : stream;
}

function closeChildsSide(stdio: Stdio): void {
  for (const item of new Set(stdio)) if (typeof item === "number" && item > 2) closeSync(item);
}

function closeEnds({ stdin, stdout, stderr }: Ends): void {
  stdin?.childEnded();
  stdin?.close();
  stdout?.close();
  stderr?.close();
}

function exitOf(code: number | null, signal: NodeJS.Signals | null): ChildExit {
  return code === null ? { reason: "signal", status: signalNumber(signal) } : { reason: "exit", status: code };
}

function signalNumber(name: NodeJS.Signals | null): number {
  const { signals } = builtin<typeof import("node:os")>("node:os").constants;
  return name === null ? 0 : signals[name];
}
