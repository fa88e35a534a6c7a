/** Binds a runtime worker to what the functions of src/ngx ask for. */
import type { ByteText, Certificates, Processes, Random, SharedStore, Signals, Sockets } from "../host/ports.ts";
import type { Phase } from "../runtime/phases.ts";
import { Request } from "../runtime/request.ts";
import { Cosockets, type SocketSettings } from "../runtime/socket/cosockets.ts";
import { levelName, type Worker } from "../runtime/worker.ts";
import type { WorkerThreads } from "../runtime/worker-threads.ts";
import { portableByteText } from "../vm/byte-text.ts";
import { NativeFunction } from "../vm/functions.ts";
import { Table } from "../vm/table.ts";
import { Cjson } from "./cjson/instance.ts";
import { LOG_LEVELS } from "./constants.ts";
import type { CommandLine, NgxContext, NgxRequest, NgxWorker } from "./context.ts";
import { installCoroutine } from "./coroutine.ts";
import type { Libraries } from "./declaration/install.ts";
import { DISABLED_IN_CURRENT_CONTEXT } from "./declaration/phases.ts";
import { Digests } from "./digests/digests.ts";
import type { ErrorLogBuffer } from "./error-log/buffer.ts";
import { installGlobalWriteGuard } from "./global-write-guard.ts";
import { installNgx, installThreadNgx } from "./modules.ts";
import { PipeHandles } from "./pipe/handles.ts";
import { Regexes, type RegexSettings } from "./re/regexes.ts";
import { installRestyCli } from "./resty-cli.ts";
import { SocketHandles } from "./socket/handles.ts";

/** What a worker is among the processes of its server. Getters may tell of what changes: a worker is the master's copy. */
export interface WorkerIdentity {
  readonly id: number | undefined;
  readonly count: number;
  readonly pid: number;
  readonly masterPid: number;
  readonly processType: NgxWorker["processType"];
  /** The pids of all workers. Default: this one's. */
  readonly pids?: () => readonly number[];
  /** The phase of Lua that runs outside of any request. Default: "init_worker", on a thread "init". */
  readonly phase?: Phase;
  /** As {@link NgxWorker.enablePrivilegedAgent}. Default: there can be none. */
  readonly enablePrivilegedAgent?: (connections: number) => string | undefined;
  readonly prefix: string;
  /** `error_log`'s level, as its name. */
  readonly logLevel: keyof typeof LEVEL_NUMBERS;
  readonly captured?: ErrorLogBuffer;
  /** The dictionaries that it shares with the other workers; default: none. */
  readonly shared?: SharedStore;
  /** Default: there are no other processes. */
  readonly signals?: Signals;
  /** Default: there can be no child processes. */
  readonly processes?: Processes;
  readonly bytes?: ByteText;
  /** Default: there are no random bytes. */
  readonly random?: Random;
  /** Default: no certificate can be read. */
  readonly certificates?: Certificates;
  /** Default: there is no network. */
  readonly sockets?: { readonly port: Sockets; readonly settings: SocketSettings };
  /** Default: there are no threads. */
  readonly threads?: WorkerThreads;
  /** Default: there is no PCRE2, and only patterns that need none compile. */
  readonly regex?: RegexSettings;
}

const LEVEL_NUMBERS = {
  stderr: LOG_LEVELS.STDERR,
  emerg: LOG_LEVELS.EMERG,
  alert: LOG_LEVELS.ALERT,
  crit: LOG_LEVELS.CRIT,
  error: LOG_LEVELS.ERR,
  warn: LOG_LEVELS.WARN,
  notice: LOG_LEVELS.NOTICE,
  info: LOG_LEVELS.INFO,
  debug: LOG_LEVELS.DEBUG,
} as const;

/** nginx's name of a level as the number that scripts use. */
export function levelNumber(name: keyof typeof LEVEL_NUMBERS): number {
  return LEVEL_NUMBERS[name];
}

/** Installs the API of OpenResty into the worker's machine. */
export function installApi(worker: Worker, identity: WorkerIdentity, commandLine?: CommandLine): NgxContext {
  const context = installContext(worker, identity, "init_worker", installNgx, commandLine);
  installCoroutine(context);
  if (commandLine !== undefined) installRestyCli(context);
  installGlobalWriteGuard(context);
  return context;
}

/** Installs what there is of it on the threads of `ngx.run_worker_thread`. The worker is never started. */
export function installThreadApi(worker: Worker, identity: WorkerIdentity): NgxContext {
  // without a request, ngx.get_phase answers so
  return installContext(worker, identity, "init", installThreadNgx);
}

function installContext(
  worker: Worker,
  identity: WorkerIdentity,
  phaseBetweenRequests: Phase,
  install: (context: NgxContext) => Libraries,
  commandLine?: CommandLine,
): NgxContext {
  const { machine, scheduler } = worker;
  const { state } = machine;
  const betweenRequests = standInRequest(() => identity.phase ?? phaseBetweenRequests);
  const metatables = new Map<string, Table>();
  let libraries: Libraries | undefined;
  const ngxWorker: NgxWorker = {
    get id() {
      return identity.id;
    },
    get count() {
      return identity.count;
    },
    get pid() {
      return identity.pid;
    },
    get masterPid() {
      return identity.masterPid;
    },
    get processType() {
      return identity.processType;
    },
    prefix: identity.prefix,
    logLevel: levelNumber(identity.logLevel),
    ...(identity.captured === undefined ? {} : { captured: identity.captured }),
    clock: {
      nowMs: () => scheduler.epochMs,
      update: () => {
        scheduler.clock.look();
        scheduler.updateTime();
      },
    },
    pids: () => identity.pids?.() ?? [identity.pid],
    isExiting: () => worker.isExiting,
    gracefulExit: () => worker.quit(),
    enablePrivilegedAgent: (connections) =>
      identity.enablePrivilegedAgent === undefined
        ? DISABLED_IN_CURRENT_CONTEXT
        : identity.enablePrivilegedAgent(connections),
    log: (level, message) => worker.logAt(level, message),
    logForWorker: (level, message) => worker.log(levelName(level), message),
  };
  const { null: ngxNull } = state;
  const context: NgxContext = {
    state,
    worker: ngxWorker,
    timers: worker.timers,
    shared: identity.shared ?? new Map(),
    ...(identity.signals === undefined ? {} : { signals: identity.signals }),
    scheduler,
    ...(identity.processes === undefined
      ? {}
      : { pipes: new PipeHandles(identity.processes, identity.bytes ?? portableByteText) }),
    ...(identity.sockets === undefined ? {} : { sockets: socketHandles(worker, identity, identity.sockets) }),
    ...(identity.threads === undefined ? {} : { threads: identity.threads }),
    digests: new Digests(),
    ...(identity.random === undefined ? {} : { random: identity.random }),
    ...(identity.certificates === undefined ? {} : { certificates: identity.certificates }),
    null: ngxNull,
    bytes: identity.bytes ?? portableByteText,
    cjson: new Cjson(ngxNull),
    regexes: new Regexes(state, identity.regex ?? {}),
    get request(): NgxRequest {
      return worker.currentRequest ?? betweenRequests;
    },
    libraryMetatable(name) {
      let metatable = metatables.get(name);
      if (metatable === undefined) {
        metatable = new Table();
        metatable.set("__index", libraries?.get(name));
        metatables.set(name, metatable);
      }
      return metatable;
    },
    ...(commandLine === undefined ? {} : { commandLine }),
  };
  const installed = install(context);
  libraries = installed;
  for (const name of installed.names) {
    machine.defineLoader(name, new NativeFunction(name, () => installed.get(name)));
  }
  return context;
}

function socketHandles(
  worker: Worker,
  { bytes = portableByteText }: WorkerIdentity,
  { port, settings }: NonNullable<WorkerIdentity["sockets"]>,
): SocketHandles {
  const cosockets = new Cosockets({
    sockets: port,
    bytes,
    scheduler: worker.scheduler,
    settings,
    isExiting: () => worker.isExiting,
    log: (owner, level, message) => worker.logFor(owner instanceof Request ? owner : undefined, level, message),
  });
  worker.onExiting(() => cosockets.pools.closeIdle());
  return new SocketHandles(cosockets);
}

/** What stands in for a request where none is at work: while a worker starts. */
function standInRequest(phase: () => Phase): NgxRequest {
  const none = (): never => {
    throw new Error(`no light threads in ${phase()}`);
  };
  return {
    get phase() {
      return phase();
    },
    ctx: undefined,
    connection: 0,
    startTimeMs: 0,
    hasRoomForThreads: false,
    spawn: none,
    waitForThreads: none,
    collect: none,
    kill: none,
    atEnd: () => () => {},
  };
}
