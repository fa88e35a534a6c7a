/** One process of a sandbox: a Lua machine with OpenResty's API, on the sandbox's clock and without an outside. */
import type {
  Collector,
  Environment,
  Files,
  Processes,
  SharedStore,
  Signals,
  Sockets,
  Stdio,
} from "../../host/ports.ts";
import { seededRandom } from "../../host/virtual/random.ts";
import { inputOf, outputTo } from "../../host/virtual/stdio.ts";
import type { Role } from "../../ngx/context.ts";
import { refuse } from "../../ngx/declaration/phases.ts";
import { ErrorLog } from "../../ngx/error-log/error-log.ts";
import { installApi, levelNumber } from "../../ngx/worker-context.ts";
import { type Clock, systemTimeBy } from "../../runtime/clock.ts";
import { LUALIB } from "../../runtime/lualib.ts";
import { observedProcesses } from "../../runtime/observed-processes.ts";
import type { Phase } from "../../runtime/phases.ts";
import { Request } from "../../runtime/request.ts";
import { definitionPlace } from "../../runtime/script-place.ts";
import { Slices } from "../../runtime/slices.ts";
import { type LogLevel, Worker } from "../../runtime/worker.ts";
import { portableByteText, textOfBytes } from "../../vm/byte-text.ts";
import { suspend } from "../../vm/coroutines.ts";
import { Exit, LuaError } from "../../vm/errors.ts";
import { type LuaFunction, NativeFunction } from "../../vm/functions.ts";
import { Machine } from "../../vm/machine.ts";
import { Table } from "../../vm/table.ts";
import { NOTHING, type Value } from "../../vm/values.ts";
import type { SandboxHost } from "../host.ts";
import { HostCalls } from "../membrane/host-calls.ts";
import { toLua } from "../membrane/to-lua.ts";
import type { Settings } from "../options.ts";
import { SOCKET_SETTINGS } from "../outside/peers.ts";
import { LAUNCHER_CHUNK_NAME, printableError } from "./launcher.ts";
import { parsedLauncher } from "./parsed-launcher.ts";

/** What a process is: while the master's `init` runs in it, the master; then what the master made of it. */
export interface ProcessRole extends Role {
  type: Role["type"];
  id: Role["id"];
  pid: number;
  /** Of Lua that runs outside of any request. */
  phase: Phase;
}

export interface ProcessOptions {
  readonly settings: Settings;
  readonly host: SandboxHost;
  readonly clock: Clock;
  readonly files: Files;
  readonly environment: Environment;
  readonly shared: SharedStore;
  readonly collector: Collector | undefined;
  readonly signals: Signals;
  readonly sockets: Sockets;
  /** The children of this process, and what ends them. */
  readonly children: (stdio: Stdio, environment: Environment) => { readonly port: Processes; readonly end: () => void };
  readonly role: ProcessRole;
  readonly masterPid: number;
  /** The pids of all workers. */
  readonly pids: () => readonly number[];
  readonly enablePrivilegedAgent: (connections: number) => string | undefined;
  /** A script waits for the host until the answer is called. */
  readonly waitForHost: () => () => void;
  readonly onStdout: (bytes: Uint8Array) => void;
  readonly onStderr: (bytes: Uint8Array) => void;
  /** Asked now and then while Lua runs. @throws Kill where the script must end */
  readonly checkLimits: () => void;
  /** Called once, when it has ended. `thrown`: what ended it, if not the script or the host. */
  readonly onExit: (status: number, how: "at once" | "gracefully", thrown: unknown) => void;
}

/** How a script failed: its error, and the traceback below it. */
export interface ScriptFailure {
  readonly message: string;
  readonly traceback: string;
  /** The stack of JavaScript, where the error came from a function of the host. */
  readonly hostStack?: string;
}

/** How Lua failed that runs outside of any request. */
export interface OutsideFailure {
  /** For the error log. */
  readonly message: string | undefined;
}

/** The phases in which a script may be run: a timer's callback, or a request's handler. */
export type RunPhase = Extract<Phase, "timer" | "content">;

/** A script that runs this long lets the host have a turn. */
const TURN_MS = 50;

export class SandboxProcess {
  readonly worker: Worker;
  readonly role: ProcessRole;
  private readonly machine: Machine;
  private readonly options: ProcessOptions;
  private readonly args: Table;
  private readonly log: ErrorLog;
  private readonly hostCalls: HostCalls;
  private readonly endChildren: () => void;
  private ending: unknown;
  /** What stands for the request of Lua that runs outside of any, in the log. */
  private outside: { readonly phase: Phase; readonly connection: number } | undefined;
  private readonly noteDefect = (thrown: unknown): void => {
    this.ending ??= thrown;
  };

  constructor(options: ProcessOptions) {
    const { settings, host, clock, files, environment, shared, role } = options;
    this.options = options;
    this.role = role;
    const slices = new Slices(host.monotonicMs, { begin() {}, end() {}, goOn() {} }, TURN_MS);
    const stdio = {
      stdin: inputOf(settings.stdin),
      stdout: outputTo(options.onStdout),
      stderr: outputTo(options.onStderr),
    };
    const children = options.children(stdio, environment);
    this.endChildren = children.end;
    const processes = observedProcesses(children.port, () => this.worker);
    const random = seededRandom(settings.seed);
    const machine: Machine = new Machine({
      ports: {
        files,
        stdio,
        environment,
        processes,
        random,
        ...(options.collector === undefined ? {} : { collector: options.collector }),
        time: systemTimeBy(clock, () => UTC),
      },
      paths: { path: `${LUALIB}/?.lua;./?.lua;./?/init.lua`, cpath: "./?.so" },
      budget: {
        steps: settings.limits.instructions,
        stringBytes: settings.limits.memoryMb * 1024 ** 2,
        shouldYield: () => {
          options.checkLimits();
          return slices.shouldYield(machine.budget);
        },
      },
    });
    this.machine = machine;
    slices.begin(machine.budget);
    this.log = new ErrorLog({
      level: levelNumber("warn"),
      process: role,
      clock: { nowMs: () => this.worker.scheduler.epochMs, zone: "UTC" },
      write: (line) => options.onStderr(portableByteText.toBytes(line)),
    });
    this.worker = new Worker({
      machine,
      clock,
      // the master makes a worker before that has a number
      pid: () => role.pid,
      mostThreads: settings.limits.threads,
      timerLimits: {
        maxPending: settings.limits.pendingTimers,
        maxRunning: settings.limits.runningTimers,
        connections: settings.limits.runningTimers + CONNECTIONS_BESIDE_TIMERS,
      },
      writeLog: (level, message, request) => this.log.log(levelNumber(level), message, request ?? this.outside),
      onExit: (status, how) => this.exited(status, how),
      onThrow: (thrown) => this.end(thrown),
      onPause: () => slices.turnBegins(),
    });
    machine.state.reportDefect = this.noteDefect;
    const context = installApi(
      this.worker,
      {
        role,
        count: Math.max(1, settings.workers),
        masterPid: options.masterPid,
        pids: options.pids,
        enablePrivilegedAgent: options.enablePrivilegedAgent,
        prefix: `${settings.prefix}/`,
        zone: "UTC",
        logLevel: "warn",
        shared,
        signals: options.signals,
        sockets: { port: options.sockets, settings: SOCKET_SETTINGS },
        processes,
        random,
        regex: { pcre2: host.pcre2, matchLimit: settings.limits.regexSteps },
      },
      {
        write: (text) => machine.io.writeToStdout(text),
        flush: () => true,
        exit:
          settings.workers > 0
            ? this.exitOfServer()
            : ((machine.globals.getHash("os") as Table).getHash("exit") as NativeFunction),
      },
    );
    this.hostCalls = new HostCalls({
      state: machine.state,
      scheduler: this.worker.scheduler,
      ngxNull: context.null,
      mostBytes: settings.limits.memoryMb * 1024 ** 2,
      waitForHost: options.waitForHost,
    });
    for (const [name, value] of settings.globals)
      machine.globals.setHash(name, toLua(value, machine.state, this.hostCalls.functionFor));
    this.args = Table.fromArray(settings.args.map(bytesOfText));
    machine.globals.setHash("arg", this.args);
    this.worker.start();
  }

  /**
   * Runs Lua outside of any request, as `init_by_lua` and `init_worker_by_lua` do: it cannot wait.
   * @returns how it failed; without a message where nginx has none, for an error that is nil
   * @throws Kill or Exit
   */
  runOutside(text: string, phase: "init" | "init_worker"): OutsideFailure | undefined {
    const { machine, role } = this;
    role.phase = phase;
    this.outside = { phase, connection: phase === "init" ? 0 : this.worker.nextConnection() };
    try {
      machine.callTraced(machine.load(text, `=${phase}_by_lua`));
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof LuaError)) throw thrown;
      const error = thrown.value;
      if (error === undefined) return { message: undefined };
      return { message: `${phase}_by_lua error: ${typeof error === "string" ? error : "unknown error"}` };
    } finally {
      this.outside = undefined;
      role.phase = "init_worker";
    }
  }

  /** Writes a line to the error log that is about no request. */
  writeLog(level: LogLevel, message: string): void {
    this.log.log(levelNumber(level), message, undefined);
  }

  /**
   * Runs a chunk.
   * @param text a byte string, as `chunkName` is: "@" and a file's name
   * @param exitsOnError whether its error ends the process at once, with status 1
   * @param done called when it has returned or failed, but not where the process ends before that
   */
  run(
    text: string,
    chunkName: string,
    { phase, exitsOnError }: { readonly phase: RunPhase; readonly exitsOnError: boolean },
    done: (failure: ScriptFailure | undefined) => void,
  ): void {
    const { machine, worker } = this;
    this.args.set(0, chunkName.slice(1));
    let failure: ScriptFailure | undefined;
    let isOver = false;
    const finish = () => {
      if (isOver) return;
      isOver = true;
      done(failure);
    };
    const fail = new NativeFunction("fail", (error) => {
      failure ??= this.failureOf(error);
      finish();
      if (exitsOnError) throw new Exit(1);
      return NOTHING;
    });
    let main: Value;
    let script: LuaFunction;
    try {
      script = machine.load(text, chunkName);
      const traceback = (machine.globals.getHash("debug") as Table).getHash("traceback");
      const chunk = machine.loadParsed(parsedLauncher(), LAUNCHER_CHUNK_NAME);
      const finished = new NativeFunction("finish", () => {
        finish();
        return NOTHING;
      });
      [main] = machine.call(chunk, undefined, script, traceback, fail, finished);
    } catch (thrown) {
      if (!(thrown instanceof LuaError)) throw thrown;
      failure = { message: textOfBytes(String(thrown.value)), traceback: "" };
      finish();
      if (exitsOnError) this.end(new Exit(1));
      return;
    }
    const ended = (failed: boolean) => {
      if (failed) failure ??= { message: "the script's light thread was aborted: see the log", traceback: "" };
      finish();
    };
    if (phase === "timer") {
      worker.timers.addMain(main as LuaFunction, script, ended);
    } else {
      const { events } = worker;
      const request: Request = new Request(worker, phase, main as LuaFunction, (failed) => {
        if (events.wanted) events.emit({ type: "request ended", thread: request.entryThread, failed });
        ended(failed);
      });
      worker.scheduler.endOfTurn(() => {
        if (events.wanted) {
          const callback = definitionPlace(script);
          events.emit({ type: "request began", thread: request.entryThread, phase, callback });
        }
        request.start([]);
      });
    }
  }

  /** `ngx.exit` as servers have it: the request ends, or the callback of a timer, with all its light threads. */
  private exitOfServer(): NativeFunction {
    return new NativeFunction("exit", () => {
      const { machine, role } = this;
      const { state } = machine;
      const request = this.worker.currentRequest;
      if (request === undefined) return refuse(state, role.phase, undefined);
      return suspend(state, {
        kind: "thread",
        awaits: "",
        start: () => {
          request.abort();
          return () => {};
        },
      });
    });
  }

  /** Ends gracefully: pending timers run as premature. */
  quit(): void {
    this.worker.quit();
  }

  /** Ends as soon as no Lua is at work; no timer runs. */
  terminate(): void {
    this.worker.terminate();
  }

  /** Ends at once, because of `thrown`; an Exit says with which status. */
  end(thrown: unknown): void {
    if (thrown instanceof Exit) {
      this.worker.exit(thrown.status);
      return;
    }
    this.ending ??= thrown;
    this.worker.exit(1);
  }

  /** The launcher calls with the text and its traceback, and then with what its error handler returned. */
  private failureOf(error: Value): ScriptFailure | undefined {
    const text = printableError(error) ?? undefined;
    if (text === undefined) return undefined;
    const at = text.indexOf("\nstack traceback:\n");
    const [message, traceback] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
    const hostStack = this.hostCalls.stackOf(message);
    return {
      message: textOfBytes(message),
      traceback: textOfBytes(traceback),
      ...(hostStack === undefined ? {} : { hostStack }),
    };
  }

  private exited(status: number, how: "at once" | "gracefully"): void {
    const { ending } = this;
    this.hostCalls.end();
    this.machine.io.closeAll();
    this.machine.close();
    this.endChildren();
    this.options.onExit(status, how, ending);
  }
}

const UTC = { offsetSeconds: 0, isDaylightSaving: false, abbreviation: "UTC" };

/** So many connections as timers may run, and what a worker keeps for itself. */
const CONNECTIONS_BESIDE_TIMERS = 1024;

/** Text of the host as a byte string of UTF-8. */
export function bytesOfText(text: string): string {
  return NOT_ASCII.test(text) ? portableByteText.toText(new TextEncoder().encode(text)) : text;
}

const NOT_ASCII = /[^\0-\x7f]/;
