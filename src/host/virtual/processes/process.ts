/** A process: a generator whose steps the kernel runs, with descriptors, variables, a folder and signals. */
import type { ChildExit, HostError } from "../../ports.ts";
import type { Kernel } from "./kernel.ts";
import type { OpenFile } from "./open-file.ts";
import { defaultAction, SIGNAL } from "./signals.ts";

/** What a process waits for: registers who is to be woken, and answers what takes that back. Undefined: its next turn. */
type Wait = ((wake: () => void) => () => void) | undefined;

/** A process yields what it waits for; it must look again then, because a signal wakes it as well. */
export type Steps<Result> = Generator<Wait, Result, void>;

/** Runs in a process; `argv[0]` is what it is called. Answers its exit status. */
export type Program = (process: Process, argv: readonly string[]) => Steps<number>;

export type Body = (process: Process) => Steps<number>;

export interface ProcessStart {
  readonly body: Body;
  readonly parent: Process | undefined;
  /** The pid of who starts processes by this kernel's port. */
  readonly owner: number;
  readonly files: ReadonlyMap<number, OpenFile>;
  readonly environment: ReadonlyMap<string, string>;
  readonly folder: string;
  /** Whether it leads a new group of processes. */
  readonly leads: boolean;
}

/** A program ends itself by throwing it. */
export class ExitStatus {
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

export type Disposition = "default" | "ignore" | "catch";

/** Scripts name descriptors by a single digit. */
const FIRST_HIDDEN_DESCRIPTOR = 10;

export class Process {
  readonly kernel: Kernel;
  readonly pid: number;
  readonly parentPid: number;
  private readonly parent: Process | undefined;
  readonly owner: number;
  readonly group: number;
  readonly files: Map<number, OpenFile>;
  environment: ReadonlyMap<string, string>;
  folder: string;
  exit: ChildExit | undefined;
  /** Signals that were caught and that nobody has looked at yet. */
  readonly caught: number[] = [];
  private readonly dispositions = new Map<number, Disposition>();
  private body: Steps<number>;
  private readonly watchers = new Set<() => void>();
  private cancelWait: () => void = () => {};
  private isReady = true;
  private isStopped = false;

  constructor(kernel: Kernel, pid: number, { body, parent, owner, files, environment, folder, leads }: ProcessStart) {
    this.kernel = kernel;
    this.pid = pid;
    this.owner = owner;
    this.parent = parent;
    this.parentPid = parent?.pid ?? owner;
    this.group = leads ? pid : (parent?.group ?? owner);
    this.files = new Map([...files].map(([descriptor, file]) => [descriptor, file.retain()]));
    this.environment = environment;
    this.folder = folder;
    for (const [signal, how] of parent?.dispositions ?? []) if (how === "ignore") this.dispositions.set(signal, how);
    this.body = body(this);
  }

  /**
   * A process that begins as a copy of this one; or why there is none.
   * @param replaced descriptors that stand for something else in it
   */
  fork(body: Body, replaced: Iterable<[number, OpenFile]> = []): Process | HostError {
    const { owner, environment, folder } = this;
    const files = new Map([...this.files, ...replaced]);
    return this.kernel.start({ body, parent: this, owner, files, environment, folder, leads: false });
  }

  readonly step = (): void => {
    if (this.exit !== undefined) return;
    if (this.isStopped) {
      this.isReady = false;
      return;
    }
    this.isReady = false;
    this.cancelWait();
    let result: IteratorResult<Wait, number>;
    try {
      result = this.body.next();
    } catch (thrown) {
      if (thrown instanceof RangeError) {
        // JavaScript's stack is used up: in C, the process would be, too
        this.end({ reason: "signal", status: SIGNAL.SEGV });
        return;
      }
      if (!(thrown instanceof ExitStatus)) throw thrown;
      result = { done: true, value: thrown.status };
    }
    if (this.exit !== undefined) return;
    if (result.done) this.end({ reason: "exit", status: result.value & 255 });
    else this.cancelWait = result.value?.(this.wake) ?? this.soon();
  };

  /** What to yield to wait for its end. */
  readonly whenEnded = (wake: () => void): (() => void) => {
    this.watchers.add(wake);
    return () => this.watchers.delete(wake);
  };

  disposition(signal: number): Disposition {
    return this.dispositions.get(signal) ?? "default";
  }

  setDisposition(signal: number, how: Disposition): void {
    if (signal !== SIGNAL.KILL && signal !== SIGNAL.STOP) this.dispositions.set(signal, how);
  }

  /** As execve(2): nothing of what it did before goes on, and nothing is caught any more. */
  *become(program: Program, argv: readonly string[], environment: ReadonlyMap<string, string>): Steps<never> {
    this.environment = environment;
    this.caught.length = 0;
    for (const descriptor of [...this.files.keys()]) {
      if (descriptor >= FIRST_HIDDEN_DESCRIPTOR) this.setFile(descriptor, undefined);
    }
    for (const [signal, how] of this.dispositions) if (how === "catch") this.dispositions.delete(signal);
    this.body = program(this, argv);
    for (;;) yield;
  }

  /** Number 0 does nothing. */
  signal(signal: number): void {
    if (signal === 0 || this.exit !== undefined) return;
    const action = defaultAction(signal);
    if (action === "goes on" || signal === SIGNAL.KILL) this.goOn();
    const how = this.disposition(signal);
    if (how === "catch") {
      if (!this.caught.includes(signal)) this.caught.push(signal);
      this.wake();
    } else if (how === "default") {
      if (action === "ends") this.end({ reason: "signal", status: signal });
      else if (action === "stops") this.isStopped = true;
    }
  }

  setFile(descriptor: number, file: OpenFile | undefined): void {
    const before = this.files.get(descriptor);
    if (file === undefined) this.files.delete(descriptor);
    else this.files.set(descriptor, file.retain());
    before?.release();
  }

  /** Keeps a file under a descriptor that scripts cannot name, and programs do not get. */
  hide(file: OpenFile): number {
    let descriptor = FIRST_HIDDEN_DESCRIPTOR;
    while (this.files.has(descriptor)) descriptor++;
    this.setFile(descriptor, file);
    return descriptor;
  }

  /** A path from the root on. */
  pathOf(name: string): string {
    return name === "" || name.startsWith("/") ? name : `${this.folder === "/" ? "" : this.folder}/${name}`;
  }

  private readonly wake = (): void => {
    if (this.isReady || this.exit !== undefined) return;
    this.isReady = true;
    this.kernel.post(this.step);
  };

  private soon(): () => void {
    this.wake();
    return () => {};
  }

  private goOn(): void {
    if (!this.isStopped) return;
    this.isStopped = false;
    this.wake();
  }

  private end(exit: ChildExit): void {
    this.exit = exit;
    this.cancelWait();
    this.kernel.forget(this);
    for (const file of this.files.values()) file.release();
    this.files.clear();
    const watchers = [...this.watchers];
    this.watchers.clear();
    for (const wake of watchers) wake();
    this.parent?.signal(SIGNAL.CHLD);
  }
}
