/** Child processes in a sandbox: simulated programs, on its clock and over its files, as far as scripts may start them. */
import { hostError } from "../../host/errno.ts";
import type { Environment, FileTree, HostError, Processes, StandardOutput, Stdio } from "../../host/ports.ts";
import { Kernel } from "../../host/virtual/processes/kernel.ts";
import { VirtualProcesses } from "../../host/virtual/processes/processes.ts";
import type { Clock, VirtualClock } from "../../runtime/clock.ts";
import { Kill } from "../../vm/errors.ts";
import type { SandboxHost } from "../host.ts";
import type { Settings } from "../options.ts";
import type { RealChildren } from "./real-children.ts";

export interface ChildrenOptions {
  readonly settings: Settings;
  readonly host: SandboxHost;
  readonly time: VirtualClock;
  readonly timed: (clock: Clock) => Clock;
  readonly files: FileTree;
  readonly nextPid: () => number;
  /** Signals to processes that are no children, from one or from a child of it. */
  readonly signal: (pid: number, signal: number, from: number | undefined) => HostError | undefined;
  /** @throws Kill */
  readonly checkLimits: () => void;
  /** Real ones, in place of simulated ones. */
  readonly real: RealChildren | undefined;
  /** A limit was reached while children ran by themselves. */
  readonly onLimit: (kill: Kill) => void;
  /** Told of what was refused, and to which process: "spawn: rm". */
  readonly onDenied: (what: string, pid: number) => void;
}

/** Who starts children. */
export interface Starter {
  readonly pid: () => number;
  readonly stdio: Stdio;
  readonly environment: Environment;
  /** Ends it, because of what its children have done. */
  readonly end: (thrown: unknown) => void;
}

export class Children {
  private readonly kernel: Kernel;
  private readonly options: ChildrenOptions;
  /** What a child has done to its starter, which is told once no child is at work. */
  private broken: { readonly starter: Starter; readonly thrown: unknown } | undefined;

  /** No script waits for what the kernel does just now. */
  private runsByItself = false;

  constructor(options: ChildrenOptions) {
    this.options = options;
    const { settings, host, time, files, nextPid, signal } = options;
    const { spawn } = settings.permissions;
    const clock = options.timed(time.another().clock);
    this.kernel = new Kernel({
      clock: {
        epochMs: () => clock.epochMs(),
        monotonicMs: () => clock.monotonicMs(),
        wakeAt: (atMs, wake) => clock.wakeAt(atMs, () => this.afterwards(wake)),
        passTo: settings.isVirtual ? (atMs) => time.moveTo(atMs) : undefined,
      },
      files,
      programs: host.programs,
      nextPid,
      mostProcesses: settings.limits.children,
      isAllowed: (program) => spawn === true || spawn.includes(program),
      onDenied: (program, owner) => options.onDenied(`spawn: ${program}`, owner),
      signal,
      checkLimits: () => {
        const { broken } = this;
        if (!this.runsByItself) this.broken = undefined;
        if (broken !== undefined) throw broken.thrown;
        options.checkLimits();
      },
    });
  }

  /** The children of one process. @returns the port, and what ends them all */
  of(starter: Starter): { readonly port: Processes; readonly end: () => void } {
    const { real } = this.options;
    if (real !== undefined) return real.of(starter);
    const { stdin, stdout, stderr } = starter.stdio;
    const port = new VirtualProcesses({
      kernel: this.kernel,
      pid: starter.pid,
      stdio: { stdin, stdout: this.guarded(starter, stdout), stderr: this.guarded(starter, stderr) },
      environment: starter.environment,
      folder: this.options.settings.prefix === "" ? "/" : this.options.settings.prefix,
    });
    return { port, end: () => port.end() };
  }

  /** As kill(2) by the process `from`, for a child or whoever else there is. */
  signal(pid: number, signal: number, from: number): HostError | undefined {
    const sent = this.options.real?.signal(pid, signal);
    return sent === undefined ? this.kernel.kill(pid, signal, from) : sent.error;
  }

  /** A limit that a child reaches by what it prints must not end the kernel's work. */
  private guarded(starter: Starter, output: StandardOutput): StandardOutput {
    return {
      ...output,
      write: (bytes) => {
        try {
          return output.write(bytes);
        } catch (thrown) {
          this.broken ??= { starter, thrown };
          return hostError("EIO");
        }
      },
    };
  }

  private afterwards(wake: () => void): void {
    this.runsByItself = true;
    try {
      wake();
      this.options.checkLimits();
    } catch (thrown) {
      if (!(thrown instanceof Kill)) throw thrown;
      if (this.broken === undefined) this.options.onLimit(thrown);
    } finally {
      this.runsByItself = false;
    }
    const { broken } = this;
    this.broken = undefined;
    broken?.starter.end(broken.thrown);
  }
}
