/** `ngx.timer`: pending timers, running ones, their limits, and what becomes of them when the worker exits. */
import { textOfBytes } from "../vm/byte-text.ts";
import { Closure, type LuaFunction } from "../vm/functions.ts";
import type { Value } from "../vm/values.ts";
import { Request } from "./request.ts";
import type { DelayedEvent } from "./scheduler.ts";
import { definitionPlace } from "./script-place.ts";
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

/** A timer that waits to fire, for who looks on. */
export interface PendingTimer {
  readonly id: number;
  /** Milliseconds until then. */
  readonly inMs: number;
  /** Its period; 0: it fires once. */
  readonly everyMs: number;
  /** Where the callback is defined: "main.lua:3". */
  readonly callback: string;
  /** Whether {@link Timers.cancelById} can take it back: it was made by `ngxbox.timer`. */
  readonly canCancel: boolean;
}

/** nginx keeps the period of `ngx.timer.every` in 31 bits. */
const PERIODS = 2 ** 31;
/** Connections that the worker itself keeps of `worker_connections`. */
const CONNECTIONS_OF_WORKER = 3;

class Timer {
  readonly id: number;
  readonly callback: LuaFunction;
  readonly args: readonly Value[];
  /** 0 for a timer that fires once. */
  readonly periodMs: number;
  /** What observers are told in place of the callback. */
  readonly shown: LuaFunction;
  /** Called when the callback of the command line's timer has ended. */
  readonly onMainEnd: ((failed: boolean) => void) | null;
  /** When it fires; null for one without delay, which does so at the end of the turn. */
  deadline: Deadline | null = null;
  /** Among the pending ones. */
  place = 0;
  /** The firing of a timer without delay. */
  event: DelayedEvent | null = null;
  /** Of one that can be cancelled. */
  handle: TimerHandle | null = null;

  constructor(
    id: number,
    callback: LuaFunction,
    args: readonly Value[],
    periodMs: number,
    shown: LuaFunction,
    onMainEnd: Timer["onMainEnd"] = null,
  ) {
    this.id = id;
    this.callback = callback;
    this.args = args;
    this.periodMs = periodMs;
    this.shown = shown;
    this.onMainEnd = onMainEnd;
  }
}

/** By which a timer can be cancelled, however often it has fired. */
export class TimerHandle {
  /** What waits to fire; null once nothing will. */
  pending: Timer | null = null;
}

export class Timers {
  private readonly worker: Worker;
  private readonly limits: TimerLimits;
  /** In no order: each knows its place. */
  private readonly pending: Timer[] = [];
  private running = 0;
  private lastId = 0;

  constructor(worker: Worker, limits: TimerLimits) {
    this.worker = worker;
    this.limits = limits;
  }

  /** `ngx.timer.pending_count` */
  get pendingCount(): number {
    return this.pending.length;
  }

  /** `ngx.timer.running_count`: callbacks at work, sleeping ones included. */
  get runningCount(): number {
    return this.running;
  }

  /**
   * Makes a timer. A negative delay is in the past: it fires before those without delay. `madeAt` is the place of the call,
   * for observers.
   * @param handle of the new timer, for {@link cancel}
   * @param shown what observers are told in place of the callback
   * @returns why it cannot be made, or undefined
   */
  add(
    delayMs: number,
    every: boolean,
    callback: LuaFunction,
    args: readonly Value[],
    madeAt: () => string,
    handle: TimerHandle | null = null,
    shown: LuaFunction = callback,
  ): "process exiting" | "too many pending timers" | undefined {
    const { worker } = this;
    if (worker.isExiting && delayMs !== 0) return "process exiting";
    if (this.pending.length >= this.limits.maxPending) return "too many pending timers";
    const id = ++this.lastId;
    const { events } = worker;
    if (events.wanted) {
      events.emit({
        type: "timer made",
        timer: id,
        delayMs,
        every,
        canCancel: handle !== null,
        callback: definitionPlace(shown),
        madeAt: textOfBytes(madeAt()),
      });
    }
    const periodMs = every ? ((delayMs % PERIODS) + PERIODS) % PERIODS : 0;
    this.arm(new Timer(id, callback, args, periodMs, shown), delayMs, handle);
    return undefined;
  }

  /**
   * Takes a pending timer back, so that it neither runs nor counts any more.
   * @param cancelledAt the place of the call, for observers
   * @returns whether it was pending
   */
  cancel(handle: TimerHandle, cancelledAt: () => string): boolean {
    const timer = handle.pending;
    if (timer === null) return false;
    handle.pending = null;
    this.takeOut(timer);
    this.takeOffClock(timer);
    const { events } = this.worker;
    if (events.wanted)
      events.emit({ type: "timer cancelled", timer: timer.id, cancelledAt: textOfBytes(cancelledAt()) });
    return true;
  }

  /** As {@link cancel}, for who looks on: by the number of the timer. */
  cancelById(id: number, cancelledAt: () => string): boolean {
    const timer = this.pending.find((pending) => pending.id === id);
    return timer?.handle ? this.cancel(timer.handle, cancelledAt) : false;
  }

  /**
   * The 0-delay timer in which the command line runs the script: it counts as running, but nobody made it.
   * @param script what it runs, for observers
   * @param onEnd called when the callback and its light threads have ended, or the callback itself has failed. Default: where
   *   it failed, see {@link Worker.mainFailed}
   */
  addMain(callback: LuaFunction, script = callback, onEnd?: (failed: boolean) => void): void {
    const mainEnded = (failed: boolean) => {
      if (failed) this.worker.mainFailed();
    };
    this.arm(new Timer(++this.lastId, callback, [], 0, script, onEnd ?? mainEnded), 0, null);
  }

  /** What waits to fire, the next one first. */
  listPending(): PendingTimer[] {
    const now = this.worker.scheduler.nowMs;
    const inOrder = [...this.pending].sort((one, other) => dueAt(one) - dueAt(other) || one.id - other.id);
    return inOrder.map((timer) => ({
      id: timer.id,
      inMs: Math.max(0, dueAt(timer) - now),
      everyMs: timer.periodMs,
      callback: definitionPlace(timer.shown),
      canCancel: timer.handle !== null,
    }));
  }

  /** Takes all timers whose time has not come off the clock; each answer runs the callback of one, as `premature`. */
  abortPending(): (() => void)[] {
    const timers = [...this.pending].filter(hasDeadline).sort(byDeadline);
    const withoutDelay = this.pending.length - timers.length;
    if (withoutDelay > 0) {
      // The reference looks for them among the deadlines only.
      this.worker.log("alert", `lua pending timer counter got out of sync: ${this.pending.length}`);
    }
    for (const timer of timers) this.takeOffClock(timer);
    return timers.map((timer) => () => {
      const isCancelled = timer.handle !== null && timer.handle.pending !== timer;
      if (!isCancelled) this.fire(timer, true);
    });
  }

  /** Takes pending timers back without running them. */
  dropPending(why: string): void {
    const { events } = this.worker;
    for (const timer of this.pending) {
      this.takeOffClock(timer);
      if (timer.handle !== null) timer.handle.pending = null;
      if (events.wanted) events.emit({ type: "timer dropped", timer: timer.id, why });
    }
    this.pending.length = 0;
  }

  private arm(timer: Timer, delayMs: number, handle: TimerHandle | null): void {
    const { scheduler, isExiting } = this.worker;
    const fire = () => this.fire(timer, false);
    if (delayMs === 0 && !isExiting) timer.event = scheduler.endOfTurn(fire);
    else timer.deadline = scheduler.after(delayMs, fire);
    timer.place = this.pending.length;
    this.pending.push(timer);
    timer.handle = handle;
    if (handle !== null) handle.pending = timer;
  }

  /** Fills the timer's place with the last one. */
  private takeOut(timer: Timer): void {
    const last = this.pending.pop();
    if (last === undefined || last === timer) return;
    this.pending[timer.place] = last;
    last.place = timer.place;
  }

  private takeOffClock({ deadline, event }: Timer): void {
    if (deadline !== null) this.worker.scheduler.cancel(deadline);
    else event?.takeBack();
  }

  private fire(timer: Timer, premature: boolean): void {
    const { worker } = this;
    const { id, callback, args, periodMs, handle, shown } = timer;
    this.takeOut(timer);
    if (handle !== null) handle.pending = null;
    if (periodMs > 0 && !worker.isExiting) this.arm(new Timer(id, callback, args, periodMs, shown), periodMs, handle);
    const { events } = worker;
    const refusal = this.refusal();
    if (refusal !== undefined) {
      worker.log("alert", `lua failed to run timer with function defined at ${definedAt(callback)}: ${refusal}`);
      if (events.wanted) events.emit({ type: "timer dropped", timer: id, why: refusal });
      return;
    }
    this.running++;
    const request: Request = new Request(worker, "timer", callback, (failed) => {
      this.running--;
      if (events.wanted) events.emit({ type: "timer ended", timer: id, thread: request.entryThread, failed });
      timer.onMainEnd?.(failed);
    });
    if (events.wanted) {
      events.emit({
        type: "timer fired",
        timer: id,
        premature,
        thread: request.entryThread,
        callback: definitionPlace(shown),
        isScript: timer.onMainEnd !== null,
      });
    }
    request.start([premature, ...args]);
  }

  /** Why no further callback can run now. */
  private refusal(): string | undefined {
    const { maxRunning, connections } = this.limits;
    if (this.running >= maxRunning) return `${maxRunning} lua_max_running_timers are not enough`;
    if (this.running < connections - CONNECTIONS_OF_WORKER) return undefined;
    this.worker.log("alert", `${connections} worker_connections are not enough`);
    return "could not create fake connection";
  }
}

function dueAt({ deadline }: Timer): number {
  return deadline?.atMs ?? 0;
}

function hasDeadline(timer: Timer): timer is Timer & { deadline: Deadline } {
  return timer.deadline !== null;
}

function byDeadline(one: { deadline: Deadline }, other: { deadline: Deadline }): number {
  return one.deadline.atMs - other.deadline.atMs || one.deadline.sequence - other.deadline.sequence;
}

/** "@t.lua:3", as nginx's messages name a callback. */
function definedAt(callback: LuaFunction): string {
  if (!(callback instanceof Closure)) return `=[C]:-1`;
  return `${callback.prototype.source}:${callback.prototype.lineDefined}`;
}
