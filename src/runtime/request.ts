/**
 * A request: a real one, a timer's, or the command line's. It owns light threads and runs them in OpenResty's order: the
 * one that an event resumed, then those that became runnable meanwhile, first come first.
 */

import { cString } from "../vm/byte-text.ts";
import { Chain } from "../vm/chain.ts";
import type { Coroutine } from "../vm/coroutine.ts";
import type { LuaFunction } from "../vm/functions.ts";
import type { Failure } from "../vm/machine.ts";
import { formatNumber } from "../vm/numbers.ts";
import type { Table } from "../vm/table.ts";
import { PREEMPTED, type Suspension } from "../vm/unwinding.ts";
import { asList, NOTHING, type Value } from "../vm/values.ts";
import { hasEnded, LightThread, lightThreadWaitingIn } from "./light-thread.ts";
import type { Phase } from "./phases.ts";
import { Queue } from "./queue.ts";
import { definitionPlace, scriptPlace } from "./script-place.ts";
import { threadTraceback } from "./traceback.ts";
import type { Worker } from "./worker.ts";

interface Runnable {
  readonly thread: LightThread;
  readonly values: readonly Value[];
}

/** A wait for other light threads of the request. It leaves alone what an earlier wait has still asked for. */
interface ThreadSwitch extends Suspension {
  readonly isThreadSwitch: true;
}

const WAIT_FOR_THREADS: ThreadSwitch = {
  kind: "thread",
  awaits: "ngx.thread.wait",
  isThreadSwitch: true,
  start: () => noCancel,
};

export class Request {
  readonly worker: Worker;
  readonly phase: Phase;
  /** The number that log lines show behind the asterisk. */
  readonly connection: number;
  /** When a client's request began; 0: there is no client. */
  readonly startTimeMs = 0;
  /** `ngx.ctx`, once a script has asked for it. */
  ctx: Table | undefined;

  private readonly entry: LightThread;
  private userThreads = 0;
  /** The user threads that are alive, once there were any: most requests have none. */
  private users: Chain<LightThread> | undefined;
  /** What became runnable, once anything did. */
  private posted: Queue<Runnable> | undefined;
  /** What runs next, before anything posted. */
  private next: Runnable | null = null;
  private readonly onEnd: (failed: boolean) => void;
  private ended = false;
  /** What ends with the request, if anything does. */
  private cleanups: Chain<() => void> | undefined;

  /** @param onEnd called once, when the last thread has ended or the entry thread has failed */
  constructor(worker: Worker, phase: Phase, body: LuaFunction, onEnd: (failed: boolean) => void) {
    this.worker = worker;
    this.phase = phase;
    this.onEnd = onEnd;
    this.connection = worker.nextConnection();
    this.entry = new LightThread(worker.nextThread(), worker.machine.createCoroutine(body), this, null);
  }

  /** The number of the entry thread, for observers. */
  get entryThread(): number {
    return this.entry.id;
  }

  /** Runs the entry thread with `args`. */
  start(args: readonly Value[]): void {
    this.run(this.entry, args);
  }

  /** Ends every thread without running any. */
  abort(): void {
    if (this.entry.status === "alive") this.drop(this.entry, "killed");
    this.dropUsers();
    this.finish(false);
  }

  /** Has `cleanup` called when the request ends. @returns what takes it back */
  atEnd(cleanup: () => void): () => void {
    this.cleanups ??= new Chain();
    const { cleanups } = this;
    const link = cleanups.add(cleanup);
    return () => void cleanups.remove(link);
  }

  /** Whether there may be another user thread. */
  get hasRoomForThreads(): boolean {
    return this.worker.hasRoomForThreads;
  }

  /** Makes a user thread that runs as soon as the current one is off the stack; the current one follows it. */
  spawn(body: LuaFunction, args: readonly Value[], spawnedBy: Coroutine): Suspension {
    const parent = this.worker.currentThread;
    const switchThread: ThreadSwitch = {
      kind: "thread",
      awaits: "",
      isThreadSwitch: true,
      start: () => {
        const { worker } = this;
        const thread = new LightThread(worker.nextThread(), worker.machine.createCoroutine(body), this, spawnedBy);
        this.users ??= new Chain();
        thread.link = this.users.add(thread);
        this.userThreads++;
        worker.userThreads++;
        const { events, machine } = worker;
        if (events.wanted) {
          const place = scriptPlace(machine.state, parent.coroutine);
          events.threadSpawned(thread.id, parent.id, definitionPlace(body), place);
        }
        this.postThread(parent, [thread.coroutine]);
        this.next = { thread, values: args };
        return noCancel;
      },
    };
    return switchThread;
  }

  /** Waits for one of the threads to end that are marked as {@link LightThread.waited}. */
  waitForThreads(): Suspension {
    return WAIT_FOR_THREADS;
  }

  /** Takes the results of a thread that ended. */
  collect(thread: LightThread): readonly Value[] {
    thread.status = "dead";
    return thread.outcome;
  }

  /** Ends a user thread that is alive. */
  kill(thread: LightThread): void {
    this.userThreads--;
    this.drop(thread, "killed");
  }

  /** Runs `thread` with `values`, and then whatever became runnable. */
  private run(thread: LightThread, values: readonly Value[]): void {
    let current: Runnable | undefined = { thread, values };
    while (current !== undefined && !this.ended) {
      if (current.thread.status === "alive") this.step(current.thread, current.values);
      if (this.worker.scheduler.isStalled) return;
      if (this.next !== null) {
        current = this.next;
        this.next = null;
      } else {
        current = this.posted?.shift();
        if (current !== undefined) current.thread.isPosted = false;
      }
    }
  }

  private step(thread: LightThread, values: readonly Value[]): void {
    const { worker } = this;
    if (thread.isToldSuspended) {
      thread.isToldSuspended = false;
      if (worker.events.wanted) worker.events.threadResumed(thread.id);
    }
    const outcome = worker.runThread(thread, values);
    switch (outcome.kind) {
      case "returned":
        this.threadEnded(thread, "returned", [true, ...outcome.values]);
        break;
      case "failed":
        this.logFailure(thread, outcome);
        this.threadEnded(thread, "failed", [false, ...leftBy(outcome)]);
        break;
      case "yielded":
        this.postThread(thread, []);
        break;
      case "suspended":
        this.suspended(thread, outcome.suspension);
        break;
    }
  }

  private suspended(thread: LightThread, suspension: Suspension): void {
    const { events, scheduler, machine } = this.worker;
    if (events.wanted && suspension.awaits !== "") {
      const place = scriptPlace(machine.state, thread.coroutine);
      events.threadSuspended(thread.id, suspension.kind, suspension.awaits, place);
      thread.isToldSuspended = true;
    }
    if (suspension.kind === "stall") {
      const endStall = scheduler.stallWorker();
      if (suspension === PREEMPTED) endStall(() => this.run(thread, []));
      else {
        const release = scheduler.clock.hold();
        const cancel = suspension.start((...values) => {
          release();
          thread.cancelWait = null;
          endStall(() => this.run(thread, values));
        });
        const cancelStall = () => {
          release();
          cancel();
        };
        thread.cancelWait = cancelStall;
      }
      return;
    }
    const isThreadSwitch = "isThreadSwitch" in suspension;
    if (!isThreadSwitch) cancelWait(thread);
    let resumed = false;
    let started = false;
    const cancel = suspension.start((...values) => {
      if (resumed) return;
      resumed = true;
      thread.cancelWait = null;
      if (thread.status !== "alive") return;
      if (started) this.run(thread, values);
      else this.postThread(thread, values);
    });
    started = true;
    if (!resumed && !isThreadSwitch) thread.cancelWait = cancel;
  }

  private threadEnded(thread: LightThread, how: "returned" | "failed", outcome: readonly Value[]): void {
    const { events } = this.worker;
    if (events.wanted) events.threadEnded(thread.id, how);
    this.forget(thread);
    cancelWait(thread);
    thread.outcome = outcome;
    if (thread === this.entry) {
      thread.status = "dead";
      if (how === "failed") {
        this.dropUsers();
        this.finish(true);
      } else if (this.userThreads === 0) this.finish(false);
      return;
    }
    this.userThreads--;
    this.handOver(thread);
    if (this.userThreads === 0 && this.entry.status !== "alive") this.finish(false);
  }

  /** Gives the outcome of a user thread to its parent, or keeps it until that asks. */
  private handOver(thread: LightThread): void {
    const spawnedBy = thread.spawnedBy as Coroutine;
    const waiting = thread.waited ? lightThreadWaitingIn(spawnedBy) : undefined;
    if (waiting?.request === this) {
      thread.status = "dead";
      this.next = { thread: waiting, values: thread.outcome };
      return;
    }
    thread.status = hasEnded(spawnedBy) ? "dead" : "zombie";
  }

  private dropUsers(): void {
    for (let thread = this.users?.first; thread !== undefined; thread = this.users?.first) this.drop(thread, "killed");
  }

  private drop(thread: LightThread, how: "killed"): void {
    thread.status = "dead";
    this.forget(thread);
    cancelWait(thread);
    this.worker.machine.kill(thread.coroutine);
    const { events } = this.worker;
    if (events.wanted) events.threadEnded(thread.id, how);
  }

  /** It is not alive any more. */
  private forget(thread: LightThread): void {
    if (thread.link !== undefined && this.users?.remove(thread.link)) this.worker.userThreads--;
  }

  private finish(failed: boolean): void {
    if (this.ended) return;
    this.ended = true;
    this.posted = undefined;
    this.next = null;
    for (let cleanup = this.cleanups?.shift(); cleanup !== undefined; cleanup = this.cleanups?.shift()) cleanup();
    this.onEnd(failed);
  }

  private postThread(thread: LightThread, values: readonly Value[]): void {
    thread.isPosted = true;
    this.posted ??= new Queue();
    this.posted.push({ thread, values });
  }

  private logFailure(thread: LightThread, outcome: Failure): void {
    const kind = thread === this.entry ? "entry" : "user";
    const { error } = outcome;
    const text =
      typeof error === "string" ? cString(error) : typeof error === "number" ? formatNumber(error) : "unknown reason";
    const stack = threadTraceback(this.worker.machine.state, thread, outcome, text);
    this.worker.logFor(this, "error", `lua ${kind} thread aborted: runtime error: ${text}\n${stack}`);
  }
}

/** What a light thread that failed leaves to the one that waits for it: the error, and what lay below it on the stack. */
function leftBy({ error, coroutines, below }: Failure): readonly Value[] {
  // of an error that came out of a wrapped coroutine, nothing
  if (coroutines.length > 1) return [];
  return [...(below === undefined ? NOTHING : asList(below)), typeof error === "number" ? formatNumber(error) : error];
}

function cancelWait(thread: LightThread): void {
  const cancel = thread.cancelWait;
  thread.cancelWait = null;
  cancel?.();
}

function noCancel(): void {}
