/** One line of nginx's error log. */
import type { Phase } from "../../runtime/phases.ts";
import { contextName } from "../declaration/phases.ts";
import { localTime, type TimeZone } from "../text/local-time.ts";

/** nginx's names of the levels 0 to 8; `ngx.STDERR`, which is 0, has none. */
const LEVEL_NAMES = ["", "emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"] as const;

const DEBUG = 8;
/** NGX_MAX_ERROR_STR, less the end of line: longer lines are cut. OpenResty doubles nginx's own limit. */
const LONGEST_LINE = 4095;

export interface LoggedRequest {
  readonly phase: Phase;
  readonly connection: number;
}

export interface LogMessage {
  readonly level: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly zone: TimeZone;
  readonly pid: number;
  readonly message: string;
  /** The request that the message is about, where there is one. */
  readonly request: LoggedRequest | undefined;
}

/** `2026/11/23 14:00:59 [error] 12#12: *2 message, context: ngx.timer`, without the end of line. */
export function logLine({ level, timeMs, zone, pid, message, request }: LogMessage): string {
  const about = request !== undefined && hasConnection(request.phase) ? `*${request.connection} ` : "";
  const line = `${localTime(timeMs, zone).replaceAll("-", "/")} [${LEVEL_NAMES[level] ?? ""}] ${pid}#${pid}: ${about}${message}`;
  const whole = level === DEBUG || request === undefined ? line : line + contextSuffix(request.phase);
  return whole.length > LONGEST_LINE ? whole.slice(0, LONGEST_LINE) : whole;
}

/** Neither the configuration nor the end of a worker has a connection, not even a pretended one. */
function hasConnection(phase: Phase): boolean {
  return phase !== "init" && phase !== "exit_worker";
}

/** What stands for the client where there is none. */
function contextSuffix(phase: Phase): string {
  return phase === "timer" || phase === "init_worker" ? `, context: ${contextName(phase)}` : "";
}
