/** How a connection comes about: a turn in the pool's queue, the address of a name, the connection itself. */
import type { ConnectError, Connection, PeerAddress } from "../../host/ports.ts";
import { cString } from "../../vm/byte-text.ts";
import { TimeLimit } from "../stream/wait.ts";
import { type Target, targetOf } from "./address.ts";
import type { Cosockets, SocketOwner } from "./cosockets.ts";
import { addressText, connectFailure, failedAtOnce, failureText, peerText } from "./failure.ts";
import type { ConnectionPool, Kept } from "./pool.ts";
import { resolve } from "./resolve.ts";

export interface OpeningOptions {
  readonly cosockets: Cosockets;
  readonly owner: SocketOwner;
  readonly host: string;
  readonly port: number;
  readonly localIp: string | undefined;
  readonly timeoutMs: number;
  readonly pool: ConnectionPool | undefined;
}

/** What has come of it. */
export type Opened =
  | { readonly kept: Kept }
  | { readonly connection: Connection; readonly address: PeerAddress }
  | { readonly error: string };

/** A connection that is being made. */
export class Opening {
  /** The connection, as soon as there is something to close. */
  connection: Connection | undefined;
  private readonly options: OpeningOptions;
  private cancelStep: () => void = () => {};
  private done: (opened: Opened) => void = () => {};
  private target: Target | undefined;
  private isQueued = false;

  constructor(options: OpeningOptions) {
    this.options = options;
  }

  /** What can be done without waiting. Undefined: {@link start} has to go on. */
  tryNow(): Opened | undefined {
    const { pool } = this.options;
    const kept = pool?.take();
    if (kept !== undefined) return { kept };
    const entered = pool?.enter();
    if (entered === "too many") return { error: "too many waiting connect operations" };
    this.isQueued = entered === "wait";
    return this.isQueued ? undefined : this.readTarget();
  }

  /** @param done called once, in a later turn, and not after {@link cancel} */
  start(done: (opened: Opened) => void): void {
    this.done = done;
    if (this.isQueued) this.queue();
    else this.begin();
  }

  cancel(): void {
    this.cancelStep();
    this.connection?.close();
    this.options.pool?.leave();
  }

  private queue(): void {
    const { cosockets, owner, host, port, pool, timeoutMs } = this.options;
    const limit = new TimeLimit(cosockets.scheduler, timeoutMs, () => {
      this.cancelStep();
      cosockets.logError(
        owner,
        `lua tcp socket queued connect timed out, when trying to connect to ${cString(host)}:${port}`,
      );
      pool?.giveUp();
      this.done({ error: "timeout" });
    });
    const cancelTurn = pool?.onFree(() => {
      limit.cancel();
      pool.giveUp();
      const kept = pool.take();
      if (kept === undefined) {
        pool.enterAgain();
        const opened = this.readTarget();
        if (opened === undefined) this.begin();
        else this.done(opened);
      } else this.done({ kept });
    });
    const cancelStep = () => {
      limit.cancel();
      cancelTurn?.();
    };
    this.cancelStep = cancelStep;
  }

  private readTarget(): Opened | undefined {
    const { cosockets, host, port } = this.options;
    const target = targetOf(host, port);
    this.target = target;
    if ("error" in target) return this.failed(`failed to parse host name "${cString(host)}": ${target.error}`);
    if ("name" in target && cosockets.settings.resolves === undefined) {
      return this.failed(`no resolver defined to resolve "${cString(host)}"`);
    }
    return undefined;
  }

  private begin(): void {
    const { target } = this;
    if (target === undefined || "error" in target) throw new Error("there is nothing to connect to");
    if (!("name" in target)) {
      this.connect(target);
      return;
    }
    this.cancelStep = resolve(this.options.cosockets, target.name, (found) => {
      if ("ip" in found) this.connect({ ip: found.ip, port: target.port });
      else this.done(this.failed(found.error));
    });
  }

  private connect(address: PeerAddress): void {
    const { cosockets, owner, host, localIp, timeoutMs } = this.options;
    const limit = new TimeLimit(cosockets.scheduler, timeoutMs, () => {
      this.cancelStep();
      const when = `when connecting to ${addressText(host, address)}`;
      cosockets.logError(owner, `lua tcp socket connect timed out, ${when}, upstream: ${peerText(host, address)}`);
      connection.close();
      this.done(this.failed("timeout"));
    });
    let isOver = false;
    const cancelStep = () => {
      isOver = true;
      limit.cancel();
    };
    this.cancelStep = cancelStep;
    const connection = cosockets.sockets.connect(address, localIp, (error) =>
      cosockets.scheduler.arrive(() => {
        if (isOver) return;
        this.cancelStep();
        if (error === undefined) this.done({ connection, address });
        else {
          connection.close();
          this.done(this.refused(address, error));
        }
      }),
    );
    this.connection = connection;
  }

  private refused(address: PeerAddress, error: ConnectError): Opened {
    const { cosockets, owner, host, localIp } = this.options;
    if (error.call === "bind")
      cosockets.log(owner, "crit", `bind(${localIp}) failed (${error.errno}: ${error.message})`);
    else if (failedAtOnce(address, error)) cosockets.log(owner, ...connectFailure(host, address, error));
    else cosockets.logError(owner, `connect() failed (${error.errno}: ${error.message})`);
    return this.failed(failureText(error));
  }

  private failed(error: string): Opened {
    this.options.pool?.leave();
    return { error };
  }
}
