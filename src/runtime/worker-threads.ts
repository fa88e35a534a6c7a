/** What `ngx.run_worker_thread` waits for: calls on other threads, in nginx's pools of them. */
import type { CallOutcome, Copied, MachineThread, ModuleFunction, ModulePaths, Threads } from "../host/ports.ts";
import type { Suspension } from "../vm/unwinding.ts";
import type { Value } from "../vm/values.ts";
import { Queue } from "./queue.ts";
import type { Scheduler } from "./scheduler.ts";

/** As the directive `thread_pool` says. */
export interface ThreadPoolLimits {
  readonly name: string;
  readonly threads: number;
  /** How many calls may wait for a thread. */
  readonly maxQueue: number;
}

export interface WorkerThreadsOptions {
  readonly threads: Threads;
  readonly pools: readonly ThreadPoolLimits[];
  /** `lua_worker_thread_vm_pool_size`: how many calls there may be at once, in all pools. */
  readonly mostMachines: number;
  readonly scheduler: Scheduler;
  /** Where a new machine looks for modules. */
  readonly paths: () => ModulePaths;
  readonly logError: (message: string) => void;
}

export interface ThreadCall {
  readonly called: ModuleFunction;
  /** The arguments, or why they cannot be copied. */
  readonly copy: () => readonly Copied[] | { readonly error: string };
  /** Makes what the light thread gets. */
  readonly answer: (outcome: CallOutcome) => readonly Value[];
}

type Call = Omit<ThreadCall, "copy"> & { readonly args: readonly Copied[]; done: (outcome: CallOutcome) => void };

class ThreadPool {
  readonly limits: ThreadPoolLimits;
  running = 0;
  readonly waiting = new Queue<Call>();

  constructor(limits: ThreadPoolLimits) {
    this.limits = limits;
  }

  get hasIdle(): boolean {
    return this.running < this.limits.threads;
  }
}

/** A machine may do the calls of one pool after those of another: they are kept for all. */
export class WorkerThreads {
  private readonly options: WorkerThreadsOptions;
  private readonly pools: ReadonlyMap<string, ThreadPool>;
  /** Machines that do nothing. The one that was used last is used first. */
  private readonly free: MachineThread[] = [];
  /** Calls that run or wait. */
  private calls = 0;
  private onIdle: (() => void) | undefined;

  constructor(options: WorkerThreadsOptions) {
    this.options = options;
    this.pools = new Map(options.pools.map((limits) => [limits.name, new ThreadPool(limits)]));
  }

  hasPool(name: string): boolean {
    return this.pools.has(name);
  }

  /** Calls a function in a pool that there is. Answers why it cannot be called where that is known at once. */
  call(poolName: string, { called, copy, answer }: ThreadCall): { readonly error: string } | Suspension {
    const pool = this.pools.get(poolName);
    if (pool === undefined) throw new Error(`no thread pool ${poolName}`);
    if (this.calls >= this.options.mostMachines) return { error: "no available Lua vm" };
    const thread = pool.hasIdle ? this.takeMachine() : undefined;
    const error = thread?.find(called);
    const args = error === undefined ? copy() : { error };
    if ("error" in args) {
      if (thread !== undefined) this.giveBack(thread);
      return args;
    }
    if (thread === undefined && pool.waiting.length >= pool.limits.maxQueue) {
      this.options.logError(`thread pool "${poolName}" queue overflow: ${pool.waiting.length} tasks waiting`);
      return { error: "ngx_thread_task_post failed" };
    }
    return {
      kind: "thread",
      awaits: "ngx.run_worker_thread",
      start: (resume) => {
        const { scheduler } = this.options;
        const release = scheduler.clock.hold();
        let isWanted = true;
        const done = (outcome: CallOutcome) => {
          release();
          scheduler.arrive(() => {
            if (isWanted) resume(...answer(outcome));
          });
        };
        this.begin(pool, { called, args, answer, done }, thread);
        // the call goes on to its end, as a thread cannot be stopped
        return () => {
          isWanted = false;
        };
      },
    };
  }

  /** Calls `done` once no call runs or waits; at once if there is none. */
  onceIdle(done: () => void): void {
    if (this.calls === 0) done();
    else this.onIdle = done;
  }

  private begin(pool: ThreadPool, call: Call, thread: MachineThread | undefined): void {
    this.calls++;
    if (thread !== undefined) this.run(pool, call, thread);
    else if (pool.hasIdle) this.run(pool, call, this.takeMachine());
    else pool.waiting.push(call);
  }

  private run(pool: ThreadPool, call: Call, thread: MachineThread): void {
    pool.running++;
    thread.call(call.called, call.args, (outcome) => {
      pool.running--;
      this.calls--;
      const next = pool.waiting.shift();
      if (next !== undefined) this.run(pool, next, thread.hasEnded ? this.takeMachine() : thread);
      else this.giveBack(thread);
      call.done(outcome);
      if (this.calls === 0) this.onIdle?.();
    });
  }

  private takeMachine(): MachineThread {
    return this.free.pop() ?? this.options.threads.start(this.options.paths());
  }

  private giveBack(thread: MachineThread): void {
    if (!thread.hasEnded) this.free.push(thread);
  }
}
