import type { CallOutcome, Copied, MachineThread, ModuleFunction, SharedStore, Threads } from "../../src/host/ports.ts";
import { installThreadApi } from "../../src/ngx/worker-context.ts";
import { ThreadCalls } from "../../src/ngx/worker-thread/calls.ts";
import { VirtualClock } from "../../src/runtime/clock.ts";
import type { Scheduler } from "../../src/runtime/scheduler.ts";
import { Worker } from "../../src/runtime/worker.ts";
import { sandbox } from "../vm/scripts.ts";

/** How long each call takes, by the clock of who calls. */
const CALL_MS = 10;

/** Machines of their own, which in truth live in the same thread. */
export class FakeThreads implements Threads {
  /** How many were started. */
  started = 0;
  private readonly scheduler: Scheduler;
  private readonly files: Readonly<Record<string, string>>;
  private readonly shared: SharedStore;

  constructor(scheduler: Scheduler, files: Readonly<Record<string, string>>, shared: SharedStore) {
    this.scheduler = scheduler;
    this.files = files;
    this.shared = shared;
  }

  start(): MachineThread {
    this.started++;
    return new FakeThread(this.scheduler, threadCalls(this.files, this.shared));
  }
}

/** What a thread's machine does. */
function threadCalls(files: Readonly<Record<string, string>>, shared: SharedStore): ThreadCalls {
  const { machine } = sandbox({}, files);
  const worker = new Worker({
    machine,
    clock: new VirtualClock(1_700_000_000_000),
    pid: () => 1,
    timerLimits: { maxPending: 0, maxRunning: 0, connections: 0 },
    writeLog() {},
    onExit() {},
    onThrow(thrown) {
      throw thrown;
    },
  });
  const context = installThreadApi(worker, {
    role: { type: "single", id: 0, pid: 7 },
    count: 1,
    masterPid: 7,
    prefix: "/srv/",
    logLevel: "error",
    shared,
  });
  return new ThreadCalls(machine, context);
}

class FakeThread implements MachineThread {
  hasEnded = false;
  private readonly scheduler: Scheduler;
  private readonly calls: ThreadCalls;

  constructor(scheduler: Scheduler, calls: ThreadCalls) {
    this.scheduler = scheduler;
    this.calls = calls;
  }

  find(called: ModuleFunction): string | undefined {
    return this.calls.find(called);
  }

  call(called: ModuleFunction, args: readonly Copied[], done: (outcome: CallOutcome) => void): void {
    this.scheduler.after(CALL_MS, () => {
      // a function of this name uses its thread up
      this.hasEnded = called.name === "use_up";
      done(this.hasEnded ? { error: "not enough memory" } : this.calls.call(called, structuredClone(args)));
    });
  }
}
