/** What `run --sandbox` lets a script reach of this computer, and use up. */

import { confinedEnvironment } from "../../host/confined/environment.ts";
import { NetRules } from "../../host/confined/net-rules.ts";
import { type ConfinedProcesses, confinedProcesses } from "../../host/confined/processes.ts";
import { confinedSignals } from "../../host/confined/signals.ts";
import { confinedSockets, fewSockets } from "../../host/confined/sockets.ts";
import { AllowedFiles } from "../../host/node/allowed-files.ts";
import { type Heap, ownHeap } from "../../host/node/heap.ts";
import { nodeProcesses } from "../../host/node/processes/processes.ts";
import type { Waits } from "../../host/node/waits.ts";
import type { Environment, Files, Signals, Sockets, StandardOutput } from "../../host/ports.ts";
import { TOO_MANY_THREADS } from "../../ngx/thread.ts";
import type { Clock } from "../../runtime/clock.ts";
import { type Limits, limitOf, REASONS, STOPPED_STATUS, type StoppingLimit, stoppedAt } from "../../sandbox/limits.ts";
import { type CheckedPermissions, type ListPermission, netRulesOf } from "../../sandbox/outside/permissions.ts";
import { Kill, NOT_ENOUGH_MEMORY } from "../../vm/errors.ts";
import type { RunSandbox } from "../options/sandbox-options.ts";
import { Surroundings } from "./surroundings.ts";

/** How many refusals are told of. */
const MOST_TOLD = 20;

/** What an uncaught error of a limit says at its end, and what to say of it. */
const LIMIT_ERRORS = [
  [NOT_ENOUGH_MEMORY, "memoryMb"],
  [TOO_MANY_THREADS, "threads"],
] as const;

export class Confinement extends Surroundings {
  readonly permissions: CheckedPermissions;
  override readonly limits: Limits;
  override readonly hasThreads = false;
  private readonly allowed: Files;
  private readonly say: (text: string) => void;
  private readonly monotonicMs: () => number;
  private readonly beganMs: number;
  private readonly usedBefore = ownHeap().usedBytes();
  private readonly told = new Set<string>();
  private cpuMs = 0;
  private runsSinceMs: number | undefined;
  private printedBytes = 0;
  private isOverLimit = false;
  private processes: ConfinedProcesses | undefined;

  /**
   * @param home the folder of the package, whose libraries may always be read
   * @param say writes a line about the script, not of it
   * @throws TypeError where a path of the permissions is not there
   */
  constructor(
    { permissions, limits }: RunSandbox,
    home: string,
    monotonicMs: () => number,
    say: (text: string) => void,
  ) {
    super();
    this.permissions = permissions;
    this.limits = limits;
    this.say = say;
    this.monotonicMs = monotonicMs;
    this.beganMs = monotonicMs();
    const { read, write } = permissions;
    this.allowed = new AllowedFiles({
      read: read === true || [...read, Buffer.from(`${home}/lua`, "latin1").toString()],
      write,
      roomBytes: limits.fileBytes,
      mostWholeBytes: limits.memoryMb * 2 ** 20,
      onDenied: (permission, path) => this.denied(permission, path),
    });
  }

  override files(): Files {
    return this.allowed;
  }

  override environment(environment: Environment): Environment {
    return confinedEnvironment(environment, this.permissions.env, (name) => this.denied("env", name));
  }

  /** @param environment of this process: names are looked for as its PATH says, which children need not see */
  override children(environment: Environment, waits: Waits): ConfinedProcesses {
    const seen = confinedEnvironment(environment, this.permissions.env, () => {});
    const inherited = { ...seen, get: (name: string) => (name === "PATH" ? environment : seen).get(name) };
    this.processes = confinedProcesses(nodeProcesses(inherited, waits), {
      spawn: this.permissions.spawn,
      path: environment.get("PATH") ?? "",
      most: this.limits.children,
      onDenied: (program) => this.denied("spawn", program),
    });
    return this.processes;
  }

  override sockets(sockets: Sockets): Sockets {
    const rules = new NetRules(netRulesOf(this.permissions.net));
    return confinedSockets(fewSockets(sockets, this.limits.sockets), rules, (where) => this.denied("net", where));
  }

  override signals(signals: Signals): Signals {
    if (this.permissions.signal === true) return signals;
    const isOwn = (pid: number) => pid === process.pid || (this.processes?.isChild(pid) ?? false);
    return confinedSignals(signals, isOwn, (signal, pid) => this.tell(`signal: ${signal} to ${pid}`, "--allow-signal"));
  }

  /** @throws Kill where too much is printed */
  override output(output: StandardOutput): StandardOutput {
    return {
      isTTY: output.isTTY,
      flush: () => output.flush(),
      write: (bytes) => {
        const room = Math.max(0, this.limits.outputBytes - this.printedBytes);
        this.printedBytes += bytes.length;
        const error = output.write(bytes.length > room ? bytes.subarray(0, room) : bytes);
        if (bytes.length > room) throw new Kill(REASONS.outputBytes);
        return error;
      },
    };
  }

  /** The heap as a whole whose limit is that of the sandbox, without what is there before the script. */
  override heap(): Heap {
    const { usedBytes, collect } = ownHeap();
    return { usedBytes: () => usedBytes() - this.usedBefore, limitBytes: this.limits.memoryMb * 2 ** 20, collect };
  }

  /** A clock that knows how long Lua runs whenever it wakes. */
  override clock(clock: Clock): Clock {
    const timed = (wake: () => void) => () => this.running(wake);
    return {
      epochMs: () => clock.epochMs(),
      monotonicMs: () => clock.monotonicMs(),
      wakeAt: (atMs, wake) => clock.wakeAt(atMs, timed(wake)),
      wakeNow: (wake) => clock.wakeNow(timed(wake)),
      hold: () => clock.hold(),
      look: () => clock.look(),
    };
  }

  override running<Result>(act: () => Result): Result {
    const began = this.monotonicMs();
    this.runsSinceMs ??= began;
    try {
      return act();
    } finally {
      if (this.runsSinceMs === began) {
        this.cpuMs += this.monotonicMs() - began;
        this.runsSinceMs = undefined;
      }
    }
  }

  override checkTime(): void {
    const now = this.monotonicMs();
    const running = this.runsSinceMs === undefined ? 0 : now - this.runsSinceMs;
    if (this.cpuMs + running > this.limits.cpuMs) throw new Kill(REASONS.cpuMs);
    if (now - this.beganMs > this.limits.wallMs) throw new Kill(REASONS.wallMs);
  }

  override onceTooLong(stop: (kill: Kill) => void): void {
    const left = Math.min(this.limits.wallMs, LONGEST_TIMEOUT_MS);
    setTimeout(() => stop(new Kill(REASONS.wallMs)), left).unref();
  }

  override stopped({ reason }: Kill): number | undefined {
    const limit = limitOf(reason) ?? (reason === NOT_ENOUGH_MEMORY ? "memoryMb" : undefined);
    if (limit === undefined) return undefined;
    this.sayStopped(limit);
    return STOPPED_STATUS;
  }

  override uncaught(error: string): void {
    const [first = ""] = error.split("\n", 1);
    for (const [text, limit] of LIMIT_ERRORS) {
      if (!first.endsWith(text)) continue;
      this.isOverLimit = true;
      if (limit === "memoryMb") this.sayStopped(limit);
      else
        this.say(`the script was stopped: it had more than ${this.limits[limit]} light threads (--limit ${limit}=N)`);
    }
  }

  override exitStatus(status: number): number {
    return status === 1 && this.isOverLimit ? STOPPED_STATUS : status;
  }

  private sayStopped(limit: StoppingLimit): void {
    this.say(stoppedAt(limit, this.limits).replace(/\(limits\.(\w+)\)/, "(--limit $1=N)"));
  }

  private denied(permission: ListPermission, what: string): void {
    // a name is looked up without a port
    const entry = permission === "net" && !what.includes(":") ? `${what}:*` : what;
    this.tell(`${permission}: ${what}`, `--allow-${permission}=${entry}`);
  }

  private tell(what: string, option: string): void {
    if (this.told.has(what) || this.told.size >= MOST_TOLD) return;
    this.told.add(what);
    this.say(`denied ${what} (${option} would allow it)`);
  }
}

const LONGEST_TIMEOUT_MS = 0x7fff_ffff;
