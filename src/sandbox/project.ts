/** A script with what belongs to it, as one file: what the playground keeps, shares and downloads, and `ngxbox run` takes. */

/** A file of a project: text, or bytes in base64 where it is no UTF-8. */
export type ProjectFile = string | { readonly base64: string };

export interface Project {
  readonly format: "ngxbox-project";
  /** A reader refuses versions that it does not know. */
  readonly version: 1;
  /** By path, relative to the sandbox's prefix. */
  readonly files: Readonly<Record<string, ProjectFile>>;
  /** The file that is run: one of `files`. */
  readonly main: string;
  readonly args?: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sizes by name, as nginx writes them ("1m"). */
  readonly dicts?: Readonly<Record<string, string>>;
  readonly workers?: number;
  readonly privilegedAgent?: boolean;
  /** Lua of `init_by_lua` and `init_worker_by_lua`. */
  readonly init?: string;
  readonly initWorker?: string;
  readonly seed?: number;
  /** Peers by address: what simulates them. */
  readonly peers?: Readonly<Record<string, ProjectPeer>>;
  /** Names of simulated programs that may be started. Default: all. */
  readonly spawn?: readonly string[];
  /** `lua_max_pending_timers` and `lua_max_running_timers`. Default: nginx's, 1024 and 256. */
  readonly pendingTimers?: number;
  readonly runningTimers?: number;
  /** How much time passes at most after the main script ended, in milliseconds. Default: 0. */
  readonly runMs?: number;
}

export type ProjectPeer = "redis" | "echo";
