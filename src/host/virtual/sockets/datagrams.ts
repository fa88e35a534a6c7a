import { hostError } from "../../errno.ts";
import type { DatagramSocket, HostError } from "../../ports.ts";
import { bytesOf, textOf } from "../byte-string.ts";
import type { Agenda } from "./agenda.ts";
import type { PeerServer } from "./peer.ts";

/** As Linux keeps for a socket that nobody reads; what comes on top is lost. */
const MOST_AHEAD = 212_992;

/** A socket for datagrams to a simulated peer. */
export class VirtualDatagrams implements DatagramSocket {
  private readonly agenda: Agenda;
  private readonly server: PeerServer;
  private readonly latencyMs: number;
  private readonly onClosed: () => void;
  private waiting: (string | HostError)[] = [];
  private waitingBytes = 0;
  private watcher: (() => void) | undefined;
  private isClosed = false;

  constructor(agenda: Agenda, server: PeerServer, latencyMs: number, onClosed: () => void) {
    this.agenda = agenda;
    this.server = server;
    this.latencyMs = latencyMs;
    this.onClosed = onClosed;
  }

  send(bytes: Uint8Array, done: (error: HostError | undefined) => void): void {
    // the system tells an error once, whoever asks next
    const [failed] = this.waiting;
    const error = typeof failed === "object" ? failed : undefined;
    if (error === undefined) this.deliver(textOf(bytes));
    else this.waiting.shift();
    this.agenda.after(0, () => {
      if (!this.isClosed) done(error);
    });
  }

  receiveNow(): Uint8Array | HostError | undefined {
    const next = this.waiting.shift();
    if (typeof next !== "string") return next;
    this.waitingBytes -= next.length;
    return bytesOf(next);
  }

  watch(arrived: (() => void) | undefined): void {
    this.watcher = arrived;
    if (arrived !== undefined && this.waiting.length > 0) this.agenda.after(0, () => this.tell());
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.watcher = undefined;
    this.waiting = [];
    this.onClosed();
  }

  private deliver(text: string): void {
    const { agenda, server, latencyMs } = this;
    agenda.after(latencyMs, () => {
      if (server?.datagram === undefined) this.came(hostError("ECONNREFUSED"), 0);
      else server.datagram(text, (answer) => void agenda.after(latencyMs, () => this.came(answer, answer.length)));
    });
  }

  private came(what: string | HostError, bytes: number): void {
    if (this.isClosed || this.waitingBytes + bytes > MOST_AHEAD) return;
    this.waiting.push(what);
    this.waitingBytes += bytes;
    this.tell();
  }

  private tell(): void {
    const { watcher } = this;
    this.watcher = undefined;
    watcher?.();
  }
}
