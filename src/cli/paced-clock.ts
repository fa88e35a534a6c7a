import type { Backlog } from "../host/node/backlog.ts";
import { RealClock } from "../runtime/clock.ts";

/** The host's time for a worker that goes on only when what it printed has been taken: else it would pile up. */
export class PacedClock extends RealClock {
  private readonly backlog: Backlog;
  private wanted: (() => void) | undefined;

  constructor(monotonicMs: () => number, backlog: Backlog) {
    super(monotonicMs);
    this.backlog = backlog;
  }

  override wakeAt(atMs: number | null, wake: () => void): void {
    this.wanted = wake;
    super.wakeAt(atMs, () => {
      this.backlog.onceEmpty(() => {
        if (this.wanted === wake) wake();
      });
    });
  }
}
