/** `run --trace FILE`: what timers and light threads did, as a trace in Chrome's format. */
import { writeFileSync } from "node:fs";
import { asHostError } from "../../host/node/strerror.ts";
import { EventRing, type Observer } from "../../runtime/events.ts";
import { exportTrace } from "../../runtime/trace.ts";

/** The last ones are kept: so many that a trace can still be looked at. */
const MOST_EVENTS = 1_000_000;

export class TraceFile {
  private readonly path: string;
  private readonly ring = new EventRing(MOST_EVENTS);

  /** @param path a byte string */
  constructor(path: string) {
    this.path = path;
  }

  readonly record: Observer = (event) => this.ring.record(event);

  /** @returns what there is to tell of it */
  write(): string {
    const { events, dropped } = this.ring.take();
    try {
      writeFileSync(Buffer.from(this.path, "latin1"), exportTrace(events));
    } catch (thrown) {
      return `ngxbox: --trace: cannot write ${this.path}: ${asHostError(thrown).message}\n`;
    }
    return dropped === 0 ? "" : `ngxbox: --trace: the first ${dropped} events are not in the file\n`;
  }
}
