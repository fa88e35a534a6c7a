import type { Backlog } from "../host/node/backlog.ts";
import { RealClock } from "../runtime/clock.ts";

/** The host's time for a worker that goes on only when what it printed has been taken: else it would pile up. */
export class PacedClock extends RealClock {
  private readonly backlog: Backlog;
  private readonly onWake: () => void;
  private wanted: (() => void) | undefined;

  /** @param onWake called before each waking */
  constructor(monotonicMs: () => number, backlog: Backlog, onWake: () => void) {
    super(monotonicMs);
    this.backlog = backlog;
    this.onWake = onWake;
  }

  override wakeAt(atMs: number | null, wake: () => void): void {
    this.wanted = wake;
    super.wakeAt(atMs, () => this.wakeOnceTaken(wake));
  }

  override wakeNow(wake: () => void): void {
    this.wanted = wake;
    this.forget();
    this.wakeOnceTaken(wake);
  }

  private wakeOnceTaken(wake: () => void): void {
    this.backlog.onceEmpty(() => {
      if (this.wanted !== wake) return;
      this.onWake();
      wake();
    });
  }
}
