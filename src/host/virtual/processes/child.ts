import { hostError } from "../../errno.ts";
import type { Child, ChildExit, HostError } from "../../ports.ts";
import type { PipeIn, PipeOut } from "./ends.ts";
import type { Kernel } from "./kernel.ts";
import type { Process } from "./process.ts";
import { SIGNAL } from "./signals.ts";

/** A script's ends of the pipes that it asked for. */
export interface Ends {
  readonly stdin: PipeIn | undefined;
  readonly stdout: PipeOut | undefined;
  readonly stderr: PipeOut | undefined;
}

export class VirtualChild implements Child {
  readonly stdin: PipeIn | undefined;
  readonly stdout: PipeOut | undefined;
  readonly stderr: PipeOut | undefined;
  private readonly kernel: Kernel;
  private readonly process: Process;
  private readonly isGroup: boolean;
  private readonly failure: HostError | undefined;

  /** @param failure why its program could not be executed */
  constructor(kernel: Kernel, process: Process, ends: Ends, isGroup: boolean, failure: HostError | undefined) {
    this.kernel = kernel;
    this.process = process;
    this.stdin = ends.stdin;
    this.stdout = ends.stdout;
    this.stderr = ends.stderr;
    this.isGroup = isGroup;
    this.failure = failure;
  }

  get pid(): number {
    return this.process.pid;
  }

  get exit(): ChildExit | undefined {
    return this.process.exit;
  }

  onExit(handler: (exit: ChildExit) => void): void {
    const tell = () => this.kernel.post(() => handler(this.process.exit as ChildExit));
    if (this.process.exit === undefined) this.process.whenEnded(tell);
    else tell();
  }

  /** Where it could never end without the script, it is killed. */
  waitSync(): ChildExit {
    if (!this.kernel.runUntil(() => this.process.exit !== undefined)) this.process.signal(SIGNAL.KILL);
    return this.process.exit as ChildExit;
  }

  onFailedStart(handler: (error: HostError) => void): void {
    const { failure } = this;
    if (failure !== undefined) this.kernel.post(() => handler(failure));
  }

  kill(signal: number): HostError | undefined {
    if (this.process.exit !== undefined) return hostError("ESRCH");
    return this.kernel.kill(this.isGroup ? -this.pid : this.pid, signal);
  }

  closeAll(): void {
    this.stdin?.close();
    this.stdout?.close();
    this.stderr?.close();
  }
}
