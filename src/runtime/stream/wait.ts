import type { Value } from "../../vm/values.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Deadline } from "../timer-heap.ts";

/** What a call answers: the values that it returns. */
export type Answer = readonly Value[];

/** The time that something outside may take. The clock goes at its real pace meanwhile. */
export class TimeLimit {
  private readonly scheduler: Scheduler;
  private readonly timeoutMs: number;
  private readonly expire: () => void;
  private readonly release: () => void;
  private deadline: Deadline | undefined;

  /**
   * @param timeoutMs 0: no limit
   * @param expire called when it is over; it should end the wait
   */
  constructor(scheduler: Scheduler, timeoutMs: number, expire: () => void) {
    this.scheduler = scheduler;
    this.timeoutMs = timeoutMs;
    this.expire = expire;
    this.release = scheduler.clock.hold();
    if (timeoutMs > 0) this.deadline = scheduler.after(timeoutMs, expire);
  }

  /** The time begins anew: something has happened. Call within a turn. */
  restart(timeoutMs = this.timeoutMs): void {
    this.stopTime();
    if (timeoutMs > 0) this.deadline = this.scheduler.after(timeoutMs, this.expire);
  }

  cancel(): void {
    this.stopTime();
    this.release();
  }

  private stopTime(): void {
    if (this.deadline !== undefined) this.scheduler.cancel(this.deadline);
    this.deadline = undefined;
  }
}

/** A light thread that waits for a child or a peer, for a limited time. */
export class Wait extends TimeLimit {
  private readonly resume: (...values: Value[]) => void;

  constructor(scheduler: Scheduler, timeoutMs: number, resume: (...values: Value[]) => void, expire: () => void) {
    super(scheduler, timeoutMs, expire);
    this.resume = resume;
  }

  finish(answer: Answer): void {
    this.cancel();
    this.resume(...answer);
  }
}
