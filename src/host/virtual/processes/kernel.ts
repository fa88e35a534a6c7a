/**
 * A kernel for processes that are no real ones: it runs their steps one after another, on a clock that others move. Whatever
 * they wait for, an order of arrival decides, so that each run is like the one before.
 */
import { hostError } from "../../errno.ts";
import type { FileTree, HostError } from "../../ports.ts";
import { Process, type ProcessStart, type Program } from "./process.ts";
import { MOST_SIGNAL } from "./signals.ts";

/** The sandbox's time: what a clock of the runtime does, and a way to let it pass there and then. */
interface ProcessClock {
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** Milliseconds that never go back, for deadlines. */
  monotonicMs(): number;
  /** Calls `wake` once, at a time of {@link monotonicMs}; a new call replaces the one before; null: never. */
  wakeAt(atMs: number | null, wake: () => void): void;
  /** Moves time on to a later moment at once. Undefined where it cannot be moved. */
  readonly passTo?: ((atMs: number) => void) | undefined;
}

export interface KernelOptions {
  readonly clock: ProcessClock;
  readonly files: FileTree;
  /** What there is in /bin and /usr/bin. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Answers another number each time. */
  readonly nextPid: () => number;
  /** How many processes there may be. */
  readonly mostProcesses: number;
  /** Whether a program may be started, by its name. */
  readonly isAllowed: (program: string) => boolean;
  /** Told of each program that was refused, and to which process of a script. */
  readonly onDenied: (program: string, owner: number) => void;
  /** Signals to processes that are not of this kernel, as `Signals.send`, from a process of a script or a child of it. */
  readonly signal: (pid: number, signal: number, from: number | undefined) => HostError | undefined;
  /** Asked now and then while processes run. What it throws reaches who let them run. */
  readonly checkLimits?: () => void;
}

/** What steps may cost before time passes: a process that never waits must not hold up the clock. */
const SLICE_COST = 5000;
const SLICE_MS = 1;
const STEPS_PER_LOOK = 32;
const BYTES_PER_COST = 256;
/** To make a process costs as much as so many steps. */
const COST_OF_PROCESS = 40;

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

export class Kernel {
  readonly options: KernelOptions;
  private readonly processes = new Map<number, Process>();
  private ready: (() => void)[] = [];
  /** The one that is due first comes first. */
  private readonly timers: Timer[] = [];
  private spent = 0;
  private steps = 0;
  /** When a slice may begin that comes after a full one. */
  private notBeforeMs = 0;
  private isRunning = false;

  constructor(options: KernelOptions) {
    this.options = options;
  }

  get epochMs(): number {
    return this.options.clock.epochMs();
  }

  get monotonicMs(): number {
    return this.options.clock.monotonicMs();
  }

  /** A new process; or why there is none. */
  start(start: ProcessStart): Process | HostError {
    if (this.processes.size >= this.options.mostProcesses) return hostError("EAGAIN");
    const process = new Process(this, this.options.nextPid(), start);
    this.processes.set(process.pid, process);
    this.spent += COST_OF_PROCESS;
    this.post(process.step);
    return process;
  }

  /** It has ended. */
  forget(process: Process): void {
    this.processes.delete(process.pid);
  }

  /** Has `task` run behind what is ready now. */
  post(task: () => void): void {
    this.ready.push(task);
    this.arm();
  }

  /** @returns what takes it back */
  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.monotonicMs + Math.max(0, Math.ceil(ms)), run };
    let at = this.timers.length;
    while (at > 0 && (this.timers[at - 1] as Timer).atMs > timer.atMs) at--;
    this.timers.splice(at, 0, timer);
    this.arm();
    return () => {
      const found = this.timers.indexOf(timer);
      if (found >= 0) this.timers.splice(found, 1);
      this.arm();
    };
  }

  /** A step has moved so many bytes, or did as much. */
  spend(bytes: number): void {
    this.spent += bytes / BYTES_PER_COST;
  }

  /** As kill(2), for a process `from`: one of these, or the number of one that is not. */
  kill(pid: number, signal: number, from?: Process | number): HostError | undefined {
    const [owner, ownGroup] = typeof from === "object" ? [from.owner, from.group] : [from, undefined];
    if (!(signal >= 0 && signal <= MOST_SIGNAL)) return hostError("EINVAL");
    const process = this.processes.get(pid);
    if (process !== undefined) {
      process.signal(signal);
      return undefined;
    }
    if (pid > 0) return this.options.signal(pid, signal, owner);
    const group = pid === 0 ? ownGroup : -pid;
    const members = [...this.processes.values()].filter((member) => member.group === group);
    for (const member of members) member.signal(signal);
    if (members.length > 0) return undefined;
    return this.options.signal(pid, signal, owner);
  }

  /** Ends all processes of a starter. */
  killAll(owner: number, signal: number): void {
    for (const process of [...this.processes.values()]) if (process.owner === owner) process.signal(signal);
  }

  /**
   * Runs processes until `isOver`, letting time pass that they wait for.
   * @returns false where that can never be
   */
  runUntil(isOver: () => boolean): boolean {
    if (this.isRunning) return isOver();
    while (!isOver()) {
      this.options.checkLimits?.();
      const [timer] = this.timers;
      const { passTo } = this.options.clock;
      if (this.ready.length === 0) {
        if (timer === undefined || passTo === undefined) return false;
        passTo(timer.atMs);
      } else passTo?.(this.notBeforeMs);
      this.runSlice(isOver);
    }
    this.arm();
    return true;
  }

  private readonly wake = (): void => {
    if (this.isRunning) return;
    try {
      this.runSlice(() => false);
    } finally {
      this.arm();
    }
  };

  private runSlice(isOver: () => boolean): void {
    this.spent = 0;
    this.isRunning = true;
    try {
      const now = this.monotonicMs;
      while (this.timers[0] !== undefined && this.timers[0].atMs <= now) {
        this.ready.push((this.timers.shift() as Timer).run);
      }
      while (this.ready.length > 0 && this.spent < SLICE_COST && !isOver()) {
        const tasks = this.ready;
        this.ready = [];
        let done = 0;
        try {
          while (done < tasks.length && this.spent < SLICE_COST && !isOver()) {
            if (++this.steps % STEPS_PER_LOOK === 0) this.options.checkLimits?.();
            this.spent++;
            (tasks[done++] as () => void)();
          }
        } finally {
          this.ready = [...tasks.slice(done), ...this.ready];
        }
      }
    } finally {
      this.isRunning = false;
      if (this.spent >= SLICE_COST) this.notBeforeMs = this.monotonicMs + SLICE_MS;
    }
  }

  private arm(): void {
    if (this.isRunning) return;
    const next = this.ready.length > 0 ? Math.max(this.monotonicMs, this.notBeforeMs) : (this.timers[0]?.atMs ?? null);
    this.options.clock.wakeAt(next, this.wake);
  }
}
