/**
 * The processes of a sandbox, in one thread and on one clock: a single one, or a master with its workers and the privileged
 * agent. What nginx forks is made anew here: each process runs the master's `init` again, without anybody seeing it.
 */
import { hostError } from "../../host/errno.ts";
import { memoryStore } from "../../host/memory/shared-store.ts";
import type { Collector, Environment, FileTree, HostError, SharedStore } from "../../host/ports.ts";
import type { VirtualFiles } from "../../host/virtual/files.ts";
import { defaultAction, SIGNAL, signalName } from "../../host/virtual/processes/signals.ts";
import type { Network } from "../../host/virtual/sockets/network.ts";
import { logLine } from "../../ngx/error-log/line.ts";
import { levelNumber } from "../../ngx/worker-context.ts";
import type { Clock, VirtualClock } from "../../runtime/clock.ts";
import { type EmittedEvent, EventStream } from "../../runtime/events.ts";
import { scriptPlace } from "../../runtime/script-place.ts";
import type { PendingTimer } from "../../runtime/timers.ts";
import type { LogLevel } from "../../runtime/worker.ts";
import { portableByteText, textOfBytes } from "../../vm/byte-text.ts";
import { Exit, Kill } from "../../vm/errors.ts";
import type { SandboxHost } from "../host.ts";
import type { Settings } from "../options.ts";
import { Children } from "../outside/children.ts";
import { FIRST_UNREAL_PID, type RealChildren } from "../outside/real-children.ts";
import { bytesOfText, type OutsideFailure, type ProcessRole, SandboxProcess } from "./process.ts";
import { SwitchedStore } from "./switched-store.ts";

/** A process, for who looks on. */
export interface ProcessInfo {
  readonly pid: number;
  readonly type: "single" | "master" | "worker" | "privileged agent";
  /** The number of a worker. */
  readonly id?: number;
  /** As `ps` shows it. */
  readonly title: string;
  /** It has been told to end, and still has something to do. */
  readonly isExiting: boolean;
}

/** What a cluster asks of its sandbox. */
export interface ClusterOptions {
  readonly settings: Settings;
  readonly host: SandboxHost;
  readonly time: VirtualClock;
  readonly memory: VirtualFiles;
  /** What a process sees of files; `pid` is asked for whenever something is refused. */
  readonly filesOf: (pid: () => number) => FileTree;
  /** What `os.getenv` sees, as above. */
  readonly environmentOf: (pid: () => number) => Environment;
  /** Real children, in place of simulated ones. */
  readonly realChildren: RealChildren | undefined;
  readonly shared: SharedStore;
  readonly network: Network;
  readonly collector: Collector | undefined;
  /** A clock for one more process. */
  readonly timed: (clock: Clock) => Clock;
  /** A script waits for the host until the answer is called. */
  readonly waitForHost: () => () => void;
  readonly print: (stream: "stdout" | "stderr", bytes: Uint8Array) => void;
  /** @throws Kill */
  readonly checkLimits: () => void;
  /** Told of what scripts were refused, and in which process. */
  readonly onDenied: (what: string, pid: number) => void;
  /** What happens in a process, and in the master, can be listened to from now on. */
  readonly onStream: (events: EventStream) => void;
  readonly onEnded: (process: SandboxProcess, status: number, thrown: unknown) => void;
}

interface Member {
  readonly kind: "single" | "worker" | "privileged agent";
  readonly id: number | undefined;
  readonly process: SandboxProcess;
  /** Takes from it what it has of the outside: its clock, its sockets. */
  readonly release: () => void;
  readonly beganMs: number;
  /** It has taken the place of one that had ended. */
  readonly isRestarted: boolean;
  /** Another is in its place, or will be: nothing follows when it ends. */
  isReplaced: boolean;
  isExiting: boolean;
}

const FIRST_PID = 1000;

/** How many pids `ngx.worker.pids` has room for, for each worker. */
const PIDS_A_WORKER = 4;

/** A process that exits with it is not started again. */
const FATAL_CODE = 2;

/** What nginx's processes have a handler for, or ignore, and what comes to nothing here. */
const HANDLED_SIGNALS: readonly string[] = ["HUP", "USR1", "USR2", "WINCH", "ALRM", "IO", "CHLD", "SYS", "PIPE"];

/** How long it takes to start a process again that has ended as soon as it was: else no time would pass while one ends after another. */
export const RESTART_MS = 10;

/** How long nginx's master lets new workers begin before it tells the old ones to end. */
export const RELOAD_MS = 100;

/** The master's `init` failed, so that nothing has begun. */
export class InitFailed extends Error {
  constructor({ message = "init_by_lua failed with a nil error" }: OutsideFailure) {
    super(message);
  }
}

export class Cluster {
  /** Of a single process, which is its own master, the last one. */
  masterPid = FIRST_PID;
  private readonly options: ClusterOptions;
  private readonly members: Member[] = [];
  private lastPid: number;
  private readonly control: Clock;
  private readonly endControl: () => void;
  /** What happens to processes, once no Lua is at work. */
  private actions: { readonly atMs: number; readonly run: () => void }[] = [];
  private readonly children: Children;
  /** Of the master. */
  private readonly events: EventStream;
  private isQuitting = false;
  /** Counts the reloads: who was to be started again before one is started by it. */
  private cycle = 0;
  /** It has ended without an order to the others. */
  private isGone = false;
  /** `init` has told the master to exit gracefully: it does when it next wakes, as one of its processes ends. */
  private quitsNext = false;
  /** While new workers begin and the old ones do not know yet. */
  private reloading: { again: boolean } | undefined;
  private wantsAgent = false;
  hasEnded = false;

  /** @throws InitFailed */
  constructor(options: ClusterOptions) {
    this.options = options;
    const { settings, time, realChildren } = options;
    if (realChildren !== undefined) this.masterPid = FIRST_UNREAL_PID;
    this.lastPid = this.masterPid - 1;
    const { clock, end } = time.another();
    this.control = options.timed(clock);
    this.endControl = end;
    this.events = new EventStream(
      () => this.control.monotonicMs(),
      () => this.masterPid,
    );
    options.onStream(this.events);
    this.children = new Children({
      files: options.filesOf(() => this.masterPid),
      real: options.realChildren,
      nextPid: () => ++this.lastPid,
      signal: (pid, signal, from) => this.signalOfScript(pid, signal, from),
      onLimit: (kill) => this.crash(kill),
      // last: the engine keeps what is added to a copy until a full collection
      ...options,
    });
    if (settings.workers > 0) {
      this.takeMasterPid();
      this.tell(this.events, { type: "process began", role: "master", title: this.masterTitle() });
      const failure = this.startCycle();
      if (failure !== undefined) throw new InitFailed(failure);
    } else this.processOf(0); // now, so that the first call has its time for the script
  }

  get processes(): ProcessInfo[] {
    const { settings } = this.options;
    const master: ProcessInfo[] =
      settings.workers === 0 || this.hasEnded
        ? []
        : [
            {
              pid: this.masterPid,
              type: "master",
              title: this.masterTitle(),
              isExiting: this.isQuitting,
            },
          ];
    const others = this.members.map(({ kind, id, process, isExiting }) => ({
      pid: process.role.pid,
      type: kind,
      ...(kind === "worker" && id !== undefined ? { id } : {}),
      title: this.titleOf(kind, isExiting),
      isExiting,
    }));
    return [...master, ...others];
  }

  private masterTitle(): string {
    return `nginx: master process ${this.commandLine()}`;
  }

  private titleOf(kind: Member["kind"], isExiting: boolean): string {
    return kind === "single" ? this.commandLine() : `nginx: ${kind} process${isExiting ? " is shutting down" : ""}`;
  }

  private commandLine(): string {
    return `nginx -p ${this.options.settings.prefix}/ -c conf/nginx.conf`;
  }

  private tell(events: EventStream, event: EmittedEvent): void {
    if (events.wanted) events.emit(event);
  }

  /** What a script was refused, or a child, in the process `pid`. */
  tellDenied(what: string, pid: number): void {
    const running = this.members.find(({ process }) => process.worker.runningThread !== undefined);
    const worker = (running ?? this.members.find(({ process }) => process.role.pid === pid))?.process.worker;
    const events = worker?.events ?? this.events;
    if (!events.wanted) return;
    const thread = worker?.runningThread?.id;
    const state = worker?.machine.state;
    const where =
      state === undefined || thread === undefined ? {} : { thread, at: scriptPlace(state, state.coroutine).at };
    events.emit({ type: "denied", what: textOfBytes(what), ...where });
  }

  /** The process that runs what a call asks for. @returns undefined where there is no such worker */
  processOf(worker: number): SandboxProcess | undefined {
    const { workers } = this.options.settings;
    if (workers === 0 && this.members.length === 0 && !this.hasEnded) {
      this.takeMasterPid();
      const failure = this.start("single", 0, true);
      if (failure !== undefined) throw new InitFailed(failure);
    }
    const member = this.members.find(
      ({ kind, id, isReplaced }) => kind !== "privileged agent" && id === worker && !isReplaced,
    );
    return member?.process;
  }

  /** What waits to fire in any of them, the next one first. */
  pendingTimers(): (PendingTimer & { readonly pid: number })[] {
    return this.members
      .flatMap(({ process }) =>
        process.worker.timers.listPending().map((timer) => ({ ...timer, pid: process.role.pid })),
      )
      .sort((one, other) => one.inMs - other.inMs);
  }

  /** Takes a timer back that can be cancelled. @returns whether there was one */
  cancelTimer(pid: number, timer: number): boolean {
    const member = this.members.find(({ process }) => process.role.pid === pid);
    return member?.process.worker.timers.cancelById(timer, () => "(ngxbox)") ?? false;
  }

  /** As kill(2) does. What comes of it comes when no Lua is at work. */
  signal(pid: number, signal: number): HostError | undefined {
    if (pid === this.masterPid && this.options.settings.workers > 0 && !this.hasEnded) {
      this.soon(() => this.signalMaster(signal));
      return undefined;
    }
    const member = this.members.find(({ process }) => process.role.pid === pid);
    if (member === undefined) return hostError("ESRCH");
    this.soon(() => this.signalMember(member, signal));
    return undefined;
  }

  /** As {@link signal}, by a script or what it has started: itself it may always signal. */
  private signalOfScript(pid: number, signal: number, from: number | undefined): HostError | undefined {
    const { settings, onDenied } = this.options;
    const isThere = this.processes.some((process) => process.pid === pid);
    const sender = this.members.find(({ process }) => process.role.pid === from);
    const { signal: mayAnyone } = settings.permissions;
    const isAllowed = mayAnyone === true || mayAnyone === sender?.kind;
    if (!isThere || pid === from || isAllowed) return this.signal(pid, signal);
    onDenied(`signal: ${signalName(signal) ?? signal} ${pid}`, from ?? this.masterPid);
    return hostError("EPERM");
  }

  /** Ends everything at once. */
  end(thrown: unknown): void {
    this.isQuitting = true;
    this.isGone = true;
    for (const { process } of [...this.members]) process.end(thrown);
    this.finish();
  }

  /** Ends all processes at once as a crash does: others take their places. */
  crash(thrown: unknown): void {
    for (const { process } of [...this.members]) process.end(thrown);
  }

  /** Tells all processes to end gracefully. */
  quit(): void {
    this.isQuitting = true;
    for (const member of [...this.members]) this.quitMember(member);
    if (this.members.length === 0) this.finish();
  }

  private signalMaster(signal: number): void {
    switch (signal) {
      case SIGNAL.HUP:
        this.reload();
        break;
      case SIGNAL.QUIT:
        this.quit();
        break;
      case SIGNAL.TERM:
      case SIGNAL.INT:
      case SIGNAL.KILL:
        this.end(new Kill(`signal ${signal}`));
        break;
      default:
        if (isDeadly(signal)) this.end(new Kill(`signal ${signal}`));
    }
  }

  private signalMember(member: Member, signal: number): void {
    if (!this.members.includes(member)) return;
    switch (signal) {
      case SIGNAL.QUIT:
        this.quitMember(member);
        break;
      case SIGNAL.TERM:
      case SIGNAL.INT:
        member.process.terminate();
        break;
      case SIGNAL.KILL:
        member.process.end(new Kill("signal 9"));
        break;
      default:
        if (isDeadly(signal)) member.process.end(new Kill(`signal ${signal}`));
    }
  }

  /**
   * New workers take the place of the old ones, which are told to end a little later. Meanwhile the master sleeps: a signal
   * that comes then makes it do the same again.
   */
  private reload(): void {
    if (this.isQuitting) return;
    if (this.reloading !== undefined) {
      this.reloading.again = true;
      return;
    }
    this.tell(this.events, { type: "reload" });
    const old = [...this.members];
    const failure = this.startCycle();
    if (failure !== undefined) {
      if (failure.message !== undefined) this.logOfMaster("error", failure.message);
      return;
    }
    this.cycle++;
    for (const member of old) member.isReplaced = true;
    const reloading = { again: false };
    this.reloading = reloading;
    this.after(RELOAD_MS, () => {
      this.reloading = undefined;
      for (const member of old) this.quitMember(member);
      if (reloading.again) this.reload();
    });
  }

  /** @returns why there is no new cycle */
  private startCycle(): OutsideFailure | undefined {
    const { settings } = this.options;
    this.wantsAgent = settings.privilegedAgent;
    const before = this.members.length;
    for (let id = 0; id < settings.workers; id++) {
      const failure = this.start("worker", id, id === 0);
      if (failure !== undefined) {
        for (const { process } of this.members.slice(before)) process.end(new Exit(0));
        return failure;
      }
    }
    if (this.wantsAgent) this.start("privileged agent", undefined, false);
    return undefined;
  }

  /**
   * Makes a process.
   * @param isFirst the one in which `init` is run so that it is seen
   * @returns why `init` failed
   */
  private start(
    kind: Member["kind"],
    id: number | undefined,
    isFirst: boolean,
    isRestarted = false,
  ): OutsideFailure | undefined {
    const { settings, host, time, filesOf, environmentOf, shared, network, collector, timed, print } = this.options;
    const { init, initWorker } = settings;
    const pid = kind === "single" ? this.masterPid : ++this.lastPid;
    const { clock, end: endClock } = time.another();
    const { sockets, closeAll } = network.forProcess(() => role.pid);
    const role: ProcessRole = {
      type: kind === "single" ? "single" : "master",
      id: 0,
      pid: this.masterPid,
      phase: "init",
    };
    const copy =
      isFirst || init === undefined ? undefined : new SwitchedStore(memoryStore(settings.dicts) ?? new Map());
    let isMuted = copy !== undefined;
    const process: SandboxProcess = new SandboxProcess({
      settings,
      host,
      clock: timed(clock),
      files: filesOf(() => role.pid),
      environment: environmentOf(() => role.pid),
      shared: copy?.store ?? shared,
      collector,
      sockets,
      role,
      masterPid: this.masterPid,
      signals: { on: () => () => {}, send: (to, signal) => this.children.signal(to, signal, role.pid) },
      children: (stdio, environment) =>
        this.children.of({ pid: () => role.pid, stdio, environment, end: (thrown) => process.end(thrown) }),
      // the master's table of processes: the agent is in it, and so are old workers as long as they live
      pids: () =>
        this.members.slice(0, PIDS_A_WORKER * Math.max(1, settings.workers)).map((one) => one.process.role.pid),
      enablePrivilegedAgent: () => {
        this.wantsAgent = settings.workers > 0;
        return undefined;
      },
      waitForHost: this.options.waitForHost,
      onStdout: (bytes) => (isMuted ? undefined : print("stdout", bytes)),
      onStderr: (bytes) => (isMuted ? undefined : print("stderr", bytes)),
      checkLimits: this.options.checkLimits,
      onExit: (status, how, thrown) => this.memberEnded(member, status, how, thrown),
    });
    const release = () => {
      endClock();
      closeAll();
    };
    const beganMs = this.control.monotonicMs();
    const member: Member = { kind, id, process, release, beganMs, isRestarted, isReplaced: false, isExiting: false };
    this.members.push(member);
    const { events } = process.worker;
    // what is not heard is not seen, either
    if (copy === undefined) this.options.onStream(events);
    const failure = init === undefined ? undefined : this.runInit(process, init);
    if (failure !== undefined && isFirst) {
      member.isReplaced = true;
      process.end(new Exit(1));
      return failure;
    }
    if (isFirst && process.worker.isToldToExit) this.quitsNext = true;
    copy?.switchTo(shared);
    isMuted = false;
    Object.assign(role, { type: kind, id, pid, phase: "init_worker" } satisfies ProcessRole);
    if (copy !== undefined && this.members.includes(member)) this.options.onStream(events);
    const number = kind === "worker" && id !== undefined ? { worker: id } : {};
    this.tell(events, { type: "process began", role: kind, ...number, title: this.titleOf(kind, false) });
    if (initWorker !== undefined) {
      process.worker.scheduler.post(() => {
        const error = process.runOutside(bytesOfText(initWorker), "init_worker")?.message;
        if (error !== undefined) process.writeLog("error", error);
      });
    }
    return undefined;
  }

  /** @returns why it failed */
  private runInit(process: SandboxProcess, init: string): OutsideFailure | undefined {
    try {
      return process.runOutside(bytesOfText(init), "init");
    } catch (thrown) {
      if (thrown instanceof Exit) return { message: `init_by_lua error: os.exit(${thrown.status})` };
      if (thrown instanceof Kill) return { message: `init_by_lua error: stopped at a limit: ${thrown.reason}` };
      throw thrown;
    }
  }

  private takeMasterPid(): void {
    const { settings, memory } = this.options;
    this.masterPid = ++this.lastPid;
    memory.put(bytesOfText(`${settings.prefix}/logs/nginx.pid`), new TextEncoder().encode(`${this.masterPid}\n`));
  }

  private quitMember(member: Member): void {
    if (member.isExiting) return;
    member.isExiting = true;
    this.tell(member.process.worker.events, { type: "process exiting", title: this.titleOf(member.kind, true) });
    member.process.quit();
  }

  private memberEnded(member: Member, status: number, how: "at once" | "gracefully", thrown: unknown): void {
    const at = this.members.indexOf(member);
    if (at < 0) return;
    this.members.splice(at, 1);
    member.release();
    const { process, kind, id, isReplaced } = member;
    const wasKilled = thrown !== undefined && !(thrown instanceof Exit);
    this.tell(process.worker.events, { type: "process ended", how: wasKilled ? "killed" : how, status });
    this.options.onEnded(process, status, thrown);
    if (kind !== "single" && !this.isGone) this.logEnd(member, wasKilled ? signalOf(thrown) : undefined, status);
    if (this.isQuitting) {
      if (this.members.length === 0) this.finish();
      return;
    }
    if (this.quitsNext) this.soon(() => this.quit());
    if (kind === "single" || isReplaced || (!wasKilled && status === FATAL_CODE)) return;
    const endsAgain = member.isRestarted && this.control.monotonicMs() === member.beganMs;
    const { cycle } = this;
    this.after(endsAgain ? RESTART_MS : 0, () => {
      if (this.isQuitting || this.cycle !== cycle) return;
      this.start(kind, id, false, true);
    });
  }

  /** What nginx's master says of a process that has ended, of the level that is logged. */
  private logEnd({ kind, process }: Member, signal: number | undefined, status: number): void {
    const who = `${kind} process ${process.role.pid}`;
    if (signal !== undefined) this.logOfMaster("alert", `${who} exited on signal ${signal}`);
    else if (status === FATAL_CODE) {
      this.logOfMaster("alert", `${who} exited with fatal code ${status} and cannot be respawned`);
    }
  }

  private finish(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    if (this.options.settings.workers > 0) {
      this.tell(this.events, { type: "process ended", how: "gracefully", status: 0 });
    }
    this.endControl();
  }

  private soon(action: () => void): void {
    this.after(0, action);
  }

  private after(ms: number, run: () => void): void {
    this.actions.push({ atMs: this.control.monotonicMs() + ms, run });
    this.wakeForActions();
  }

  private wakeForActions(): void {
    if (this.actions.length === 0 || this.hasEnded) return;
    const next = Math.min(...this.actions.map(({ atMs }) => atMs));
    this.control.wakeAt(next, () => {
      const now = this.control.monotonicMs();
      const due = this.actions.filter(({ atMs }) => atMs <= now);
      this.actions = this.actions.filter(({ atMs }) => atMs > now);
      for (const { run } of due) run();
      this.wakeForActions();
    });
  }

  private logOfMaster(level: LogLevel, message: string): void {
    const timeMs = this.control.epochMs();
    const pid = this.masterPid;
    const line = logLine({ level: levelNumber(level), timeMs, zone: "UTC", pid, message, request: undefined });
    this.options.print("stderr", portableByteText.toBytes(`${line}\n`));
  }
}

/** Whether one of nginx's processes dies of it. */
function isDeadly(signal: number): boolean {
  return signal > 0 && defaultAction(signal) === "ends" && !HANDLED_SIGNALS.includes(signalName(signal) ?? "");
}

/** The signal that a process has died of. One that is stopped at a limit dies as of SIGKILL. */
function signalOf(thrown: unknown): number {
  const [, number] = (thrown instanceof Kill && /^signal (\d+)$/.exec(thrown.reason)) || [];
  return number === undefined ? SIGNAL.KILL : Number(number);
}
