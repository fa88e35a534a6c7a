/**
 * A sandbox in the thread of its host: a process with OpenResty's API, files in memory, and time that passes when it is told
 * to. Calls of the host run one after another; each gets what was printed while it ran.
 */
import { memoryStore } from "../host/memory/shared-store.ts";
import type { Collector, SharedStore } from "../host/ports.ts";
import { VirtualFiles } from "../host/virtual/files.ts";
import { SIGNAL } from "../host/virtual/processes/signals.ts";
import { seededRandom } from "../host/virtual/random.ts";
import { Network } from "../host/virtual/sockets/network.ts";
import { TOO_MANY_THREADS } from "../ngx/thread.ts";
import { type Clock, VirtualClock } from "../runtime/clock.ts";
import { LUALIB } from "../runtime/lualib.ts";
import { portableByteText } from "../vm/byte-text.ts";
import { Kill } from "../vm/errors.ts";
import { checkCode, checkMost, checkRunOptions, checkTime, checkWorker, LAST_MS } from "./calls/arguments.ts";
import { CallOutput } from "./calls/call-output.ts";
import { CallTime } from "./calls/call-time.ts";
import { Driver } from "./calls/driver.ts";
import type { SandboxEvents } from "./calls/event-queue.ts";
import { Listening } from "./calls/listening.ts";
import type { SandboxHost } from "./host.ts";
import { OwnMemory } from "./isolation/own-memory.ts";
import { limitOf, REASONS, STOPPED_STATUS, stoppedAt } from "./limits.ts";
import type { Settings } from "./options.ts";
import { beyondPeers, environmentOf, filesOf, type Outside } from "./outside/outside.ts";
import { RealChildren } from "./outside/real-children.ts";
import { Cluster, InitFailed, RELOAD_MS, RESTART_MS } from "./processes/cluster.ts";
import { ClusterHandle } from "./processes/cluster-handle.ts";
import { bytesOfText, type SandboxProcess, type ScriptFailure } from "./processes/process.ts";
import type {
  NearSandbox,
  Progress,
  RunOptions,
  RunResult,
  Sandbox,
  SandboxClock,
  SandboxCluster,
  SandboxError,
} from "./sandbox.ts";

/** How much is shown of a peer's failure. */
const MOST_OF_A_FAILURE = 1000;
const AN_HOUR_MS = 3_600_000;

/** @throws TypeError where files or dictionaries do not fit, Error where `init` fails */
export async function openSandbox(settings: Settings, host: SandboxHost): Promise<NearSandbox> {
  await Promise.all(settings.peers.map(([, peer]) => peer.load?.()));
  const sandbox = new ThreadSandbox(settings, host);
  await sandbox.begin();
  return sandbox;
}

class ThreadSandbox implements NearSandbox {
  readonly clock: SandboxClock;
  readonly cluster: SandboxCluster;
  private readonly settings: Settings;
  private readonly host: SandboxHost;
  private readonly time: VirtualClock;
  private readonly files: VirtualFiles;
  private readonly outside: Outside | undefined;
  private readonly processes: Cluster;
  private readonly memory: OwnMemory | undefined;
  /** The process that a call runs a script in. */
  private atWork: SandboxProcess | undefined;
  private readonly callTime: CallTime;
  private readonly driver: Driver;
  private readonly output: CallOutput;
  private readonly listening: Listening;
  /** Why the process ended, and how, in the call under way. */
  private ended: { readonly status: number; readonly error: SandboxError | undefined } | undefined;
  private realSockets = 0;
  private queue: Promise<unknown> = Promise.resolve();
  private isClosed = false;
  private closing: Promise<Progress> | undefined;

  constructor(settings: Settings, host: SandboxHost) {
    this.settings = settings;
    this.host = host;
    this.time = new VirtualClock(settings.isVirtual ? settings.startMs : Date.now());
    if (!settings.isVirtual) this.time.hold();
    this.callTime = new CallTime(host, settings.limits);
    this.driver = new Driver(this.time, host, this.callTime, {
      isVirtual: settings.isVirtual,
      endIfTooLong: () => this.endIfTooLong(),
      wasStopped: () => this.ended?.error !== undefined,
    });
    this.output = new CallOutput(host, settings.limits.outputBytes);
    this.listening = new Listening(host, settings.record);
    this.memory = this.ownMemory();
    this.files = new VirtualFiles({
      folder: settings.prefix === "" ? "/" : settings.prefix,
      room: settings.limits.fileBytes,
      library: {
        folder: LUALIB,
        read: (path) => {
          const text = host.library(path);
          return text === undefined ? undefined : portableByteText.toBytes(text);
        },
      },
    });
    try {
      for (const [path, bytes] of settings.files) this.files.put(bytesOfText(path), bytes);
    } catch (thrown) {
      if (thrown instanceof RangeError) throw new TypeError(`createSandbox: files: ${thrown.message}`);
      throw thrown;
    }
    this.outside = host.outside?.(settings);
    const shared = memoryStore(settings.dicts);
    if (shared === undefined) throw new TypeError("createSandbox: dicts: one of them is too small for its own records");
    try {
      this.processes = this.callTime.running(() => this.start(shared));
    } catch (thrown) {
      if (thrown instanceof InitFailed) throw new Error(`createSandbox: ${thrown.message}`);
      // logs/nginx.pid has no place
      if (thrown instanceof RangeError) throw new TypeError(`createSandbox: files: ${thrown.message}`);
      throw thrown;
    }
    const happening = (act: () => void, ms = 0) =>
      this.inTurn(() => {
        act();
        return this.advance(ms);
      });
    this.cluster = new ClusterHandle(() => this.processes.processes, {
      reload: () =>
        happening(() => {
          const failed = this.processes.signal(this.master(), SIGNAL.HUP);
          if (failed !== undefined) throw new Error("there is no master any more: it has ended");
        }, RELOAD_MS),
      kill: async (worker) => {
        const number = checkWorker(worker, "kill: worker");
        return happening(() => this.processes.signal(this.workerAt(number).role.pid, SIGNAL.KILL));
      },
      quit: () =>
        this.inTurn(async () => {
          this.processes.signal(this.master(), SIGNAL.QUIT);
          await this.driver.until(() => this.processes.hasEnded, this.time.monotonicMs() + AN_HOUR_MS);
          return this.progress();
        }),
    });
    this.clock = {
      now: () => this.time.epochMs(),
      advance: async (ms) => {
        const checked = checkTime(ms, "advance");
        return this.inTurn(() => this.advance(checked));
      },
      next: () => this.inTurn(() => this.advanceToNext()),
      runUntilIdle: async (options) => {
        const max = checkMost(options) ?? AN_HOUR_MS;
        return this.inTurn(() => this.runUntilIdle(max));
      },
    };
  }

  /** Lets happen what happens at once: `init_worker`. The first call tells of it. */
  async begin(): Promise<void> {
    await this.driver.until(() => false, this.time.monotonicMs());
    this.callTime.setActive(false);
    const error = this.ended?.error;
    if (error !== undefined)
      this.output.keep("stderr", new TextEncoder().encode(`ngxbox: init_worker: ${error.message}\n`));
  }

  async run(...[code, options]: Parameters<Sandbox["run"]>): Promise<RunResult> {
    const [script, checked] = [checkCode(code), checkRunOptions(options)];
    return this.inTurn(() => this.runScript(script, checked));
  }

  events(): SandboxEvents {
    return this.listening.events();
  }

  get nextMs(): number | null {
    return this.time.nextMs;
  }

  pendingTimers(): Progress["timers"] {
    return this.processes.pendingTimers();
  }

  cancelTimer(pid: number, timer: number): boolean {
    return this.processes.cancelTimer(pid, timer);
  }

  close(): Promise<Progress> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  private async closeOnce(): Promise<Progress> {
    this.isClosed = true;
    return this.afterOthers(async () => {
      this.processes.quit();
      await this.driver.until(() => this.processes.hasEnded, this.time.monotonicMs() + AN_HOUR_MS);
      if (!this.processes.hasEnded) this.processes.end(new Kill("closed"));
      this.listening.end();
      return this.progress();
    });
  }

  private async runScript(code: string | { readonly file: string }, options: Required<RunOptions>): Promise<RunResult> {
    const source = typeof code === "string" ? { text: bytesOfText(code), name: "@main.lua" } : this.sourceOf(code.file);
    if ("error" in source) {
      return { ...this.progress(), exitCode: 1, error: { code: "error", message: source.error, traceback: "" } };
    }
    let outcome: { readonly failure: ScriptFailure | undefined } | undefined;
    const process = await this.startedWorker(options.worker);
    this.atWork = process;
    // what is given to the machine is parsed at once, which takes as long as it is large
    const done = (failure: ScriptFailure | undefined) => {
      outcome = { failure };
    };
    try {
      this.callTime.running(() => process.run(source.text, source.name, options, done));
    } catch (thrown) {
      process.end(thrown);
    }
    await this.driver.until(() => outcome !== undefined || this.ended !== undefined);
    this.atWork = undefined;
    const progress = this.progress();
    if (progress.error !== undefined) return { exitCode: this.ended?.status ?? 1, ...progress };
    if (this.ended !== undefined && outcome === undefined) return { exitCode: this.ended.status, ...progress };
    if (outcome === undefined) {
      const message = this.isClosed ? "the sandbox was closed" : "the script waits for what can never happen";
      return { ...progress, exitCode: 1, error: { code: this.isClosed ? "closed" : "waits", message, traceback: "" } };
    }
    const { failure } = outcome;
    if (failure === undefined) return { exitCode: 0, ...progress };
    // the script has met it as an error, and not handled it
    const isLimit = failure.message.endsWith(TOO_MANY_THREADS);
    return isLimit
      ? { ...progress, exitCode: STOPPED_STATUS, error: { code: "threads", ...failure } }
      : { ...progress, exitCode: 1, error: { code: "error", ...failure } };
  }

  private sourceOf(file: string): { text: string; name: string } | { error: string } {
    const path = bytesOfText(file);
    const read = this.files.readWhole(path);
    if ("message" in read) return { error: `cannot open ${file}: ${read.message}` };
    return { text: portableByteText.toText(read), name: `@${path}` };
  }

  private async advance(ms: number): Promise<Progress> {
    if (this.time.epochMs() + ms > LAST_MS) throw new RangeError("advance: there is no time after the year 275760");
    await this.driver.letPass(this.time.monotonicMs() + ms, () => true);
    return this.progress();
  }

  private async advanceToNext(): Promise<Progress> {
    let hasHappened = false;
    const { nextMs } = this.time;
    if (nextMs !== null) {
      await this.driver.until(() => {
        const isOver = hasHappened && (this.time.nextMs ?? Number.POSITIVE_INFINITY) > this.time.monotonicMs();
        hasHappened = true;
        return isOver;
      });
    }
    return this.progress();
  }

  private async runUntilIdle(maxMs: number): Promise<Progress> {
    // what still waits has been waited for that long
    await this.driver.letPass(this.time.monotonicMs() + maxMs, () => this.time.nextMs !== null);
    return this.progress();
  }

  /** Runs `call` behind those that were made before. */
  private async inTurn<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.isClosed) throw new Error("the sandbox is closed");
    return this.afterOthers(call);
  }

  private afterOthers<Result>(call: () => Promise<Result>): Promise<Result> {
    const result = this.queue.then(() => {
      this.callTime.begin();
      this.output.begin();
      this.ended = undefined;
      return call().finally(() => this.callTime.setActive(false));
    });
    this.queue = result.catch(() => {});
    return result;
  }

  private progress(): Progress {
    const error = this.ended?.error;
    return {
      timers: this.processes.pendingTimers(),
      ...this.output.take(),
      ...(error === undefined ? {} : { error }),
      ...this.listening.take(),
    };
  }

  private start(shared: SharedStore): Cluster {
    const { settings } = this;
    return new Cluster({
      settings,
      host: this.host,
      time: this.time,
      memory: this.files,
      filesOf: (pid) => filesOf(settings, this.files, this.outside?.files, (what) => this.noteDenied(what, pid())),
      realChildren: this.realChildren(),
      environmentOf: (pid) => environmentOf(settings, (what) => this.noteDenied(what, pid())),
      shared,
      network: this.network(),
      collector: this.collector(),
      timed: (clock) => this.measured(clock),
      waitForHost: () => this.driver.waitForHost(),
      print: (stream, bytes) => this.output.print(stream, bytes),
      checkLimits: () => this.checkLimits(),
      onDenied: (what, pid) => this.noteDenied(what, pid),
      onStream: (events) => this.listening.add(events),
      onEnded: (process, status, thrown) => {
        this.listening.remove(process.worker.events);
        this.processEnded(process, status, thrown);
      },
    });
  }

  /** The pid of the master. @throws Error where there is none */
  private master(): number {
    if (this.settings.workers === 0) throw new Error("there is no master: the sandbox was made without workers");
    return this.processes.masterPid;
  }

  /** As {@link workerAt}, of one that may be about to be started again. */
  private async startedWorker(number: number): Promise<SandboxProcess> {
    if (number < this.settings.workers) {
      await this.driver.until(
        () => this.processes.processOf(number) !== undefined,
        this.time.monotonicMs() + RESTART_MS,
      );
    }
    return this.workerAt(number);
  }

  /** @throws Error where there is no such worker */
  private workerAt(number: number): SandboxProcess {
    const process = this.processes.processOf(number);
    if (process === undefined) throw new Error(`there is no worker ${number}`);
    return process;
  }

  private noteDenied(what: string, pid: number): void {
    this.output.noteDenied(what);
    // while the first `init` runs there is nobody yet to tell of it
    this.processes?.tellDenied(what, pid);
  }

  private network(): Network {
    const { settings, time, host } = this;
    const random = seededRandom(settings.seed);
    return new Network({
      clock: this.measured(time.another().clock),
      peers: settings.peers,
      mostSockets: settings.limits.sockets,
      waitForHost: () => this.driver.waitForHost(),
      hostTurn: () => host.turn(),
      isOverdue: () => this.callTime.exceeded() !== undefined,
      random: () => new DataView(random.bytes(4).buffer).getUint32(0) / 2 ** 32,
      ...beyondPeers(settings, this.outside, {
        waitForHost: () => this.driver.holdTime(),
        opened: () => {
          this.realSockets++;
          return () => void this.realSockets--;
        },
      }),
      onRefused: (where, pid) => this.noteDenied(`net: ${where}`, pid),
      onPeerFailed: (address, thrown) => {
        const text = thrown instanceof Error ? thrown.message : String(thrown);
        const line = `ngxbox: the peer ${address} failed: ${text.slice(0, MOST_OF_A_FAILURE)}\n`;
        this.output.keep("stderr", new TextEncoder().encode(line));
      },
    });
  }

  private realChildren(): RealChildren | undefined {
    const processes = this.outside?.processes;
    return processes && new RealChildren(processes, this.settings, (what, pid) => this.noteDenied(what, pid));
  }

  /** The host's collector; the script that waits for it is not forgotten meanwhile. */
  private collector(): Collector | undefined {
    const { collector } = this.host;
    if (collector === undefined) return undefined;
    return {
      memoryInUse: () => collector.memoryInUse(),
      collect: (done) => {
        const release = this.driver.waitForHost();
        collector.collect(() => {
          release();
          done();
        });
      },
    };
  }

  /** A clock that knows how long Lua runs whenever it wakes. */
  private measured(clock: Clock): Clock {
    return this.callTime.measured(clock, this.settings.isVirtual, () =>
      // what scripts can wait for lives by the same time, but for what is real
      this.realSockets > 0 || this.outside?.processes !== undefined ? this.driver.holdTime() : () => {},
    );
  }

  private processEnded(process: SandboxProcess, status: number, thrown: unknown): void {
    if (thrown === undefined) {
      if (process === this.atWork) this.ended = { status, error: undefined };
      return;
    }
    if (!(thrown instanceof Kill)) {
      const message = `ngxbox failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
      this.ended = { status: 1, error: { code: "defect", message, traceback: "" } };
      return;
    }
    const limit = limitOf(thrown.reason);
    if (limit === undefined) {
      if (process !== this.atWork) return;
      const message = this.isClosed ? "the sandbox was closed" : `the process ended: ${thrown.reason}`;
      this.ended = { status: 1, error: { code: "closed", message, traceback: "" } };
      return;
    }
    const message = stoppedAt(limit, this.settings.limits);
    this.ended = { status: STOPPED_STATUS, error: { code: limit, message, traceback: "" } };
  }

  /** @throws Kill */
  private checkLimits(): void {
    const limit = this.callTime.exceeded();
    if (limit !== undefined) throw new Kill(REASONS[limit]);
    this.memory?.look();
  }

  /** Files, dictionaries and output have limits of their own; machines are not the script's doing, and a reload has twice as many. */
  private ownMemory(): OwnMemory | undefined {
    const { heap } = this.host;
    if (heap === undefined) return undefined;
    const { limits, dicts, workers } = this.settings;
    const dictBytes = dicts.reduce((sum, { bytes }) => sum + bytes, 0);
    const machines = 2 * (1 + workers) * MACHINE_BYTES;
    const most = limits.memoryMb * 2 ** 20 + limits.fileBytes + limits.outputBytes + dictBytes + machines;
    return new OwnMemory(heap, most, REASONS.memoryMb);
  }

  /** Ends all processes where the call has taken too long, maybe in many wake-ups that are short. @returns whether it has */
  private endIfTooLong(): boolean {
    const limit = this.callTime.exceeded();
    if (limit === undefined) return false;
    this.processes.crash(new Kill(REASONS[limit]));
    return true;
  }
}

/** What a Lua machine with the API takes, at most. */
const MACHINE_BYTES = 4 * 2 ** 20;
