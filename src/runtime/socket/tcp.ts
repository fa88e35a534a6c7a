/** What an object of `ngx.socket.tcp` stands for: a stream to a peer. */
import type { Connection } from "../../host/ports.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import type { Value } from "../../vm/values.ts";
import type { Reader } from "../stream/readers.ts";
import type { Answer } from "../stream/wait.ts";
import type { LogLevel } from "../worker.ts";
import type { Cosockets, SocketOwner } from "./cosockets.ts";
import { CLOSED, type Direction, noEffect } from "./direction.ts";
import { peerText } from "./failure.ts";
import { shakeHands, type TlsWanted } from "./handshake.ts";
import { type Opened, Opening } from "./opening.ts";
import type { ConnectionPool } from "./pool.ts";
import { Reading } from "./reading.ts";
import { Writing } from "./writing.ts";

/** In milliseconds; 0: as the configuration says. */
export interface SocketTimeouts {
  readonly connect: number;
  readonly send: number;
  readonly read: number;
}

export interface ConnectOptions {
  readonly owner: SocketOwner;
  readonly host: string;
  readonly port: number;
  readonly localIp: string | undefined;
  readonly timeouts: SocketTimeouts;
  readonly pool: ConnectionPool | undefined;
}

const CONNECTED: Answer = [1];

/** Its answers are those of the methods of the object. Who calls makes sure that it may be used, by the questions below. */
export class TcpSocket implements Direction {
  readonly cosockets: Cosockets;
  peer = "";
  /** Set once TLS has begun, until the connection is closed. */
  session: { readonly value: unknown } | undefined;
  /** How often its connection was used before. */
  timesReused = 0;
  private owner: SocketOwner | undefined;
  private connection: Connection | undefined;
  /** By which observers know the connection. */
  private number = 0;
  private readonly reading = new Reading(this);
  private readonly writing = new Writing(this);
  private pool: ConnectionPool | undefined;
  private timeouts: SocketTimeouts = { connect: 0, send: 0, read: 0 };
  private opening: Opening | undefined;
  private isSecuring = false;
  private forgetOwner = noEffect;

  constructor(cosockets: Cosockets) {
    this.cosockets = cosockets;
  }

  /** Whether it belongs to another request than `owner`. */
  isOfAnother(owner: SocketOwner): boolean {
    return this.owner !== undefined && this.owner !== owner;
  }

  /** The connection, also one that is being made. */
  get current(): Connection | undefined {
    return this.connection ?? this.opening?.connection;
  }

  /** Whether it has a connection that can be used in some way. */
  get isOpen(): boolean {
    return this.canRead || this.canWrite;
  }

  get canRead(): boolean {
    return this.reading.isOpen || this.opening?.connection !== undefined;
  }

  get canWrite(): boolean {
    return this.writing.isOpen || this.opening?.connection !== undefined;
  }

  /** Whether the peer's end has been read. */
  get hasEnded(): boolean {
    return this.reading.hasEnded;
  }

  get isConnecting(): boolean {
    return this.opening !== undefined || this.isSecuring;
  }

  /** Whether a light thread reads, or writes. */
  get isReading(): boolean {
    return this.reading.isBusy;
  }

  get isWriting(): boolean {
    return this.writing.isBusy;
  }

  setTimeouts(timeouts: SocketTimeouts): void {
    this.timeouts = timeouts;
  }

  /** Answers 1, or nil and an error. A connection that it has is closed first. */
  connect(options: ConnectOptions): Answer | Suspension {
    const { owner, host, timeouts, pool } = options;
    this.close();
    this.owner = owner;
    this.timeouts = timeouts;
    this.pool = pool;
    this.timesReused = 0;
    this.reading.hasEnded = false;
    const { cosockets } = this;
    const timeoutMs = timeouts.connect || cosockets.settings.connectTimeoutMs;
    const opening = new Opening({ cosockets, timeoutMs, ...options });
    const opened = opening.tryNow();
    if (opened !== undefined) return this.opened(opened, host);
    return {
      kind: "thread",
      awaits: "tcpsock:connect",
      start: (resume) => {
        this.opening = opening;
        const forgetOwner = owner.atEnd(() => this.close());
        this.forgetOwner = forgetOwner;
        opening.start((result) => {
          this.opening = undefined;
          forgetOwner();
          resume(...this.opened(result, host));
        });
        return () => this.close();
      },
    };
  }

  /**
   * Answers the data; or nil, an error and, if it has begun to read, the data so far.
   * @param object what stands for the socket: it is held while somebody waits
   */
  receive(reader: Reader, object: Value): Answer | Suspension {
    return this.reading.receive(reader, this.timeouts.read || this.cosockets.settings.readTimeoutMs, object);
  }

  /** Answers how many bytes were sent; or nil and an error. @param object held likewise */
  send(text: string, object: Value): Answer | Suspension {
    return this.writing.send(text, this.timeouts.send || this.cosockets.settings.sendTimeoutMs, object);
  }

  /** Whether its connection could be kept for others, as far as is known. */
  get canBeKept(): boolean {
    const { connection, reading, writing } = this;
    return connection !== undefined && reading.isOpen && writing.isOpen && !connection.hasEnded;
  }

  /** Whether it has read more than anybody wanted. */
  get hasUnread(): boolean {
    return this.reading.hasUnread;
  }

  /**
   * Puts the connection into a pool, where it is fit and nothing is unread. Answers 1, or nil and an error.
   * @param size of the pool, where there is none yet
   */
  keep(poolName: string, size: number, timeoutMs: number): Answer {
    const { connection, pool: ownPool, timesReused, peer, session, cosockets } = this;
    if (connection === undefined) return CLOSED;
    const pool = cosockets.pools.find(poolName) ?? cosockets.pools.open(poolName, size, undefined);
    const isDubious = this.reading.hasMore;
    this.release("kept");
    pool.keep({ connection, reusedTimes: timesReused, peer, session }, ownPool !== undefined, timeoutMs);
    if (!isDubious) return CONNECTED;
    pool.drop(connection);
    return [undefined, "connection in dubious state"];
  }

  /**
   * Begins TLS on a connection that nobody uses. Answers what `result` makes of the session, or nil and an error: then the
   * connection is closed.
   */
  secure(wanted: TlsWanted, result: (session: unknown) => Value): Answer | Suspension {
    const { connection } = this;
    if (this.session !== undefined) return [result(this.session.value)];
    if (connection === undefined) return CLOSED;
    const timeoutMs = this.timeouts.connect || this.cosockets.settings.connectTimeoutMs;
    return {
      kind: "thread",
      awaits: "tcpsock:sslhandshake",
      start: (resume) => {
        this.isSecuring = true;
        const cancel = shakeHands(this, connection, wanted, timeoutMs, (outcome) => {
          this.isSecuring = false;
          if ("session" in outcome) {
            this.session = { value: outcome.session };
            resume(result(outcome.session));
          } else {
            this.close();
            resume(undefined, outcome.error);
          }
        });
        return () => {
          this.isSecuring = false;
          cancel();
          this.close();
        };
      },
    };
  }

  close(): void {
    const { connection, opening, pool } = this;
    this.release();
    opening?.cancel();
    if (connection === undefined) return;
    connection.close();
    pool?.leave();
  }

  log(level: LogLevel, message: string): void {
    if (this.owner !== undefined) this.cosockets.log(this.owner, level, message);
  }

  logError(message: string): void {
    if (this.owner !== undefined) this.cosockets.logError(this.owner, message);
  }

  /** The connection, if any, is not this socket's any more. */
  private release(how: "closed" | "kept" = "closed"): void {
    if (this.connection !== undefined) this.cosockets.disconnected(this.number, how);
    this.forgetOwner();
    this.forgetOwner = noEffect;
    this.connection = undefined;
    this.reading.close();
    this.writing.close();
    this.session = undefined;
    this.opening = undefined;
    this.pool = undefined;
  }

  private opened(opened: Opened, host: string): Answer {
    if ("error" in opened) {
      this.release();
      return [undefined, opened.error];
    }
    if ("kept" in opened) {
      const { connection, reusedTimes, peer, session } = opened.kept;
      this.connection = connection;
      this.timesReused = reusedTimes + 1;
      this.peer = peer;
      this.session = session;
    } else {
      this.connection = opened.connection;
      this.peer = peerText(host, opened.address);
    }
    this.number = this.cosockets.connected(this.peer, this.timesReused);
    this.reading.open(this.connection);
    this.writing.open(this.connection);
    if (this.owner !== undefined) this.forgetOwner = this.owner.atEnd(() => this.close());
    return CONNECTED;
  }
}
