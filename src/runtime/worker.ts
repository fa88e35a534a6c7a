/** A worker: one machine, one scheduler, its timers and requests, as a worker process of nginx has them. */
import { textOfBytes } from "../vm/byte-text.ts";
import { Exit } from "../vm/errors.ts";
import type { Machine, Outcome } from "../vm/machine.ts";
import type { Value } from "../vm/values.ts";
import type { Clock } from "./clock.ts";
import { EventStream } from "./events.ts";
import type { LightThread } from "./light-thread.ts";
import type { Request } from "./request.ts";
import { Scheduler } from "./scheduler.ts";
import { scriptPlace } from "./script-place.ts";
import { type TimerLimits, Timers } from "./timers.ts";

/** nginx's levels, most severe first; `stderr` is always written. */
const LOG_LEVELS = ["stderr", "emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The name of a level that scripts give as a number. */
export function levelName(level: number): LogLevel {
  return LOG_LEVELS[level] ?? "debug";
}

export interface WorkerOptions {
  readonly machine: Machine;
  readonly clock: Clock;
  readonly timerLimits: TimerLimits;
  /** Takes a log message; `request` is the one at work, if any. Levels are not filtered yet. */
  readonly writeLog: (level: LogLevel, message: string, request: Request | undefined) => void;
  /** Called once: with `os.exit`'s status, or that of a graceful exit, at which nginx still waits for the children of Lua. */
  readonly onExit: (status: number, how: "at once" | "gracefully") => void;
  /** Called when something other than a Lua error was thrown: a used-up budget, or a defect of ours. */
  readonly onThrow: (thrown: unknown) => void;
  /** How many light threads may be alive, besides those that requests begin with. Default: no limit. */
  readonly mostThreads?: number;
  /** Its pid, for observers. */
  readonly pid: () => number;
  /** Called when a slice of turns is over, before the host gets its turn. */
  readonly onPause?: () => void;
}

export class Worker {
  readonly machine: Machine;
  readonly scheduler: Scheduler;
  readonly timers: Timers;
  readonly events: EventStream;
  /** True once a graceful exit has begun. */
  isExiting = false;

  private readonly exitHandlers: (() => void)[] = [];
  private readonly writeLog: WorkerOptions["writeLog"];
  private readonly onExit: WorkerOptions["onExit"];
  private quitting = false;
  private terminating = false;
  private exitStatus = 0;
  private hasNoMain = false;
  private exited = false;
  private connections = 0;
  private threads = 0;
  /** Light threads that are alive, besides those that requests have begun with. */
  userThreads = 0;
  private readonly mostThreads: number;
  /** The light thread at work. */
  private current: LightThread | undefined;

  constructor(options: WorkerOptions) {
    this.machine = options.machine;
    this.writeLog = options.writeLog;
    this.mostThreads = options.mostThreads ?? Number.POSITIVE_INFINITY;
    this.onExit = options.onExit;
    this.scheduler = new Scheduler(options.clock, {
      onTurnEnd: () => this.beginToExit(),
      onTurnOver: () => {
        if ((this.isExiting || this.hasNoMain) && !this.scheduler.hasDeadlines)
          this.leave(this.exitStatus, "gracefully");
      },
      onThrow: (thrown) => {
        if (thrown instanceof Exit) this.exit(thrown.status);
        else options.onThrow(thrown);
      },
      ...(options.onPause === undefined ? {} : { onPause: options.onPause }),
    });
    this.events = new EventStream(() => options.clock.monotonicMs(), options.pid);
    this.timers = new Timers(this, options.timerLimits);
  }

  /** The light thread at work. @throws where none is: only functions that scripts call may ask */
  get currentThread(): LightThread {
    if (this.current === undefined) throw new Error("no light thread is at work");
    return this.current;
  }

  /** As {@link currentThread}, where there may be none. */
  get runningThread(): LightThread | undefined {
    return this.current;
  }

  /** The request at work, or undefined between requests. */
  get currentRequest(): Request | undefined {
    return this.current?.request;
  }

  start(): void {
    this.scheduler.start();
  }

  /** Whether {@link quit} was called. */
  get isToldToExit(): boolean {
    return this.quitting;
  }

  /**
   * Ends as nginx does on SIGQUIT: pending timers run as premature, then the worker waits as long as anything has a deadline.
   * (A light thread that only sleeps for 0 seconds has none: it never wakes.)
   */
  quit(status = 0): void {
    this.quitting = true;
    this.exitStatus = status;
    this.scheduler.start();
  }

  /** Ends as nginx does on SIGTERM: once the Lua at work has come to the end of this turn, and without running any timer. */
  terminate(): void {
    this.terminating = true;
    this.scheduler.start();
  }

  /**
   * The command line's script ended as a light thread that failed, which its own error handling never saw. Real `resty` goes
   * on with what waits and then hangs for ever; ours ends with status 1 once nothing waits any more.
   */
  mainFailed(): void {
    this.hasNoMain = true;
    this.exitStatus = 1;
  }

  /** Has `handler` called when a graceful exit begins: what only waits to be used again ends with it. */
  onExiting(handler: () => void): void {
    this.exitHandlers.push(handler);
  }

  /** Ends at once. */
  exit(status: number): void {
    this.leave(status, "at once");
  }

  /** Logs for the request at work, if any. */
  logAt(level: number, message: string): void {
    const { current, events, machine } = this;
    const name = levelName(level);
    if (events.wanted) {
      const { at } = scriptPlace(machine.state, machine.state.coroutine);
      this.tellOfLog(name, message, { ...(current === undefined ? {} : { thread: current.id }), at });
    }
    this.writeLog(name, message, current?.request);
  }

  /** Logs for the worker itself. */
  log(level: LogLevel, message: string): void {
    this.logFor(undefined, level, message);
  }

  logFor(request: Request | undefined, level: LogLevel, message: string): void {
    if (this.events.wanted) this.tellOfLog(level, message);
    this.writeLog(level, message, request);
  }

  /** Whether there may be another light thread. */
  get hasRoomForThreads(): boolean {
    return this.userThreads < this.mostThreads;
  }

  private tellOfLog(level: LogLevel, message: string, where?: { readonly thread?: number; readonly at: string }): void {
    const shown = textOfBytes(message);
    this.events.emit({ type: "log", level: LOG_LEVELS.indexOf(level), message: shown, ...where });
  }

  nextConnection(): number {
    return ++this.connections;
  }

  nextThread(): number {
    return ++this.threads;
  }

  /** Runs `thread` until it ends or waits. */
  runThread(thread: LightThread, values: readonly Value[]): Outcome {
    const before = this.current;
    this.current = thread;
    const outcome = this.machine.resume(thread.coroutine, values);
    this.current = before;
    return outcome;
  }

  private leave(status: number, how: "at once" | "gracefully"): void {
    if (this.exited) return;
    this.exited = true;
    this.timers.dropPending("the process exited");
    this.scheduler.stop();
    this.onExit(status, how);
  }

  /** After {@link quit}: pending timers run as premature. */
  private beginToExit(): readonly (() => void)[] {
    if (this.terminating) {
      this.exit(0);
      return [];
    }
    if (!this.quitting || this.isExiting) return [];
    this.isExiting = true;
    for (const handler of this.exitHandlers) handler();
    return this.timers.abortPending();
  }
}
