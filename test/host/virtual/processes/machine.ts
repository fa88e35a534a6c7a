/** A machine of simulated processes on a virtual clock, for tests. */

import type { Child, ChildExit, ChildOptions } from "../../../../src/host/ports.ts";
import { VirtualFiles } from "../../../../src/host/virtual/files.ts";
import { Kernel, type KernelOptions } from "../../../../src/host/virtual/processes/kernel.ts";
import { VirtualProcesses } from "../../../../src/host/virtual/processes/processes.ts";
import { PROGRAMS } from "../../../../src/host/virtual/processes/programs/index.ts";
import { inputOf, outputTo } from "../../../../src/host/virtual/stdio.ts";
import { VirtualClock } from "../../../../src/runtime/clock.ts";

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: ChildExit | undefined;
}

export class Machine {
  readonly clock: VirtualClock;
  readonly files: VirtualFiles;
  readonly kernel: Kernel;
  readonly processes: VirtualProcesses;
  readonly denied: string[] = [];
  /** What went to the streams of who starts children. */
  printed = "";

  /** @param movesTime whether time passes also where a script cannot wait */
  constructor(
    options: Partial<KernelOptions> = {},
    env: Readonly<Record<string, string>> = { PATH: "/usr/bin:/bin" },
    movesTime = true,
  ) {
    this.clock = new VirtualClock(Date.UTC(2026, 0, 1));
    this.files = new VirtualFiles({ folder: "/work", room: 1e7 });
    let pid = 100;
    this.kernel = new Kernel({
      clock: this.ofKernel(movesTime),
      files: this.files,
      programs: PROGRAMS,
      nextPid: () => ++pid,
      mostProcesses: 64,
      isAllowed: () => true,
      onDenied: (program) => this.denied.push(program),
      signal: () => ({ code: "ESRCH", errno: 3, message: "No such process" }),
      ...options,
    });
    const output = outputTo((bytes) => {
      this.printed += Buffer.from(bytes).toString("latin1");
    });
    this.processes = new VirtualProcesses({
      kernel: this.kernel,
      pid: () => 1,
      stdio: { stdin: inputOf(new Uint8Array()), stdout: output, stderr: output },
      environment: { get: (name) => env[name], names: () => Object.keys(env) },
      folder: "/work",
    });
  }

  start(argv: readonly string[], options: Partial<ChildOptions> = {}): Child {
    const child = this.processes.spawn({
      argv: argv as [string, ...string[]],
      stdin: "null",
      stdout: "pipe",
      stderr: "pipe",
      group: false,
      ...options,
    });
    if ("code" in child) throw new Error(`${child.call}: ${child.message}`);
    return child;
  }

  /** Runs a program to its end; time passes meanwhile. */
  run(argv: readonly string[], stdin = ""): Ran {
    const child = this.start(argv, { stdin: "pipe" });
    child.stdin?.write(Buffer.from(stdin, "latin1"), () => child.stdin?.close());
    if (stdin === "") child.stdin?.close();
    const [stdout, stderr] = [new Collected(child.stdout), new Collected(child.stderr)];
    while (child.exit === undefined && this.clock.next());
    while (this.clock.nextBefore(this.clock.monotonicMs()));
    return { stdout: stdout.text, stderr: stderr.text, exit: child.exit };
  }

  sh(text: string, ...args: string[]): Ran {
    return this.run(["sh", "-c", text, ...args]);
  }

  private ofKernel(movesTime: boolean) {
    const { clock } = this;
    const { clock: own } = clock.another();
    return {
      epochMs: () => own.epochMs(),
      monotonicMs: () => own.monotonicMs(),
      wakeAt: (atMs: number | null, wake: () => void) => own.wakeAt(atMs, wake),
      passTo: movesTime ? (atMs: number) => clock.moveTo(atMs) : undefined,
    };
  }
}

/** All that comes from a stream. */
export class Collected {
  text = "";
  hasEnded = false;

  constructor(end: Child["stdout"]) {
    const next = () =>
      end?.read(65_536, (got) => {
        if (got instanceof Uint8Array) {
          this.text += Buffer.from(got).toString("latin1");
          next();
        } else this.hasEnded = true;
      });
    next();
  }
}
