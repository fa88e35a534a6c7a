/** What an object of `ngx.socket.udp` stands for: datagrams from and to one peer. */
import type { DatagramSocket, PeerAddress } from "../../host/ports.ts";
import { cString } from "../../vm/byte-text.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import { type Answer, TimeLimit } from "../stream/wait.ts";
import { targetOf } from "./address.ts";
import type { Cosockets, SocketOwner } from "./cosockets.ts";
import { noEffect } from "./direction.ts";
import { failureText, peerText, systemFailure } from "./failure.ts";
import { resolve } from "./resolve.ts";

/** Longer ones are cut off. */
export const LONGEST_DATAGRAM = 65_536;

const DONE: Answer = [1];

/** As {@link TcpSocket}: who calls makes sure that it may be used. */
export class UdpSocket {
  /** In milliseconds; 0: as the configuration says. */
  readTimeoutMs = 0;
  /** An address of this computer to send from; undefined: any. */
  localIp: string | undefined;
  private readonly cosockets: Cosockets;
  private owner: SocketOwner | undefined;
  private socket: DatagramSocket | undefined;
  private peer = "";
  private isWaiting = false;
  private forgetOwner = noEffect;

  constructor(cosockets: Cosockets) {
    this.cosockets = cosockets;
  }

  isOfAnother(owner: SocketOwner): boolean {
    return this.owner !== undefined && this.owner !== owner;
  }

  get isOpen(): boolean {
    return this.socket !== undefined;
  }

  get isBusy(): boolean {
    return this.isWaiting;
  }

  /** Answers 1, or nil and an error. */
  setPeerName(owner: SocketOwner, host: string, port: number): Answer | Suspension {
    this.close();
    this.owner = owner;
    const target = targetOf(host, port);
    if ("error" in target) return [undefined, `failed to parse host name "${cString(host)}": ${target.error}`];
    if (!("name" in target)) return this.open(host, target);
    if (this.cosockets.settings.resolves === undefined) {
      return [undefined, `no resolver defined to resolve "${cString(host)}"`];
    }
    return this.waiting("udpsock:setpeername", (finish) =>
      resolve(this.cosockets, target.name, (found) =>
        finish("error" in found ? [undefined, found.error] : this.open(host, { ip: found.ip, port: target.port })),
      ),
    );
  }

  /** Answers 1, or nil and an error. */
  send(bytes: Uint8Array): Suspension {
    return this.waiting("udpsock:send", (finish) => {
      let isOver = false;
      const release = this.cosockets.scheduler.clock.hold();
      this.socket?.send(bytes, (error) =>
        this.cosockets.scheduler.arrive(() => {
          if (isOver) return;
          release();
          if (error !== undefined && this.owner !== undefined) {
            this.cosockets.log(this.owner, ...systemFailure("send()", error));
          }
          finish(error === undefined ? DONE : [undefined, failureText(error)]);
        }),
      );
      return () => {
        isOver = true;
        release();
      };
    });
  }

  /** Answers a datagram, or nil and an error. */
  receive(mostBytes: number): Answer | Suspension {
    return this.receiveNow(mostBytes) ?? this.receiving(mostBytes);
  }

  close(): void {
    this.forgetOwner();
    this.forgetOwner = noEffect;
    this.socket?.close();
    this.socket = undefined;
  }

  private open(host: string, address: PeerAddress): Answer {
    const socket = this.cosockets.sockets.datagrams(address, this.localIp);
    const { owner } = this;
    if ("code" in socket) {
      if (owner !== undefined) {
        const call = socket.call === "bind" ? `bind(${this.localIp})` : "connect()";
        this.cosockets.log(owner, "crit", `${call} failed (${socket.errno}: ${socket.message})`);
      }
      return [undefined, failureText(socket)];
    }
    this.socket = socket;
    this.peer = peerText(host, address);
    if (owner !== undefined) this.forgetOwner = owner.atEnd(() => this.close());
    return DONE;
  }

  private receiveNow(mostBytes: number): Answer | undefined {
    const got = this.socket?.receiveNow();
    if (got === undefined) return undefined;
    if (got instanceof Uint8Array) return [this.cosockets.bytes.toText(got.subarray(0, mostBytes))];
    if (this.owner !== undefined) this.cosockets.log(this.owner, ...systemFailure("recv()", got));
    return [undefined, failureText(got)];
  }

  private receiving(mostBytes: number): Suspension {
    const { scheduler, settings } = this.cosockets;
    return this.waiting("udpsock:receive", (finish) => {
      let isOver = false;
      const limit = new TimeLimit(scheduler, this.readTimeoutMs || settings.readTimeoutMs, () => {
        end();
        if (this.owner !== undefined) {
          this.cosockets.logError(this.owner, `lua udp socket read timed out, upstream: ${this.peer}`);
        }
        finish([undefined, "timeout"]);
      });
      const end = () => {
        isOver = true;
        this.socket?.watch(undefined);
        limit.cancel();
      };
      const goOn = () => {
        if (isOver) return;
        const answer = this.receiveNow(mostBytes);
        if (answer === undefined) {
          this.socket?.watch(arrived);
          return;
        }
        end();
        finish(answer);
      };
      const arrived = () => scheduler.arrive(goOn);
      this.socket?.watch(arrived);
      return end;
    });
  }

  /** @param begin begins what is waited for, and returns what ends it early */
  private waiting(awaits: string, begin: (finish: (answer: Answer) => void) => () => void): Suspension {
    return {
      kind: "thread",
      awaits,
      start: (resume) => {
        this.isWaiting = true;
        const cancel = begin((answer) => {
          this.isWaiting = false;
          resume(...answer);
        });
        return () => {
          this.isWaiting = false;
          cancel();
          this.close();
        };
      },
    };
  }
}
