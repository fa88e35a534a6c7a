/** What an object of `ngx.socket.tcp` stands for: a stream to a peer. */
import type { Connection, HostError, TlsOptions, TlsOutcome } from "../../host/ports.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import type { Value } from "../../vm/values.ts";
import { InputBuffer } from "../stream/input-buffer.ts";
import type { Reader } from "../stream/readers.ts";
import { type Answer, Wait } from "../stream/wait.ts";
import type { Cosockets, SocketOwner } from "./cosockets.ts";
import { failureText, peerText, systemFailure } from "./failure.ts";
import { type Opened, Opening } from "./opening.ts";
import type { ConnectionPool } from "./pool.ts";

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

/** What a script says of a TLS connection. */
export type TlsWanted = Pick<TlsOptions, "serverName" | "verifies" | "session">;

const CLOSED: Answer = [undefined, "closed"];
const CONNECTED: Answer = [1];

/** Its answers are those of the methods of the object. Who calls makes sure that it may be used, by the questions below. */
export class TcpSocket {
  /** Set once TLS has begun, until the connection is closed. */
  session: { readonly value: unknown } | undefined;
  private readonly cosockets: Cosockets;
  private owner: SocketOwner | undefined;
  private connection: Connection | undefined;
  private input: InputBuffer | undefined;
  private pool: ConnectionPool | undefined;
  private reusedTimes = 0;
  private timeouts: SocketTimeouts = { connect: 0, send: 0, read: 0 };
  /** How the log names the peer. */
  private peer = "";
  /** Whether the peer's end has been read. */
  private isAtEnd = false;
  private isReadClosed = false;
  private isWriteClosed = false;
  private opening: Opening | undefined;
  /** Set while a light thread reads, or writes. */
  private isReading = false;
  private isWriting = false;
  private isSecuring = false;
  private forgetOwner = () => {};

  constructor(cosockets: Cosockets) {
    this.cosockets = cosockets;
  }

  /** Whether it belongs to another request than `owner`. */
  isOfAnother(owner: SocketOwner): boolean {
    return this.owner !== undefined && this.owner !== owner;
  }

  get hasEnded(): boolean {
    return this.isAtEnd;
  }

  get canRead(): boolean {
    return this.current !== undefined && !this.isReadClosed;
  }

  get canWrite(): boolean {
    return this.current !== undefined && !this.isWriteClosed;
  }

  /** Why it cannot be used in one of these ways now. */
  busy(...ways: readonly ("connecting" | "reading" | "writing")[]): string | undefined {
    const way = ways.find((one) => {
      if (one === "connecting") return this.opening !== undefined || this.isSecuring;
      return one === "reading" ? this.isReading : this.isWriting;
    });
    return way && `socket busy ${way}`;
  }

  setTimeouts(timeouts: SocketTimeouts): void {
    this.timeouts = timeouts;
  }

  /** Answers 1, or nil and an error. A connection that it has is closed first. */
  connect(options: ConnectOptions): Answer | Suspension {
    const { owner, timeouts, pool } = options;
    this.close();
    this.owner = owner;
    this.timeouts = timeouts;
    this.pool = pool;
    this.reusedTimes = 0;
    this.isAtEnd = false;
    this.isReadClosed = false;
    this.isWriteClosed = false;
    const { cosockets } = this;
    const timeoutMs = timeouts.connect || cosockets.settings.connectTimeoutMs;
    const opening = new Opening({ ...options, cosockets, timeoutMs });
    const opened = opening.tryNow();
    if (opened !== undefined) return this.opened(opened, options.host);
    return {
      kind: "thread",
      start: (resume) => {
        this.opening = opening;
        const forgetOwner = owner.atEnd(() => this.close());
        this.forgetOwner = forgetOwner;
        opening.start((result) => {
          this.opening = undefined;
          forgetOwner();
          resume(...this.opened(result, options.host));
        });
        return () => this.close();
      },
    };
  }

  /** Answers the data; or nil, an error and, if it has begun to read, the data so far. */
  receive(reader: Reader): Answer | Suspension {
    return this.advance(reader) ?? this.receiving(reader);
  }

  /** Answers how many bytes were sent; or nil and an error. */
  send(text: string): Answer | Suspension {
    if (this.connection === undefined) return CLOSED;
    let written = (_error: HostError | undefined) => {};
    let progress = () => {};
    const { scheduler } = this.cosockets;
    const sent = this.connection.write(
      text,
      (error) => scheduler.arrive(() => written(error)),
      () => scheduler.arrive(() => progress()),
    );
    if (sent === "sent") return [text.length];
    if (sent !== "later") return this.sendFailed(sent);
    // until the light thread waits nobody else gets to see it
    return {
      kind: "thread",
      start: (resume) => {
        this.isWriting = true;
        const finish = (answer: Answer) => {
          this.isWriting = false;
          written = () => {};
          progress = () => {};
          wait.finish(answer);
        };
        const timeoutMs = this.timeouts.send || this.cosockets.settings.sendTimeoutMs;
        const wait = new Wait(scheduler, timeoutMs, resume, () => {
          this.logTimeout("write");
          this.isWriteClosed = true;
          finish([undefined, "timeout"]);
        });
        written = (error) => finish(error === undefined ? [text.length] : this.sendFailed(error));
        progress = () => wait.restart();
        return () => {
          this.isWriting = false;
          written = () => {};
          progress = () => {};
          wait.cancel();
          this.close();
        };
      },
    };
  }

  /** Whether its connection could be kept for others, as far as is known. */
  get canBeKept(): boolean {
    const { connection, isReadClosed, isWriteClosed } = this;
    return connection !== undefined && !isReadClosed && !isWriteClosed && !connection.hasEnded;
  }

  /** Whether it has read more than anybody wanted. */
  get hasUnread(): boolean {
    return this.input?.hasUnread ?? false;
  }

  /**
   * Puts the connection into a pool, where it is fit and nothing is unread. Answers 1, or nil and an error.
   * @param size of the pool, where there is none yet
   */
  keep(poolName: string, size: number, timeoutMs: number): Answer {
    const { connection, input, pool: ownPool, reusedTimes, peer, session } = this;
    const { pools } = this.cosockets;
    if (connection === undefined || input === undefined) return CLOSED;
    const pool = pools.find(poolName) ?? pools.open(poolName, size, undefined);
    this.release();
    pool.keep({ connection, reusedTimes, peer, session }, ownPool !== undefined, timeoutMs);
    if (input.peek() === undefined) return CONNECTED;
    pool.drop(connection);
    return [undefined, "connection in dubious state"];
  }

  /** Whether it has a connection that can be used in some way. */
  get isOpen(): boolean {
    return this.current !== undefined && !(this.isReadClosed && this.isWriteClosed);
  }

  /** How often its connection was used before. */
  get timesReused(): number {
    return this.reusedTimes;
  }

  /** The connection, also one that is being made. */
  get current(): Connection | undefined {
    return this.connection ?? this.opening?.connection;
  }

  /**
   * Begins TLS on a connection that nobody uses. Answers what `result` makes of the session, or nil and an error: then the
   * connection is closed.
   */
  secure(wanted: TlsWanted, result: (session: unknown) => Value): Answer | Suspension {
    if (this.session !== undefined) return [result(this.session.value)];
    return {
      kind: "thread",
      start: (resume) => {
        this.isSecuring = true;
        const { cosockets, timeouts } = this;
        const finish = (answer: Answer) => {
          this.isSecuring = false;
          wait.finish(answer);
        };
        const fail = (error: string) => {
          this.close();
          finish([undefined, error]);
        };
        const timeoutMs = timeouts.connect || cosockets.settings.connectTimeoutMs;
        const wait = new Wait(cosockets.scheduler, timeoutMs, resume, () => fail("timeout"));
        this.connection?.secure({ ...wanted, ...cosockets.settings.tls }, (outcome) =>
          cosockets.scheduler.arrive(() => {
            if (!this.isSecuring) return;
            if ("session" in outcome) {
              this.session = { value: outcome.session };
              finish([result(outcome.session)]);
            } else fail(this.tlsFailure(outcome, wanted.serverName));
          }),
        );
        return () => {
          this.isSecuring = false;
          wait.cancel();
          this.close();
        };
      },
    };
  }

  /** Closes it, and ends what waits for it. */
  close(): void {
    const { connection, opening, pool } = this;
    this.release();
    opening?.cancel();
    if (connection === undefined) return;
    connection.close();
    pool?.leave();
  }

  /** The connection, if any, is not this socket's any more. */
  private release(): void {
    this.forgetOwner();
    this.forgetOwner = () => {};
    this.connection = undefined;
    this.input = undefined;
    this.session = undefined;
    this.opening = undefined;
    this.pool = undefined;
    this.isReadClosed = true;
    this.isWriteClosed = true;
  }

  private opened(opened: Opened, host: string): Answer {
    if ("error" in opened) {
      this.release();
      return [undefined, opened.error];
    }
    if ("kept" in opened) {
      this.connection = opened.kept.connection;
      this.reusedTimes = opened.kept.reusedTimes + 1;
      this.peer = opened.kept.peer;
      this.session = opened.kept.session;
    } else {
      this.connection = opened.connection;
      this.peer = peerText(host, opened.address);
    }
    const { connection, owner, cosockets } = this;
    if (owner !== undefined) this.forgetOwner = owner.atEnd(() => this.close());
    const size = cosockets.settings.bufferBytes;
    this.input = new InputBuffer({
      bytes: cosockets.bytes,
      size,
      sizeUntilEnd: size,
      next: () => connection.readNow(),
    });
    return CONNECTED;
  }

  private receiving(reader: Reader): Suspension {
    const { cosockets } = this;
    return {
      kind: "thread",
      start: (resume) => {
        let cancelWatch = () => {};
        this.isReading = true;
        const finish = (answer: Answer) => {
          this.isReading = false;
          cancelWatch();
          wait.finish(answer);
        };
        const timeoutMs = this.timeouts.read || cosockets.settings.readTimeoutMs;
        const wait = new Wait(cosockets.scheduler, timeoutMs, resume, () => {
          this.logTimeout("read");
          finish([undefined, "timeout", this.input?.takeText() ?? ""]);
        });
        const goOn = () => {
          if (isOver || !this.isReading) return;
          const answer = this.advance(reader);
          if (answer !== undefined) {
            finish(answer);
            return;
          }
          wait.restart();
          watch();
        };
        let isOver = false;
        const watch = () => {
          cancelWatch = this.connection?.onReadable(() => cosockets.scheduler.arrive(goOn)) ?? (() => {});
        };
        watch();
        return () => {
          isOver = true;
          this.isReading = false;
          cancelWatch();
          wait.cancel();
          this.close();
        };
      },
    };
  }

  /** Reads what is there. Undefined: the reader wants more. */
  private advance(reader: Reader): Answer | undefined {
    const { input } = this;
    if (input === undefined) return CLOSED;
    const how = input.advance(reader);
    switch (how) {
      case undefined:
        return undefined;
      case "done":
        return [input.takeText()];
      case "too long":
        return [undefined, "no memory"];
      case null:
        this.isAtEnd = true;
        if (reader.untilEnd) return [input.takeText()];
        this.isReadClosed = true;
        return [undefined, "closed", input.takeText()];
      default:
        this.logFailure("recv()", how);
        this.isReadClosed = true;
        return [undefined, failureText(how), input.takeText()];
    }
  }

  private tlsFailure(outcome: Exclude<TlsOutcome, { session: unknown }>, serverName: string | undefined): string {
    const { owner, cosockets } = this;
    if ("failure" in outcome) {
      if (owner !== undefined && outcome.failure === "handshake failed") {
        cosockets.log(owner, "crit", `SSL_do_handshake() failed (SSL: ${outcome.detail})`);
      } else if (owner !== undefined) {
        cosockets.logError(owner, `lua ssl certificate does not match host "${serverName}"`);
      }
      return outcome.failure;
    }
    const { certificateError, reason } = outcome;
    if (owner !== undefined) {
      cosockets.logError(owner, `lua ssl certificate verify error: (${certificateError}: ${reason})`);
    }
    return `${certificateError}: ${reason}`;
  }

  private sendFailed(error: HostError): Answer {
    this.logFailure("send()", error);
    this.isWriteClosed = true;
    return [undefined, failureText(error)];
  }

  private logFailure(call: string, error: HostError): void {
    if (this.owner !== undefined) this.cosockets.log(this.owner, ...systemFailure(call, error));
  }

  private logTimeout(what: "read" | "write"): void {
    if (this.owner === undefined) return;
    this.cosockets.logError(this.owner, `lua tcp socket ${what} timed out, upstream: ${this.peer}`);
  }
}
