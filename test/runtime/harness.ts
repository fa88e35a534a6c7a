/** A whole worker without an outside: scripts run as `ngxbox run` runs them, on a clock that only moves when told to. */
import type { Processes, SharedStore, Sockets } from "../../src/host/ports.ts";
import type { RegexSettings } from "../../src/ngx/re/regexes.ts";
import { installApi } from "../../src/ngx/worker-context.ts";
import { VirtualClock } from "../../src/runtime/clock.ts";
import type { SocketSettings } from "../../src/runtime/socket/cosockets.ts";
import type { TimerLimits } from "../../src/runtime/timers.ts";
import { Worker } from "../../src/runtime/worker.ts";
import { type ThreadPoolLimits, WorkerThreads } from "../../src/runtime/worker-threads.ts";
import type { BudgetOptions } from "../../src/vm/budget.ts";
import { NativeFunction } from "../../src/vm/functions.ts";
import type { Table } from "../../src/vm/table.ts";
import { NOTHING, type Value } from "../../src/vm/values.ts";
import { FakeThreads } from "../ngx/fake-threads.ts";
import { pcre2 } from "../ngx/regex/pcre2.ts";
import { sandbox } from "../vm/scripts.ts";

const START_MS = 1_700_000_000_000;
/** More wake-ups than any test needs. */
const MOST_WAKE_UPS = 100_000;

export interface HarnessOptions {
  readonly limits?: Partial<TimerLimits>;
  readonly budget?: BudgetOptions;
  readonly shared?: SharedStore;
  /** Files that `require` finds, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Simulated ones: time does not go at its real pace for them. */
  readonly processes?: Processes;
  /** Simulated ones: time does not go at its real pace for them. */
  readonly sockets?: Sockets;
  /** Where they differ from nginx's defaults. */
  readonly socketSettings?: Partial<SocketSettings>;
  readonly regex?: RegexSettings;
  /** Pools of threads that take 10 ms for each call; they find `files`, too. */
  readonly threadPools?: readonly ThreadPoolLimits[];
  readonly mostMachines?: number;
}

/** nginx's defaults, with a resolver for both families. */
export const SOCKET_SETTINGS: SocketSettings = {
  connectTimeoutMs: 60_000,
  sendTimeoutMs: 60_000,
  readTimeoutMs: 60_000,
  keepaliveTimeoutMs: 60_000,
  poolSize: 30,
  bufferBytes: 4096,
  logErrors: true,
  resolves: { ipv4: true, ipv6: true, nameservers: [] },
  resolverTimeoutMs: 30_000,
  tls: { trustedPath: undefined, ciphers: "DEFAULT", protocols: ["TLSv1.2", "TLSv1.3"] },
};

export interface Harness {
  readonly worker: Worker;
  readonly clock: VirtualClock;
  /** Log messages with their level in front, without time and place: "error: lua entry thread aborted: …". */
  readonly log: string[];
  /** What was thrown that is neither a Lua error nor the end of the process. */
  readonly thrown: unknown[];
  /** The exit status, once the process has ended. */
  readonly exit: number | undefined;
  /** The lines printed so far. */
  lines(): string[];
  /** Runs `lua` in a 0-delay timer as the command line does: the worker quits when it returns. */
  start(lua: string): Harness;
  /** Runs a chunk outside of any request and answers what it returns. */
  call(lua: string): readonly Value[];
  /** Lets time pass from one wake-up to the next until the process has ended or nothing wants to wake. */
  settle(): Harness;
}

export function harness(options: HarnessOptions = {}): Harness {
  const {
    limits = {},
    budget = {},
    shared = new Map(),
    files = {},
    processes,
    sockets,
    regex = {},
    threadPools,
  } = options;
  const { machine, output } = sandbox(budget, files);
  const clock = new VirtualClock(START_MS);
  if (processes !== undefined || sockets !== undefined || threadPools !== undefined) clock.hold = () => () => {};
  const log: string[] = [];
  const thrown: unknown[] = [];
  let exit: number | undefined;
  const worker = new Worker({
    machine,
    clock,
    pid: () => 1,
    timerLimits: { maxPending: 1024, maxRunning: 256, connections: 1024, ...limits },
    writeLog: (level, message) => log.push(`${level}: ${message}`),
    onExit: (status) => {
      exit = status;
    },
    onThrow: (what) => thrown.push(what),
  });
  const threads = new WorkerThreads({
    threads: new FakeThreads(worker.scheduler, files, shared),
    pools: threadPools ?? [],
    mostMachines: options.mostMachines ?? 100,
    scheduler: worker.scheduler,
    paths: () => ({ path: "", cpath: "" }),
    logError: (message) => worker.log("error", message),
  });
  const os = machine.globals.get("os") as Table;
  installApi(
    worker,
    {
      role: { type: "single", id: 0, pid: 7 },
      count: 1,
      masterPid: 7,
      prefix: "/srv/",
      logLevel: "warn",
      shared,
      threads,
      regex: { pcre2, ...regex },
      ...(processes === undefined ? {} : { processes }),
      ...(sockets === undefined
        ? {}
        : { sockets: { port: sockets, settings: { ...SOCKET_SETTINGS, ...options.socketSettings } } }),
    },
    {
      write: (text) => machine.io.writeToStdout(text),
      flush: () => true,
      exit: os.get("exit") as NativeFunction,
    },
  );
  const finish = new NativeFunction("finish", () => {
    worker.quit();
    return NOTHING;
  });
  const self: Harness = {
    worker,
    clock,
    log,
    thrown,
    get exit() {
      return exit;
    },
    lines: () => output().split("\n").slice(0, -1),
    start(lua) {
      const wrap = machine.load("local script, finish = ... return function() script() finish() end", "=launcher");
      const script = machine.load(lua, "@t.lua");
      const [main] = machine.call(wrap, script, finish);
      worker.timers.addMain(main as NativeFunction, script);
      worker.start();
      return self;
    },
    call: (lua) => machine.call(machine.load(lua, "@t.lua")),
    settle() {
      for (let wakeUps = 0; exit === undefined && clock.next(); wakeUps++) {
        if (wakeUps === MOST_WAKE_UPS) throw new Error("this never ends");
      }
      return self;
    },
  };
  return self;
}

/** Runs `lua` to the end of the process and answers the lines that it printed. */
export function linesOf(lua: string, options: HarnessOptions = {}): string[] {
  const run = harness(options).start(lua).settle();
  if (run.thrown.length > 0) throw run.thrown[0];
  return run.lines();
}
