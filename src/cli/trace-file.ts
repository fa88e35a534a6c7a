/** `run --trace FILE`: what timers and light threads did, as a trace in Chrome's format. */
import { writeFileSync } from "node:fs";
import { asHostError } from "../host/node/strerror.ts";
import { EventRing, type RuntimeEvent } from "../runtime/events.ts";
import { exportTrace, type TracedEvent } from "../runtime/trace.ts";

/** The last ones are kept: so many that a trace can still be looked at. */
const MOST_EVENTS = 1_000_000;

export class TraceFile {
  private readonly path: string;
  private readonly pid: number;
  private readonly ring = new EventRing<TracedEvent>(MOST_EVENTS);

  /** @param path a byte string */
  constructor(path: string, pid: number) {
    this.path = path;
    this.pid = pid;
  }

  readonly observe = (event: RuntimeEvent): void => this.record({ ...event, pid: this.pid });

  /** Of several processes. */
  readonly record = (event: TracedEvent): void => this.ring.record(event);

  /** @returns what there is to tell of it */
  write(): string {
    try {
      writeFileSync(Buffer.from(this.path, "latin1"), exportTrace(this.ring.events()));
    } catch (thrown) {
      return `ngxbox: --trace: cannot write ${this.path}: ${asHostError(thrown).message}\n`;
    }
    const { dropped } = this.ring;
    return dropped === 0 ? "" : `ngxbox: --trace: the first ${dropped} events are not in the file\n`;
  }
}
