/** What the functions of src/ngx see of the worker and the request they run in. src/runtime implements it. */
import type { ByteText, Certificates, Random, SharedStore, Signals } from "../host/ports.ts";
import type { LightThread } from "../runtime/light-thread.ts";
import type { Phase } from "../runtime/phases.ts";
import type { Scheduler } from "../runtime/scheduler.ts";
import type { Timers } from "../runtime/timers.ts";
import type { WorkerThreads } from "../runtime/worker-threads.ts";
import type { Coroutine } from "../vm/coroutine.ts";
import type { LuaFunction, NativeFunction } from "../vm/functions.ts";
import type { State } from "../vm/state.ts";
import type { Table } from "../vm/table.ts";
import type { Suspension } from "../vm/unwinding.ts";
import type { Result, Userdata, Value } from "../vm/values.ts";
import type { Cjson } from "./cjson/instance.ts";
import type { Digests } from "./digests/digests.ts";
import type { ErrorLogBuffer } from "./error-log/buffer.ts";
import type { PipeHandles } from "./pipe/handles.ts";
import type { Regexes } from "./re/regexes.ts";
import type { SocketHandles } from "./socket/handles.ts";
import type { TimeZone } from "./text/local-time.ts";

/** One for each Lua machine. The same object is given to every call: nothing is made per call. */
export interface NgxContext {
  readonly state: State;
  readonly worker: NgxWorker;
  /** The request that runs: a real one, a timer's, or the one that stands for a phase without a client. */
  readonly request: NgxRequest;
  readonly timers: Timers;
  /** What `ngx.shared` shows. */
  readonly shared: SharedStore;
  /** Absent where there are no other processes. */
  readonly signals?: Signals;
  readonly scheduler: Scheduler;
  /** What makes the handles of ngx.pipe; undefined where there are no other processes. */
  readonly pipes: PipeHandles | undefined;
  /** The host's way from byte strings to bytes and back. */
  readonly bytes: ByteText;
  readonly digests: Digests;
  readonly cjson: Cjson;
  /** Absent where nothing is left to chance. */
  readonly random?: Random;
  /** Absent where certificates cannot be read. */
  readonly certificates?: Certificates;
  /** What the objects of ngx.socket belong to; undefined where there is no network. */
  readonly sockets: SocketHandles | undefined;
  /** Absent where there are no threads. */
  readonly threads?: WorkerThreads;
  /** What ngx.re has compiled. */
  readonly regexes: Regexes;
  /** A metatable whose `__index` is the library `name`: what its instances have. */
  libraryMetatable(name: string): Table;
  /** The machine's one `ngx.null`. */
  readonly null: Userdata;
  /** Where `run` writes to; set where a script runs in place of `resty`, in which case resty-cli.ts is installed. */
  readonly commandLine?: CommandLine;
}

/** What a process is among those of its server. It may change: a worker is the master's copy. */
export interface Role {
  readonly type: "single" | "worker" | "privileged agent" | "master";
  /** `ngx.worker.id()`; undefined in the master and the privileged agent, which have none. */
  readonly id: number | undefined;
  readonly pid: number;
}

export interface NgxWorker {
  readonly role: Role;
  readonly count: number;
  readonly masterPid: number;
  readonly clock: CachedClock;
  /** The server's prefix, with a slash at its end. */
  readonly prefix: string;
  /** `error_log`'s level as a number: messages above it are dropped. */
  readonly logLevel: number;
  /** `lua_capture_error_log`'s buffer. */
  readonly captured?: ErrorLogBuffer;
  /** The pids of all workers. */
  pids(): readonly number[];
  isExiting(): boolean;
  /** Begins a graceful exit once the running Lua has given way. */
  gracefulExit(): void;
  /** Asks for a privileged agent with that many connections; answers an error's text where there can be none. */
  enablePrivilegedAgent(connections: number): string | undefined;
  /** Writes one message to the error log for the running request, if the level lets it through. */
  log(level: number, message: string): void;
  /** As {@link log}, for no request: a message of the worker itself. */
  logForWorker(level: number, message: string): void;
}

/** Time as nginx sees it: read once per turn of the event loop, until someone asks for an update. */
export interface CachedClock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  update(): void;
  /** Of what scripts get as local time. */
  readonly zone: TimeZone;
}

export interface NgxRequest {
  readonly phase: Phase;
  /** `ngx.ctx`; made at its first use. */
  ctx: Table | undefined;
  /** The number behind the `*` in the error log. */
  readonly connection: number;
  /** When a client's request began; 0 where there is no client. */
  readonly startTimeMs: number;
  /** Makes a light thread that runs as soon as the caller is off the stack. */
  /** Whether there may be another light thread. */
  readonly hasRoomForThreads: boolean;
  spawn(body: LuaFunction, args: readonly Value[], spawnedBy: Coroutine): Suspension;
  /** Waits for one of the light threads to end that are marked as waited for. */
  waitForThreads(): Suspension;
  /** The results of a light thread that has ended; they can be had once. */
  collect(thread: LightThread): readonly Value[];
  kill(thread: LightThread): void;
  /** Has `cleanup` called when the request ends. Returns what takes it back. */
  atEnd(cleanup: () => void): () => void;
  /** What only a client's request has. */
  readonly client?: ClientRequest;
}

export interface ClientRequest {
  /** The response's status code; 0 before it is set. */
  status: number;
  readonly headersSent: boolean;
  readonly isSubrequest: boolean;
  /** Sets what runs when the client goes away. Answers as `ngx.on_abort` does. */
  onAbort(callback: LuaFunction): Result;
}

/** Standard output and the end of the process, as `resty` lets a script have them. */
export interface CommandLine {
  /** `io.stdout:write(text)`: its results are those of `ngx.say`. */
  write(text: string): Result;
  /** `io.stdout:flush()` */
  flush(): Result;
  /** `os.exit` */
  readonly exit: NativeFunction;
}
