import type { Suspension } from "../../vm/unwinding.ts";
import type { Answer } from "../stream/wait.ts";
import type { LogLevel } from "../worker.ts";
import type { Cosockets } from "./cosockets.ts";

/** Lets the light thread go on, with what its call returns. */
export type Resume = Parameters<Suspension["start"]>[0];

export const CLOSED: Answer = [undefined, "closed"];

/** Stands where there is nothing to do. */
export function noEffect(): void {}

/** What the two directions of a stream need of it. */
export interface Direction {
  readonly cosockets: Cosockets;
  /** How the log names the peer. */
  readonly peer: string;
  log(level: LogLevel, message: string): void;
  /** Logs what `lua_socket_log_errors` is about. */
  logError(message: string): void;
  /** Closes the stream: a light thread was killed that waited for it. */
  close(): void;
}
