/** The port `Processes` for one process of a sandbox: its children are processes of the sandbox's kernel. */
import { hostError } from "../../errno.ts";
import type { Child, ChildExit, ChildOptions, Environment, Processes, SpawnError, Stdio } from "../../ports.ts";
import { type Ends, VirtualChild } from "./child.ts";
import { InheritedInput, InheritedOutput, openDevice } from "./devices.ts";
import { PipeIn, PipeOut } from "./ends.ts";
import { DEFAULT_PATH, findProgram } from "./execute.ts";
import type { Kernel } from "./kernel.ts";
import type { OpenFile } from "./open-file.ts";
import { makePipe } from "./pipe.ts";
import type { Program } from "./process.ts";
import { SIGNAL } from "./signals.ts";

export interface StarterOptions {
  readonly kernel: Kernel;
  /** Of who starts them. */
  readonly pid: () => number;
  readonly stdio: Stdio;
  readonly environment: Environment;
  /** The current folder: an absolute path. */
  readonly folder: string;
}

export class VirtualProcesses implements Processes {
  private readonly options: StarterOptions;

  constructor(options: StarterOptions) {
    this.options = options;
  }

  spawn(options: ChildOptions): Child | SpawnError {
    const { kernel, pid, folder } = this.options;
    const variables = this.variables();
    const words = options.argv.map(cString);
    const [first = "", ...rest] = words;
    const path = variables.get("PATH") ?? DEFAULT_PATH;
    const found = findProgram(kernel, pid(), cString(options.file ?? first), folder, path);
    const failure = "code" in found ? found : undefined;
    // a word of its own for the program: system(3) and popen(3), which learn of it by posix_spawn(3)
    if (failure !== undefined && options.file !== undefined) return { ...failure, call: "fork" };
    const program: Program = "code" in found ? fails : found.program;
    const { files, ends } = this.openStreams(options);
    const started = kernel.start({
      body: (process) => program(process, [first, ...rest]),
      parent: undefined,
      owner: pid(),
      files,
      environment: options.environment === undefined ? variables : variablesOf(options.environment),
      folder,
      leads: options.group,
    });
    if ("code" in started) return { ...started, call: "fork" };
    if (options.ignoresBrokenPipes) started.setDisposition(SIGNAL.PIPE, "ignore");
    return new VirtualChild(kernel, started, ends, options.group, failure);
  }

  /** EDEADLK where the program waits for what never comes, or for time that cannot be moved: then it is ended. */
  runSync(options: Pick<ChildOptions, "argv" | "file" | "ignoresBrokenPipes">): ChildExit | SpawnError {
    const { kernel } = this.options;
    const child = this.spawn({ stdin: "inherit", stdout: "inherit", stderr: "inherit", group: false, ...options });
    if ("code" in child) return child;
    if (kernel.runUntil(() => child.exit !== undefined) && child.exit !== undefined) return child.exit;
    // what it waits for can never come while the script stands still
    child.kill(SIGNAL.KILL);
    return { ...hostError("EDEADLK"), call: "fork" };
  }

  /** The process ends, and with it its children. */
  end(): void {
    this.options.kernel.killAll(this.options.pid(), SIGNAL.KILL);
  }

  private variables(): Map<string, string> {
    const { environment } = this.options;
    return new Map(environment.names().map((name) => [name, environment.get(name) ?? ""]));
  }

  private openStreams(options: ChildOptions): { files: Map<number, OpenFile>; ends: Ends } {
    const { kernel, stdio } = this.options;
    const files = new Map<number, OpenFile>();
    const nowhere = () => openDevice("null") as OpenFile;
    let stdin: PipeIn | undefined;
    if (options.stdin === "pipe") {
      const { reader, writer } = makePipe();
      files.set(0, reader);
      stdin = new PipeIn(kernel, writer);
    } else files.set(0, options.stdin === "null" ? nowhere() : new InheritedInput(stdio.stdin));
    const output = (descriptor: 1 | 2, how: ChildOptions["stdout"]): PipeOut | undefined => {
      if (how === "pipe") {
        const { reader, writer } = makePipe();
        files.set(descriptor, writer);
        return new PipeOut(kernel, reader);
      }
      const standard = descriptor === 1 ? stdio.stdout : stdio.stderr;
      files.set(descriptor, how === "null" ? nowhere() : new InheritedOutput(standard));
      return undefined;
    };
    const stdout = output(1, options.stdout);
    let stderr: PipeOut | undefined;
    if (options.stderr === "stdout") files.set(2, files.get(1) as OpenFile);
    else stderr = output(2, options.stderr);
    return { files, ends: { stdin, stdout, stderr } };
  }
}

/** What runs in place of a program that cannot be executed. */
// biome-ignore lint/correctness/useYield: it has nothing to wait for
const fails: Program = function* () {
  return 1;
};

function variablesOf(lines: readonly string[]): Map<string, string> {
  const pairs = lines.map(cString).map((line): [string, string] => {
    const equals = line.indexOf("=", 1);
    return equals < 0 ? [line, ""] : [line.slice(0, equals), line.slice(equals + 1)];
  });
  return new Map(pairs);
}

/** What C sees of a string. */
function cString(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}
