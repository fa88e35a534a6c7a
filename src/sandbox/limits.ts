/** What a sandbox may use up, and how it ends where it would use more. */

/** All limits, each with its unit in its name where it has one. */
export interface Limits {
  /** Processor time that a call from the host may take: running Lua, not waiting. */
  readonly cpuMs: number;
  /** Real time that a call from the host may take. */
  readonly wallMs: number;
  /** Lua calls and backward jumps, from the beginning of the sandbox on. */
  readonly instructions: number;
  /**
   * What a single value may take; with isolation, also everything together, as near as the engine tells. A script meets it as
   * "not enough memory", and is stopped where it then goes on as before.
   */
  readonly memoryMb: number;
  /** Standard output and standard error together, of a call from the host. */
  readonly outputBytes: number;
  /** `lua_max_pending_timers`: a script meets it as an error of `ngx.timer.at`. */
  readonly pendingTimers: number;
  /** `lua_max_running_timers`: a script meets it as a line of the log. */
  readonly runningTimers: number;
  /** Light threads that a process has at a time: a script meets it as an error of `ngx.thread.spawn`. */
  readonly threads: number;
  /** Sockets that are open, of all processes together: a script meets it as "too many open files". */
  readonly sockets: number;
  /** Processes that scripts have started, and those that these have: a script meets it as "fork failed". */
  readonly children: number;
  /** Bytes of all files: a script meets it as "No space left on device". */
  readonly fileBytes: number;
  /** `lua_regex_match_limit`: a script meets it as an error of `ngx.re`. */
  readonly regexSteps: number;
}

export const DEFAULT_LIMITS: Limits = {
  cpuMs: 1000,
  wallMs: 5000,
  instructions: 1e9,
  memoryMb: 64,
  outputBytes: 1e6,
  pendingTimers: 1024,
  runningTimers: 256,
  threads: 10_000,
  sockets: 64,
  children: 16,
  fileBytes: 1e7,
  regexSteps: 1e7,
};

/** Limits at which a script is stopped; the others it meets as errors of what it calls. */
export type StoppingLimit = "cpuMs" | "wallMs" | "instructions" | "outputBytes" | "memoryMb";

/** The exit status of a script that was stopped at a limit, as that of timeout(1). */
export const STOPPED_STATUS = 124;

/** What is said of a script that was stopped. */
export function stoppedAt(limit: StoppingLimit, limits: Limits): string {
  const most = limits[limit];
  switch (limit) {
    case "cpuMs":
      return `the script was stopped: it ran for more than ${most} ms (limits.cpuMs)`;
    case "wallMs":
      return `the script was stopped: it took more than ${most} ms (limits.wallMs)`;
    case "instructions":
      return `the script was stopped: it took more than ${most} steps (limits.instructions)`;
    case "memoryMb":
      return `the script was stopped: it took more than ${most} MB of memory (limits.memoryMb)`;
    case "outputBytes":
      return `the script was stopped: it printed more than ${most} bytes (limits.outputBytes)`;
  }
}

/** The reasons of a Kill, by the limit; the machine's own for instructions. */
export const REASONS: Readonly<Record<StoppingLimit, string>> = {
  cpuMs: "limits.cpuMs",
  wallMs: "limits.wallMs",
  outputBytes: "limits.outputBytes",
  instructions: "instruction limit exceeded",
  memoryMb: "limits.memoryMb",
};

/** The limit for which a script was killed, if it was for one. */
export function limitOf(reason: string): StoppingLimit | undefined {
  return (Object.keys(REASONS) as StoppingLimit[]).find((limit) => REASONS[limit] === reason);
}
