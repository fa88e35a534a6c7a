/** `ngx.timer`: pending timers, running ones, their limits, and what becomes of them when the worker exits. */
import { Closure, type LuaFunction } from "../vm/functions.ts";
import type { Value } from "../vm/values.ts";
import { Request } from "./request.ts";
import type { Deadline } from "./timer-heap.ts";
import type { Worker } from "./worker.ts";

export interface TimerLimits {
  /** `lua_max_pending_timers` */
  readonly maxPending: number;
  /** `lua_max_running_timers` */
  readonly maxRunning: number;
  /** `worker_connections`: a running timer takes one. */
  readonly connections: number;
}

/** Connections that the worker itself keeps of `worker_connections`. */
const CONNECTIONS_OF_WORKER = 3;

interface Timer {
  readonly id: number;
  readonly callback: LuaFunction;
  readonly args: readonly Value[];
  /** 0 for a timer that fires once. */
  readonly periodMs: number;
  deadline: Deadline;
}

export class Timers {
  private readonly worker: Worker;
  private readonly limits: TimerLimits;
  private readonly pending = new Map<number, Timer>();
  private running = 0;
  private lastId = 0;

  constructor(worker: Worker, limits: TimerLimits) {
    this.worker = worker;
    this.limits = limits;
  }

  /** `ngx.timer.pending_count` */
  get pendingCount(): number {
    return this.pending.size;
  }

  /** `ngx.timer.running_count`: callbacks at work, sleeping ones included. */
  get runningCount(): number {
    return this.running;
  }

  /**
   * Makes a timer; `madeAt` is the place of the call, for observers.
   * @returns why it cannot be made, or undefined
   */
  add(
    delayMs: number,
    every: boolean,
    callback: LuaFunction,
    args: readonly Value[],
    madeAt: () => string,
  ): "process exiting" | "too many pending timers" | undefined {
    const { worker } = this;
    if (worker.isExiting && delayMs > 0) return "process exiting";
    if (this.pending.size >= this.limits.maxPending) return "too many pending timers";
    const id = ++this.lastId;
    const { events } = worker;
    if (events.wanted) {
      events.emit({ type: "timer made", timer: id, delayMs, every, callback: placeOf(callback), madeAt: madeAt() });
    }
    this.arm(id, callback, args, every ? delayMs : 0, delayMs);
    return undefined;
  }

  /** The 0-delay timer in which the command line runs the script: it counts as running, but nobody made it. */
  addMain(callback: LuaFunction): void {
    this.arm(++this.lastId, callback, [], 0, 0);
  }

  /** Runs the callbacks of all pending timers now, as `premature`. */
  abortPending(): void {
    const timers = [...this.pending.values()].sort(
      (one, other) => one.deadline.atMs - other.deadline.atMs || one.deadline.sequence - other.deadline.sequence,
    );
    for (const timer of timers) {
      if (!this.pending.has(timer.id)) continue;
      this.worker.scheduler.cancel(timer.deadline);
      this.fire(timer, true);
    }
  }

  /** Takes pending timers back without running them. */
  dropPending(why: string): void {
    const { events, scheduler } = this.worker;
    for (const timer of this.pending.values()) {
      scheduler.cancel(timer.deadline);
      if (events.wanted) events.emit({ type: "timer dropped", timer: timer.id, why });
    }
    this.pending.clear();
  }

  private arm(id: number, callback: LuaFunction, args: readonly Value[], periodMs: number, delayMs: number): void {
    const { scheduler } = this.worker;
    const timer: Timer = {
      id,
      callback,
      args,
      periodMs,
      deadline: scheduler.after(delayMs, () => this.fire(timer, false)),
    };
    this.pending.set(id, timer);
  }

  private fire(timer: Timer, premature: boolean): void {
    const { worker, limits } = this;
    const { id, callback, args, periodMs } = timer;
    this.pending.delete(id);
    const refusal =
      this.running >= limits.maxRunning
        ? `${limits.maxRunning} lua_max_running_timers are not enough`
        : this.running >= limits.connections - CONNECTIONS_OF_WORKER
          ? "could not create fake connection"
          : undefined;
    if (refusal !== undefined) {
      if (refusal === "could not create fake connection") {
        worker.log("alert", `${limits.connections} worker_connections are not enough`);
      }
      worker.log("alert", `lua failed to run timer with function defined at ${definedAt(callback)}: ${refusal}`);
    }
    if (periodMs > 0 && !premature && !worker.isExiting) this.arm(id, callback, args, periodMs, periodMs);
    const { events } = worker;
    if (refusal !== undefined) {
      if (events.wanted) events.emit({ type: "timer dropped", timer: id, why: refusal });
      return;
    }
    this.running++;
    if (events.wanted) events.emit({ type: "timer fired", timer: id, premature });
    const request = new Request(worker, "timer", callback, (failed) => {
      this.running--;
      if (events.wanted) events.emit({ type: "timer ended", timer: id, failed });
    });
    request.start([premature, ...args]);
  }
}

/** "@t.lua:3", as nginx's messages name a callback. */
function definedAt(callback: LuaFunction): string {
  if (!(callback instanceof Closure)) return `=[C]:-1`;
  return `${callback.prototype.source}:${callback.prototype.lineDefined}`;
}

function placeOf(callback: LuaFunction): string {
  return callback instanceof Closure
    ? `${callback.prototype.shortSource}:${callback.prototype.lineDefined}`
    : `[C]: ${callback.name}`;
}
