/** What the cosockets of a worker have in common. */
import type { ByteText, Resolution, Sockets, TlsOptions } from "../../host/ports.ts";
import { textOfBytes } from "../../vm/byte-text.ts";
import type { EventStream } from "../events.ts";
import type { Scheduler } from "../scheduler.ts";
import type { LogLevel } from "../worker.ts";
import { ConnectionPools } from "./pool.ts";

/** What the directives `lua_socket_*`, `lua_ssl_*` and `resolver` say. Times are in milliseconds. */
export interface SocketSettings {
  readonly connectTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly keepaliveTimeoutMs: number;
  readonly poolSize: number;
  readonly bufferBytes: number;
  readonly logErrors: boolean;
  /** Undefined: there is no resolver. */
  readonly resolves: Resolution | undefined;
  readonly resolverTimeoutMs: number;
  readonly tls: Pick<TlsOptions, "trustedPath" | "ciphers" | "protocols">;
}

/** The request that a socket belongs to. */
export interface SocketOwner {
  /** Has `cleanup` called when the request ends. Returns what takes it back. */
  atEnd(cleanup: () => void): () => void;
}

export interface CosocketsOptions {
  readonly sockets: Sockets;
  readonly bytes: ByteText;
  readonly scheduler: Scheduler;
  readonly settings: SocketSettings;
  readonly isExiting: () => boolean;
  /** Observers of the worker. */
  readonly events: EventStream;
  readonly log: (owner: SocketOwner, level: LogLevel, message: string) => void;
}

export class Cosockets {
  readonly sockets: Sockets;
  readonly bytes: ByteText;
  readonly scheduler: Scheduler;
  readonly settings: SocketSettings;
  readonly pools: ConnectionPools;
  readonly events: EventStream;
  readonly isExiting: () => boolean;
  readonly log: CosocketsOptions["log"];
  private lastSocket = 0;

  constructor({ sockets, bytes, scheduler, settings, isExiting, events, log }: CosocketsOptions) {
    this.sockets = sockets;
    this.bytes = bytes;
    this.scheduler = scheduler;
    this.settings = settings;
    this.isExiting = isExiting;
    this.events = events;
    this.log = log;
    this.pools = new ConnectionPools(scheduler);
  }

  /** Tells observers of a connection. @returns its number */
  connected(peer: string, reusedTimes: number): number {
    const socket = ++this.lastSocket;
    if (this.events.wanted) {
      this.events.emit({ type: "socket connected", socket, peer: textOfBytes(peer), reusedTimes });
    }
    return socket;
  }

  disconnected(socket: number, how: "closed" | "kept"): void {
    if (this.events.wanted) this.events.emit({ type: "socket closed", socket, how });
  }

  /** Logs what `lua_socket_log_errors` is about. */
  logError(owner: SocketOwner, message: string): void {
    if (this.settings.logErrors) this.log(owner, "error", message);
  }
}
