/** A sandbox, as the program that made it sees it, wherever it runs. */
import type { PendingTimer } from "../runtime/timers.ts";
import type { TracedEvent } from "../runtime/trace.ts";
import type { SandboxEvents } from "./calls/event-queue.ts";
import type { StoppingLimit } from "./limits.ts";
import type { ProcessInfo } from "./processes/cluster.ts";
import type { RunPhase } from "./processes/process.ts";

/** Why a call did not end well. */
export interface SandboxError {
  /**
   * "error": the script failed; "waits": it waits for what can never happen; "closed": the sandbox was closed, or the process
   * was killed; "defect": ngxbox failed; or the limit at which the script was stopped, or whose error ("threads") ended it.
   */
  readonly code: "error" | "waits" | "closed" | "defect" | "threads" | StoppingLimit;
  readonly message: string;
  readonly traceback: string;
  /** The stack of JavaScript, where the error came from a function of the host (`globals`). No script sees it. */
  readonly hostStack?: string;
}

/** What happened while a call of the host ran, or since the one before. */
export interface Progress {
  /** What was printed, as UTF-8 text; `stdoutBytes` and `stderrBytes` are exact. */
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Uint8Array;
  readonly stderrBytes: Uint8Array;
  /** What scripts were refused, in order: "spawn: rm". The first thousand. */
  readonly denied: readonly string[];
  /** Why the process was ended, if it was. */
  readonly error?: SandboxError;
  /**
   * With isolation: what the sandbox ran in was lost before this call, as it is where a script has to be ended from outside. It
   * began anew, with the `files` of its options, empty dictionaries and `init`, but on the clock as it was.
   */
  readonly hasRestarted?: boolean;
  /** What waits to fire now. */
  readonly timers: readonly (PendingTimer & { readonly pid: number })[];
  /** With the option `record`: what happened, in which process. {@link exportTrace} makes a picture of it. */
  readonly events?: readonly TracedEvent[];
  /** With the option `record`: how many events were too many to keep, the oldest. */
  readonly droppedEvents?: number;
}

export interface RunResult extends Progress {
  /** 0; 1 after an error; what `os.exit` said; 124 where the script was stopped at a limit. */
  readonly exitCode: number;
}

export interface RunOptions {
  /** "content": as the handler of a request would run, which is no timer. Default: as the command line runs a script. */
  readonly phase?: RunPhase;
  /** The number of the worker that runs it. Default: 0. */
  readonly worker?: number;
  /** Whether an error of the script ends its process at once, as on the command line. Default: no; its timers stay. */
  readonly exitsOnError?: boolean;
}

/** The processes of a sandbox with workers. */
export interface SandboxCluster {
  /** The master first, then the others in the order in which they began. */
  readonly processes: readonly ProcessInfo[];
  /** As `nginx -s reload`: new workers, and 100 ms later the old ones end gracefully. */
  reload(): Promise<Progress>;
  /** As `nginx -s quit`: all end gracefully; time passes until they have. */
  quit(): Promise<Progress>;
  /** Ends a worker as kill -9 does: the master makes another. */
  kill(worker: number): Promise<Progress>;
}

export interface SandboxClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets virtual time pass. */
  advance(ms: number): Promise<Progress>;
  /** Goes to the next moment at which something happens. Nothing printed and no timers: there is none. */
  next(): Promise<Progress>;
  /** Lets time pass until nothing waits any more, or `max` milliseconds have passed. Default: an hour. */
  runUntilIdle(options?: { readonly max?: number }): Promise<Progress>;
}

/**
 * Calls run one after another, in the order in which they are made; those made before `close` still run, those after it throw
 * "the sandbox is closed". A script that is stopped at a limit loses its process, and no more. With isolation it may have to be
 * ended with the thread or process that it runs in, or that may end by itself ("defect", "memoryMb"): then the call ends with
 * the error and without what was printed, and the next call finds all anew ({@link Progress.hasRestarted}). A sandbox with
 * isolation keeps the host's process alive only while a call is under way, ends with it, and is best closed: who forgets that
 * keeps its thread until the garbage collector finds out.
 */
export interface Sandbox {
  /** Runs code, or a file of the sandbox, until it returns; time passes meanwhile. Timers that it leaves stay. */
  run(code: string | { readonly file: string }, options?: RunOptions): Promise<RunResult>;
  readonly clock: SandboxClock;
  readonly cluster: SandboxCluster;
  /**
   * What happens from now on in all processes, for `for await`: see {@link RuntimeEvent}. It ends when the sandbox is closed.
   * What is not read is kept up to a number, of which the oldest give way.
   */
  events(): SandboxEvents;
  /** Ends the processes gracefully: pending timers run as premature. Calls that wait end with the code "closed". */
  close(): Promise<Progress>;
}

/** A sandbox in the thread of its host, which can look into it while a call is under way. */
export interface NearSandbox extends Sandbox {
  /** When something happens next, in milliseconds since the beginning; null: never. */
  readonly nextMs: number | null;
  /** What waits to fire now. */
  pendingTimers(): Progress["timers"];
  /** Takes a timer of `ngxbox.timer` back, as its `cancel` does. @returns whether there was one to take back */
  cancelTimer(pid: number, timer: number): boolean;
}
