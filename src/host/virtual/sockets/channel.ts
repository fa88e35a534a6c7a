import { hostError } from "../../errno.ts";
import type { HostError } from "../../ports.ts";
import { noEffect } from "../no-effect.ts";
import type { Agenda } from "./agenda.ts";

/** What may be under way and unread together, as Node reads ahead. Then the sender has to wait. */
const WINDOW_BYTES = 262_144;

/** One direction of a connection: what one side sends arrives at the other, in order and a while later. */
export class Channel {
  /** Called when something has arrived. */
  onArrival: () => void = () => {};
  /** Called when some of what had to wait has been sent: all of it, or not. */
  onProgress: (isAll: boolean) => void = () => {};
  private readonly agenda: Agenda;
  private readonly latencyMs: number;
  /** What the sender has written and the window has no room for. */
  private waiting: string[] = [];
  private waitingBytes = 0;
  private flyingBytes = 0;
  private unread: string[] = [];
  private unreadBytes = 0;
  /** The sender has ended its side; then that is on its way; then it has arrived (null), or a failure has. */
  private endWritten = false;
  private endSent = false;
  private end: null | HostError | undefined;
  /** Why nothing can be sent the other way any more. */
  private broken: HostError | undefined;
  private isDiscarded = false;

  constructor(agenda: Agenda, latencyMs: number) {
    this.agenda = agenda;
    this.latencyMs = latencyMs;
  }

  /** How much waits to be sent. */
  get backlog(): number {
    return this.waitingBytes;
  }

  get hasUnread(): boolean {
    return this.unreadBytes > 0;
  }

  /** Whether the sender's end, or a failure, has arrived, whatever is still unread. */
  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  /** The failure that has arrived, for who sends the other way. */
  get brokenBy(): HostError | undefined {
    return this.broken;
  }

  /** Whether there is something for {@link take}. */
  get hasNews(): boolean {
    return this.unread.length > 0 || this.end !== undefined;
  }

  /** @returns whether nothing has to wait */
  send(text: string): boolean {
    if (text !== "" && !this.endWritten && !this.isDiscarded) {
      this.waiting.push(text);
      this.waitingBytes += text.length;
      this.pump();
    }
    return this.waitingBytes === 0;
  }

  /** The sender sends nothing more. */
  close(): void {
    this.endWritten = true;
    this.pump();
  }

  /** The sender breaks the connection: what waits is lost. */
  fail(error: HostError): void {
    this.endWritten = true;
    this.endSent = true;
    this.waiting = [];
    this.waitingBytes = 0;
    this.agenda.after(this.latencyMs, () => this.ended(error));
  }

  /** The next piece that has arrived; null or an error at the end, which stays; undefined: nothing. */
  take(): string | null | HostError | undefined {
    const piece = this.unread.shift();
    if (piece === undefined) return this.end;
    this.unreadBytes -= piece.length;
    if (this.waitingBytes > 0) this.agenda.after(0, () => this.goOn());
    return piece;
  }

  /** The receiver reads nothing any more; what comes is dropped. */
  discard(): void {
    this.isDiscarded = true;
    this.unread = [];
    this.unreadBytes = 0;
    this.waiting = [];
    this.waitingBytes = 0;
    this.onArrival = noEffect;
  }

  private goOn(): void {
    const before = this.waitingBytes;
    this.pump();
    if (this.waitingBytes < before) this.onProgress(this.waitingBytes === 0);
  }

  private pump(): void {
    for (let first = this.waiting[0]; first !== undefined; first = this.waiting[0]) {
      const room = WINDOW_BYTES - this.flyingBytes - this.unreadBytes;
      if (room <= 0) return;
      const piece = first.length <= room ? first : first.slice(0, room);
      if (piece === first) this.waiting.shift();
      else this.waiting[0] = first.slice(room);
      this.waitingBytes -= piece.length;
      this.flyingBytes += piece.length;
      this.agenda.after(this.latencyMs, () => this.arrived(piece));
    }
    if (!this.endWritten || this.endSent) return;
    this.endSent = true;
    this.agenda.after(this.latencyMs, () => this.ended(null));
  }

  private arrived(piece: string): void {
    this.flyingBytes -= piece.length;
    if (this.isDiscarded || this.end !== undefined) return;
    this.unread.push(piece);
    this.unreadBytes += piece.length;
    this.onArrival();
  }

  private ended(end: null | HostError): void {
    if (this.isDiscarded || this.broken !== undefined) return;
    // as Linux: one that breaks after its end is a broken pipe, and no failure to read
    if (end !== null) this.broken = this.end === null ? hostError("EPIPE") : end;
    if (this.end === undefined) this.end = end;
    this.onArrival();
  }
}
