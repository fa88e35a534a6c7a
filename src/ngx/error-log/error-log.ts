/** The error log of one worker: what passes the level is captured and written. */
import type { CachedClock } from "../context.ts";
import type { ErrorLogBuffer } from "./buffer.ts";
import { type LoggedRequest, logLine } from "./line.ts";

export interface ErrorLogOptions {
  /** `error_log`'s level: messages with a higher number are dropped. */
  readonly level: number;
  /** Whose log it is. The pid may change: a worker is the master's copy. */
  readonly process: { readonly pid: number };
  readonly clock: Pick<CachedClock, "nowMs" | "zone">;
  /** `lua_capture_error_log`'s buffer. */
  readonly captured?: ErrorLogBuffer;
  /** Takes a line with its end of line. */
  write(line: string): void;
}

export class ErrorLog {
  private readonly options: ErrorLogOptions;

  constructor(options: ErrorLogOptions) {
    this.options = options;
  }

  /** @param request the request that the message is about; undefined for messages of the worker itself */
  log(level: number, message: string, request: LoggedRequest | undefined): void {
    const { options } = this;
    if (level > options.level) return;
    const timeMs = options.clock.nowMs();
    const { zone } = options.clock;
    const line = logLine({ level, timeMs, zone, pid: options.process.pid, message, request });
    options.captured?.add({ level, timeSeconds: timeMs / 1000, text: line });
    options.write(`${line}\n`);
  }
}
