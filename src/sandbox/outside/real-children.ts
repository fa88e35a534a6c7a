/** Child processes in a sandbox whose time is real: programs of the host, as far as scripts may start them. */
import type { OnOutput } from "../../host/confined/captured.ts";
import { type ProgramRules, refusedProgram } from "../../host/confined/processes.ts";
import type {
  Child,
  ChildExit,
  ChildOptions,
  Environment,
  HostError,
  Processes,
  SpawnError,
} from "../../host/ports.ts";
import { SIGNAL } from "../../host/virtual/processes/signals.ts";
import type { Settings } from "../options.ts";
import type { Starter } from "./children.ts";

/** What the host has: it decides what may be started, and how many. */
export interface OutsideProcesses {
  /** @param onOutput told of what goes to the streams of who starts it; of all before its end is told */
  spawn(options: ChildOptions, onOutput: OnOutput): Child | SpawnError;
  /** Runs it to its end; the thread stands still meanwhile. */
  runSync(options: ChildOptions, onOutput: OnOutput): ChildExit | SpawnError;
}

/**
 * Whether children are real ones. With workers they are not: these are simulated, with pids of their own, and so is what they
 * send signals to each other by.
 */
export function hasRealChildren({ isVirtual, workers, permissions: { spawn } }: Settings): boolean {
  return !isVirtual && workers === 0 && (spawn === true || spawn.length > 0);
}

/**
 * Pids of a sandbox with real children begin here, above all that Linux has (2^22): a program that sends a signal to one of
 * them must not meet a process of the host's.
 */
export const FIRST_UNREAL_PID = 2 ** 22 + 1;

export class RealChildren {
  private readonly outside: OutsideProcesses;
  private readonly rules: ProgramRules;
  private readonly onDenied: (what: string, pid: number) => void;
  private readonly running = new Map<number, Child>();

  /** @param onDenied told of what the host will refuse, and to which process */
  constructor(outside: OutsideProcesses, settings: Settings, onDenied: (what: string, pid: number) => void) {
    this.outside = outside;
    this.rules = { spawn: settings.permissions.spawn, path: settings.programPath };
    this.onDenied = onDenied;
  }

  /** The children of one process. @returns the port, and what ends them all */
  of(starter: Starter): { readonly port: Processes; readonly end: () => void } {
    const mine = new Set<Child>();
    const { stdout, stderr } = starter.stdio;
    const print: OnOutput = (stream, bytes) => {
      try {
        (stream === "stdout" ? stdout : stderr).write(bytes);
      } catch (thrown) {
        // a limit that a child reaches by what it prints
        starter.end(thrown);
      }
    };
    const whole = (options: ChildOptions): ChildOptions => {
      const refused = refusedProgram(this.rules, options);
      if (refused !== undefined) this.onDenied(`spawn: ${refused}`, starter.pid());
      return {
        ...options,
        environment: options.environment ?? linesOf(starter.environment),
        // so that nothing of what it has started is left when it is ended
        group: true,
      };
    };
    const port: Processes = {
      spawn: (options) => {
        const child = this.outside.spawn(whole(options), print);
        if ("code" in child) return child;
        mine.add(child);
        this.running.set(child.pid, child);
        child.onExit(() => {
          mine.delete(child);
          if (this.running.get(child.pid) === child) this.running.delete(child.pid);
        });
        return child;
      },
      runSync: (options) =>
        this.outside.runSync(
          whole({ ...options, stdin: "inherit", stdout: "inherit", stderr: "inherit", group: true }),
          print,
        ),
    };
    const end = () => {
      for (const child of mine) {
        child.kill(SIGNAL.KILL);
        child.closeAll();
      }
    };
    return { port, end };
  }

  /** Sends a signal to a child; undefined where it is none. */
  signal(pid: number, signal: number): { readonly error: HostError | undefined } | undefined {
    const child = this.running.get(Math.abs(pid));
    return child === undefined ? undefined : { error: child.kill(signal) };
  }
}

function linesOf(environment: Environment): string[] {
  return environment.names().map((name) => `${name}=${environment.get(name) ?? ""}`);
}
