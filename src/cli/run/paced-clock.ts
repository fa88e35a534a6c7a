import type { Backlog } from "../../host/node/backlog.ts";
import type { Clock } from "../../runtime/clock.ts";

/** A clock for a worker that goes on only when what it printed has been taken: else it would pile up. */
export class PacedClock implements Clock {
  private readonly clock: Clock;
  private readonly backlog: Backlog;
  private readonly onWake: () => void;
  private wanted: () => void = () => {};

  /** @param onWake called before each waking */
  constructor(clock: Clock, backlog: Backlog, onWake: () => void) {
    this.clock = clock;
    this.backlog = backlog;
    this.onWake = onWake;
  }

  epochMs(): number {
    return this.clock.epochMs();
  }

  monotonicMs(): number {
    return this.clock.monotonicMs();
  }

  wakeAt(atMs: number | null, wake: () => void): void {
    this.wanted = wake;
    this.clock.wakeAt(atMs, this.wakeOnceTaken);
  }

  wakeNow(wake: () => void): void {
    this.wanted = wake;
    this.clock.wakeNow(this.wakeOnceTaken);
  }

  hold(): () => void {
    return this.clock.hold();
  }

  look(): void {
    this.clock.look();
  }

  private readonly wakeOnceTaken = (): void => {
    const { wanted, backlog } = this;
    if (backlog.isEmpty) this.wake();
    else {
      backlog.onceEmpty(() => {
        if (this.wanted === wanted) this.wake();
      });
    }
  };

  private wake(): void {
    this.onWake();
    this.wanted();
  }
}
