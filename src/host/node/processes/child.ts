import { hostError } from "../../errno.ts";
import type { Child, ChildExit, HostError, ReadableEnd } from "../../ports.ts";
import { asHostError } from "../strerror.ts";
import { during, type Waits } from "../waits.ts";
import { descendantsOf } from "./descendants.ts";
import type { PipeWriter } from "./pipe-writer.ts";
import { waitForExit } from "./wait-sync.ts";

/** Our ends of a child's pipes. */
export interface Ends {
  readonly stdin: PipeWriter | undefined;
  readonly stdout: ReadableEnd | undefined;
  readonly stderr: ReadableEnd | undefined;
}

/** A process that was started. Who starts it tells of its end by {@link ended}. */
export class NodeChild implements Child {
  readonly pid: number;
  readonly stdin: PipeWriter | undefined;
  readonly stdout: ReadableEnd | undefined;
  readonly stderr: ReadableEnd | undefined;
  exit: ChildExit | undefined;
  private readonly isGroup: boolean;
  private readonly waits: Waits;
  private readonly failure: Promise<HostError> | undefined;
  private exitHandlers: ((exit: ChildExit) => void)[] = [];

  /**
   * @param waits told where waiting for it holds up this process
   * @param failure why this is not the program that was asked for, but a stand-in
   */
  constructor(pid: number, ends: Ends, isGroup: boolean, waits: Waits, failure: Promise<HostError> | undefined) {
    this.pid = pid;
    this.stdin = ends.stdin;
    this.stdout = ends.stdout;
    this.stderr = ends.stderr;
    this.isGroup = isGroup;
    this.waits = waits;
    this.failure = failure;
  }

  onExit(handler: (exit: ChildExit) => void): void {
    const { exit } = this;
    if (exit === undefined) this.exitHandlers.push(handler);
    else setImmediate(() => handler(exit));
  }

  waitSync(): ChildExit {
    this.exit ??= during(this.waits, () => waitForExit(this.pid));
    return this.exit;
  }

  onFailedStart(handler: (error: HostError) => void): void {
    void this.failure?.then(handler);
  }

  kill(signal: number): HostError | undefined {
    if (this.exit !== undefined) return hostError("ESRCH");
    try {
      process.kill(this.isGroup ? -this.pid : this.pid, signal);
      return undefined;
    } catch (thrown) {
      return asHostError(thrown);
    }
  }

  /** Sends a signal to it and to what it has started: without a group of its own, to what it can be found to have started. */
  killAll(signal: number): void {
    const descendants = this.isGroup ? [] : descendantsOf(this.pid);
    this.kill(signal);
    for (const pid of descendants) {
      try {
        process.kill(pid, signal);
      } catch {
        // it has ended meanwhile
      }
    }
  }

  closeAll(): void {
    this.stdin?.close();
    this.stdout?.close();
    this.stderr?.close();
  }

  ended(exit: ChildExit): void {
    this.exit = exit;
    this.stdin?.childEnded();
    const handlers = this.exitHandlers;
    this.exitHandlers = [];
    for (const handler of handlers) handler(exit);
  }
}
