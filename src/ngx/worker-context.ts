/** Binds a runtime worker to what the functions of src/ngx ask for. */
import type { ByteText, Certificates, Processes, Random, SharedStore, Signals, Sockets } from "../host/ports.ts";
import { LUALIB } from "../runtime/lualib.ts";
import type { Phase } from "../runtime/phases.ts";
import { Request } from "../runtime/request.ts";
import type { SocketSettings } from "../runtime/socket/cosockets.ts";
import { levelName, type Worker } from "../runtime/worker.ts";
import type { WorkerThreads } from "../runtime/worker-threads.ts";
import { portableByteText } from "../vm/byte-text.ts";
import { NativeFunction } from "../vm/functions.ts";
import { Table } from "../vm/table.ts";
import type { Cjson } from "./cjson/instance.ts";
import { LOG_LEVELS } from "./constants.ts";
import type { CommandLine, NgxContext, NgxRequest, NgxWorker, Role } from "./context.ts";
import { installCoroutine } from "./coroutine.ts";
import type { Libraries } from "./declaration/install.ts";
import { DISABLED_IN_CURRENT_CONTEXT } from "./declaration/phases.ts";
import type { Digests } from "./digests/digests.ts";
import { loadDigests } from "./digests/load-digests.ts";
import type { ErrorLogBuffer } from "./error-log/buffer.ts";
import { installGlobalWriteGuard } from "./global-write-guard.ts";
import { loadCjson } from "./load-cjson.ts";
import { loadPipe } from "./load-pipe.ts";
import { loadRegexes } from "./load-regexes.ts";
import { loadSockets } from "./load-sockets.ts";
import { installNgx, installThreadNgx } from "./modules.ts";
import type { PipeHandles } from "./pipe/handles.ts";
import type { Regexes, RegexSettings } from "./re/regexes.ts";
import type { SocketHandles } from "./socket/handles.ts";
import type { TimeZone } from "./text/local-time.ts";

/** What a worker is among the processes of its server. */
export interface WorkerIdentity {
  /** Its `phase` is that of Lua that runs outside of any request. Default: "init_worker", on a thread "init". */
  readonly role: Role & { readonly phase?: Phase };
  readonly count: number;
  readonly masterPid: number;
  /** The pids of all workers. Default: this one's. */
  readonly pids?: () => readonly number[];
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
  /** Default: the host's. */
  readonly zone?: TimeZone;
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
  const { machine } = worker;
  const context = new WorkerContext(worker, identity, new NoRequest(identity.role, phaseBetweenRequests), commandLine);
  const installed = install(context);
  context.libraries = installed;
  for (const name of installed.names) {
    machine.defineLoader(name, new NativeFunction(name, () => installed.get(name)));
  }
  // lua-resty-core's own require, which there is on every thread
  context.state.requireLoopAt = `${LUALIB}/resty/core/base.lua:80: `;
  return context;
}

/**
 * A class, and so are the others here with getters: the engine keeps what an object literal's getters hold until it collects
 * everything, and hosts make many machines.
 */
class WorkerContext implements NgxContext {
  readonly state: NgxContext["state"];
  readonly worker: NgxWorker;
  readonly timers: NgxContext["timers"];
  readonly shared: SharedStore;
  readonly signals?: Signals;
  readonly scheduler: NgxContext["scheduler"];
  readonly threads?: WorkerThreads;
  readonly random?: Random;
  readonly certificates?: Certificates;
  readonly null: NgxContext["null"];
  readonly bytes: ByteText;
  readonly commandLine?: CommandLine;
  /** Set once they are installed. */
  libraries: Libraries | undefined;
  private readonly runtimeWorker: Worker;
  private readonly identity: WorkerIdentity;
  private readonly betweenRequests: NgxRequest;
  private readonly metatables = new Map<string, Table>();
  private keptPipes: PipeHandles | undefined;
  private keptSockets: SocketHandles | undefined;
  private keptDigests: Digests | undefined;
  private keptCjson: Cjson | undefined;
  private keptRegexes: Regexes | undefined;

  constructor(worker: Worker, identity: WorkerIdentity, betweenRequests: NgxRequest, commandLine?: CommandLine) {
    const { signals, bytes = portableByteText, threads, random, certificates } = identity;
    const { state } = worker.machine;
    this.runtimeWorker = worker;
    this.identity = identity;
    this.betweenRequests = betweenRequests;
    this.state = state;
    this.worker = ngxWorker(worker, identity);
    this.timers = worker.timers;
    this.shared = identity.shared ?? new Map();
    if (signals !== undefined) this.signals = signals;
    this.scheduler = worker.scheduler;
    if (threads !== undefined) this.threads = threads;
    if (random !== undefined) this.random = random;
    if (certificates !== undefined) this.certificates = certificates;
    this.null = state.null;
    this.bytes = bytes;
    if (commandLine !== undefined) this.commandLine = commandLine;
  }

  get request(): NgxRequest {
    return this.runtimeWorker.currentRequest ?? this.betweenRequests;
  }

  // what few scripts need is made, and loaded, when it is asked for

  get pipes(): PipeHandles | undefined {
    const { processes } = this.identity;
    if (this.keptPipes === undefined && processes !== undefined) {
      const { PipeHandles } = loadPipe();
      this.keptPipes = new PipeHandles(processes, this.bytes);
    }
    return this.keptPipes;
  }

  get sockets(): SocketHandles | undefined {
    const { sockets } = this.identity;
    if (this.keptSockets === undefined && sockets !== undefined) {
      this.keptSockets = socketHandles(this.runtimeWorker, this.bytes, sockets);
    }
    return this.keptSockets;
  }

  get digests(): Digests {
    if (this.keptDigests === undefined) {
      const { Digests } = loadDigests();
      this.keptDigests = new Digests();
    }
    return this.keptDigests;
  }

  get cjson(): Cjson {
    if (this.keptCjson === undefined) {
      const { Cjson } = loadCjson();
      this.keptCjson = new Cjson(this.null);
    }
    return this.keptCjson;
  }

  get regexes(): Regexes {
    if (this.keptRegexes === undefined) {
      const { Regexes } = loadRegexes();
      this.keptRegexes = new Regexes(this.state, this.identity.regex ?? {});
    }
    return this.keptRegexes;
  }

  libraryMetatable(name: string): Table {
    let metatable = this.metatables.get(name);
    if (metatable === undefined) {
      metatable = new Table();
      metatable.set("__index", this.libraries?.get(name));
      this.metatables.set(name, metatable);
    }
    return metatable;
  }
}

function ngxWorker(worker: Worker, identity: WorkerIdentity): NgxWorker {
  const { scheduler } = worker;
  const { role, count, masterPid, prefix, captured } = identity;
  return {
    role,
    count,
    masterPid,
    prefix,
    logLevel: levelNumber(identity.logLevel),
    ...(captured === undefined ? {} : { captured }),
    clock: {
      nowMs: () => scheduler.epochMs,
      update: () => {
        scheduler.clock.look();
        scheduler.updateTime();
      },
      zone: identity.zone ?? "host",
    },
    pids: () => identity.pids?.() ?? [role.pid],
    isExiting: () => worker.isExiting,
    gracefulExit: () => worker.quit(),
    enablePrivilegedAgent: (connections) =>
      identity.enablePrivilegedAgent === undefined
        ? DISABLED_IN_CURRENT_CONTEXT
        : identity.enablePrivilegedAgent(connections),
    log: (level, message) => worker.logAt(level, message),
    logForWorker: (level, message) => worker.log(levelName(level), message),
  };
}

function socketHandles(
  worker: Worker,
  bytes: ByteText,
  network: NonNullable<WorkerIdentity["sockets"]>,
): SocketHandles {
  const { Cosockets, SocketHandles } = loadSockets();
  const cosockets = new Cosockets({
    sockets: network.port,
    bytes,
    scheduler: worker.scheduler,
    events: worker.events,
    settings: network.settings,
    isExiting: () => worker.isExiting,
    log: (owner, level, message) => worker.logFor(owner instanceof Request ? owner : undefined, level, message),
  });
  worker.onExiting(() => cosockets.pools.closeIdle());
  return new SocketHandles(cosockets);
}

/** What stands in for a request where none is at work: while a worker starts. */
class NoRequest implements NgxRequest {
  ctx: Table | undefined;
  readonly connection = 0;
  readonly startTimeMs = 0;
  readonly hasRoomForThreads = false;
  private readonly role: WorkerIdentity["role"];
  private readonly defaultPhase: Phase;

  constructor(role: WorkerIdentity["role"], defaultPhase: Phase) {
    this.role = role;
    this.defaultPhase = defaultPhase;
  }

  get phase(): Phase {
    return this.role.phase ?? this.defaultPhase;
  }

  spawn(): never {
    return this.refuse();
  }

  waitForThreads(): never {
    return this.refuse();
  }

  collect(): never {
    return this.refuse();
  }

  kill(): never {
    return this.refuse();
  }

  atEnd(): () => void {
    return () => {};
  }

  private refuse(): never {
    throw new Error(`no light threads in ${this.phase}`);
  }
}
