/** A worker without a scheduler, for tests of the API: one machine, a clock that stands still, a log in memory. */

import { memoryStore } from "../../src/host/memory/shared-store.ts";
import { nodeCertificates } from "../../src/host/node/certificates.ts";
import type { SharedStore, Signals } from "../../src/host/ports.ts";
import { Cjson } from "../../src/ngx/cjson/instance.ts";
import type { ClientRequest, NgxContext, NgxRequest, NgxWorker } from "../../src/ngx/context.ts";
import type { Libraries } from "../../src/ngx/declaration/install.ts";
import { REQUEST_PHASES } from "../../src/ngx/declaration/phases.ts";
import { Digests } from "../../src/ngx/digests/digests.ts";
import type { ErrorLogBuffer } from "../../src/ngx/error-log/buffer.ts";
import { ErrorLog } from "../../src/ngx/error-log/error-log.ts";
import { installNgx } from "../../src/ngx/modules.ts";
import { PipeHandles } from "../../src/ngx/pipe/handles.ts";
import { Regexes } from "../../src/ngx/re/regexes.ts";
import { SocketHandles } from "../../src/ngx/socket/handles.ts";
import { VirtualClock } from "../../src/runtime/clock.ts";
import { EventStream } from "../../src/runtime/events.ts";
import type { Phase } from "../../src/runtime/phases.ts";
import { Scheduler } from "../../src/runtime/scheduler.ts";
import { Cosockets } from "../../src/runtime/socket/cosockets.ts";
import type { Timers } from "../../src/runtime/timers.ts";
import { WorkerThreads } from "../../src/runtime/worker-threads.ts";
import { Budget } from "../../src/vm/budget.ts";
import { portableByteText } from "../../src/vm/byte-text.ts";
import { call, callBlocking, interpreter } from "../../src/vm/calls.ts";
import { NativeFunction } from "../../src/vm/functions.ts";
import { execute } from "../../src/vm/interpreter.ts";
import { loadChunk } from "../../src/vm/load.ts";
import { protectedCall } from "../../src/vm/protected-call.ts";
import { State } from "../../src/vm/state.ts";
import { Table } from "../../src/vm/table.ts";
import type { Suspension } from "../../src/vm/unwinding.ts";
import { asList, Userdata, type Value } from "../../src/vm/values.ts";
import { SOCKET_SETTINGS } from "../runtime/harness.ts";
import { FakeProcesses } from "./fake-processes.ts";
import { FakeConnection, FakeSockets } from "./fake-sockets.ts";
import { pcre2 } from "./regex/pcre2.ts";

/** No light thread runs here: what waits stays. */
const NEVER: Suspension = { kind: "thread", awaits: "", start: () => () => {} };

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

export interface FakeWorker {
  readonly context: NgxContext;
  readonly worker: Changeable<NgxWorker>;
  readonly request: Changeable<NgxRequest>;
  readonly clock: { ms: number; system: number };
  readonly libraries: Libraries;
  /** What went to standard output and to the error log. */
  readonly written: string[];
  readonly logged: string[];
  /** Enters a phase; those of a client's request have one. */
  enter(phase: Phase): void;
  /** Runs Lua and answers what it returns. */
  run(lua: string): readonly Value[];
}

export interface FakeOptions {
  readonly phase?: Phase;
  readonly logLevel?: number;
  readonly captured?: ErrorLogBuffer;
  readonly isCommandLine?: boolean;
  readonly signals?: Signals;
}

export function fakeWorker({
  phase = "timer",
  logLevel = 8,
  captured,
  isCommandLine = true,
  signals,
}: FakeOptions = {}): FakeWorker {
  const state = new State(new Budget({ steps: 2e6 }), execute, interpreter);
  const clock = { ms: 1_700_000_000_123, system: 1_700_000_005_000 };
  const written: string[] = [];
  const logged: string[] = [];
  let exiting = false;
  const cached = {
    nowMs: () => clock.ms,
    update: () => {
      clock.ms = clock.system;
    },
    zone: "host",
  } as const;
  const errorLog = new ErrorLog({
    level: logLevel,
    process: { pid: 12 },
    clock: cached,
    ...(captured === undefined ? {} : { captured }),
    write: (line) => logged.push(line),
  });
  const request: Changeable<NgxRequest> = {
    phase,
    ctx: undefined,
    connection: 2,
    startTimeMs: 0,
    hasRoomForThreads: true,
    spawn: () => NEVER,
    waitForThreads: () => NEVER,
    collect: () => [],
    kill: () => {},
    atEnd: () => () => {},
  };
  const worker: Changeable<NgxWorker> = {
    role: { type: "single", id: 0, pid: 12 },
    count: 1,
    masterPid: 12,
    clock: cached,
    prefix: "/srv/",
    logLevel,
    ...(captured === undefined ? {} : { captured }),
    pids: () => [12],
    isExiting: () => exiting,
    gracefulExit: () => {
      exiting = true;
    },
    enablePrivilegedAgent: (connections) => (connections > 100_000 ? "too many" : undefined),
    log: (level, message) => errorLog.log(level, message, request),
    logForWorker: (level, message) => errorLog.log(level, message, undefined),
  };
  const scheduled = new VirtualClock(clock.ms);
  scheduled.hold = () => () => {};
  const stdout = new Userdata("standard output");
  let libraries: Libraries | undefined;
  const { null: ngxNull } = state;
  const scheduler = new Scheduler(scheduled);
  const context: NgxContext = {
    state,
    worker,
    request,
    timers: { pendingCount: 0, runningCount: 0, add: () => undefined } as unknown as Timers,
    shared: memoryStore([{ name: "DICT", bytes: 12_288 }]) as SharedStore,
    ...(signals === undefined ? {} : { signals }),
    scheduler,
    sockets: new SocketHandles(connectedCosockets(scheduler)),
    pipes: new PipeHandles(new FakeProcesses(), portableByteText),
    threads: idleThreads(scheduler),
    libraryMetatable(name) {
      const metatable = new Table();
      metatable.set("__index", libraries?.get(name));
      return metatable;
    },
    digests: new Digests(),
    random: { bytes: (count) => Uint8Array.from({ length: count }, (_, at) => at) },
    certificates: nodeCertificates,
    null: ngxNull,
    bytes: portableByteText,
    cjson: new Cjson(ngxNull),
    regexes: new Regexes(state, { pcre2 }),
    ...(isCommandLine
      ? {
          commandLine: {
            write: (text: string) => {
              written.push(text);
              return stdout;
            },
            flush: () => true,
            exit: new NativeFunction("exit", (status) => [`exit ${String(status)}`]),
          },
        }
      : {}),
  };
  const loaded = defineBasics(state);
  const installed = installNgx(context);
  libraries = installed;
  state.globals.set(
    "require",
    new NativeFunction("require", (name) => loaded.get(name) ?? installed.get(String(name))),
  );
  const enter = (entered: Phase) => {
    request.phase = entered;
    request.ctx = undefined;
    if ((REQUEST_PHASES as readonly Phase[]).includes(entered)) request.client = fakeClient();
    else delete request.client;
  };
  enter(phase);
  return {
    context,
    worker,
    request,
    clock,
    libraries: installed,
    written,
    logged,
    enter,
    run: (lua) => {
      const { frame } = state;
      try {
        return asList(callBlocking(state, loadChunk(state, lua, "@t.lua", state.globals), []));
      } finally {
        state.frame = frame;
      }
    },
  };
}

/** Sockets that can be connected to 127.0.0.1:80 without waiting. */
function connectedCosockets(scheduler: Scheduler): Cosockets {
  const cosockets = new Cosockets({
    sockets: new FakeSockets(),
    bytes: portableByteText,
    scheduler,
    settings: SOCKET_SETTINGS,
    isExiting: () => false,
    events: new EventStream(
      () => 0,
      () => 1,
    ),
    log: () => {},
  });
  const connection = new FakeConnection({ ip: "127.0.0.1", port: 80 }, undefined, () => {});
  const kept = { connection, reusedTimes: 0, peer: "", session: undefined };
  cosockets.pools.open("127.0.0.1:80", 30, undefined).keep(kept, false, 0);
  return cosockets;
}

/** A pool of threads for calls that only ask whether they may wait. */
function idleThreads(scheduler: Scheduler): WorkerThreads {
  return new WorkerThreads({
    threads: {
      start() {
        throw new Error("nothing can wait here");
      },
    },
    pools: [{ name: "pool", threads: 1, maxQueue: 1 }],
    mostMachines: 1,
    scheduler,
    paths: () => ({ path: "", cpath: "" }),
    logError() {},
  });
}

function fakeClient(): ClientRequest {
  return { status: 200, headersSent: false, isSubrequest: false, onAbort: () => 1 };
}

/** As much of the standard library as the tests' scripts use. */
function defineBasics(state: State): Table {
  const { globals, registry } = state;
  const loaded = new Table();
  registry.set("_LOADED", loaded);
  const define = (name: string, run: NativeFunction["run"]) => globals.set(name, new NativeFunction(name, run));
  globals.set("_G", globals);
  define("pcall", (callee, ...args) => protectedCall(state, callee, args, undefined));
  define("call", (callee, ...args) => call(state, callee, args));
  define("setmetatable", (table, metatable) => {
    if (table instanceof Table) table.setMetatable(metatable instanceof Table ? metatable : null);
    return table;
  });
  return loaded;
}
