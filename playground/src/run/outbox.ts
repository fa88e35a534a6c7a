/** Gathers what a run has to tell, so that a page gets it in a few messages, and soon. */
import type { TracedEvent } from "../../../src/browser.ts";
import { joinedBytes } from "../../../src/sandbox/joined-bytes.ts";
import type { FromWorker, Piece, StreamName } from "./messages.ts";

/** How long something waits at most, unless Lua lets nothing else happen. */
const SOON_MS = 16;
const MOST_BYTES = 128 * 1024;
const MOST_EVENTS = 2000;
/** What a page keeps of a run's events; more are counted. */
const MOST_EVENTS_OF_RUN = 200_000;

export class Outbox {
  private pieces: { readonly stream: StreamName; readonly parts: Uint8Array[] }[] = [];
  private bytes = 0;
  private events: TracedEvent[] = [];
  private sentEvents = 0;
  private dropped = 0;
  /** When output was last sent. */
  private printedMs = 0;
  private timeout: ReturnType<typeof setTimeout> | undefined;
  private readonly send: (message: FromWorker, transfer?: ArrayBuffer[]) => void;

  constructor(send: (message: FromWorker, transfer?: ArrayBuffer[]) => void) {
    this.send = send;
  }

  print(stream: StreamName, bytes: Uint8Array): void {
    const last = this.pieces.at(-1);
    if (last?.stream === stream) last.parts.push(bytes);
    else this.pieces.push({ stream, parts: [bytes] });
    this.bytes += bytes.length;
    // Lua may go on to keep the worker busy for long: what comes first goes at once
    if (this.bytes >= MOST_BYTES || performance.now() > this.printedMs + SOON_MS) this.flush();
    else this.flushSoon();
  }

  add(event: TracedEvent): void {
    if (this.sentEvents + this.events.length >= MOST_EVENTS_OF_RUN) this.dropped++;
    else this.events.push(event);
    if (this.events.length >= MOST_EVENTS) this.flush();
    else this.flushSoon();
  }

  flush(): void {
    clearTimeout(this.timeout);
    this.timeout = undefined;
    if (this.bytes > 0) {
      this.printedMs = performance.now();
      const pieces = this.pieces.map(({ stream, parts }): Piece => ({ stream, bytes: joinedBytes(parts) }));
      this.pieces = [];
      this.bytes = 0;
      this.send(
        { kind: "output", pieces },
        pieces.map(({ bytes }) => bytes.buffer as ArrayBuffer),
      );
    }
    if (this.events.length > 0 || this.dropped > 0) {
      const { events, dropped } = this;
      this.sentEvents += events.length;
      this.events = [];
      this.dropped = 0;
      this.send({ kind: "events", events, dropped });
    }
  }

  private flushSoon(): void {
    this.timeout ??= setTimeout(() => this.flush(), SOON_MS);
  }
}
