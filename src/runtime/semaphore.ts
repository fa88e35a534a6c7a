/** What `ngx.semaphore` counts: resources that light threads wait for, of any request of the worker. */
import { Chain } from "../vm/chain.ts";
import type { Suspension } from "../vm/unwinding.ts";
import type { Scheduler } from "./scheduler.ts";

interface Waiter {
  take: () => void;
}

export class Semaphore {
  private readonly scheduler: Scheduler;
  private resources: number;
  private readonly waiters = new Chain<Waiter>();
  private isWaking = false;

  constructor(scheduler: Scheduler, resources: number) {
    this.scheduler = scheduler;
    this.resources = resources;
  }

  /** Resources that are free; below zero: how many wait. */
  get count(): number {
    return (this.resources - this.waiters.length) | 0;
  }

  /** Takes a resource if one is free. */
  tryTake(): boolean {
    if (this.resources <= 0 || this.waiters.length > 0) return false;
    this.resources--;
    return true;
  }

  /** Waits for a resource: resumes with true and nil, or with false and "timeout". */
  wait(timeoutMs: number): Suspension {
    return {
      kind: "thread",
      awaits: "ngx.semaphore.wait",
      start: (resume) => {
        const end = () => {
          this.waiters.remove(link);
          this.scheduler.cancel(deadline);
        };
        const waiter: Waiter = {
          take: () => {
            end();
            resume(true, undefined);
          },
        };
        const deadline = this.scheduler.after(timeoutMs, () => {
          end();
          resume(false, "timeout");
        });
        const link = this.waiters.add(waiter);
        return end;
      },
    };
  }

  /** Frees resources (kept in 32 bits); those who wait run once the present light thread has given way, first come first. */
  post(resources: number): void {
    this.resources = (this.resources + resources) | 0;
    if (this.isWaking || this.waiters.length === 0) return;
    this.isWaking = true;
    this.scheduler.postEvent(() => {
      this.isWaking = false;
      for (let waiter = this.waiters.first; waiter !== undefined; waiter = this.waiters.first) {
        if (this.resources <= 0) return;
        this.resources--;
        waiter.take();
      }
    });
  }
}
