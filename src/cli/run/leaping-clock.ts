import { VirtualClock } from "../../runtime/clock.ts";

/**
 * Virtual time for `ngxbox run --virtual-time`: when the script waits for time only, the clock leaps to the next moment. While
 * a child process or a socket is outstanding, time goes at its real pace.
 */
export class LeapingClock extends VirtualClock {
  private isLeaping = false;

  override wakeAt(atMs: number | null, wake: () => void): void {
    super.wakeAt(atMs, wake);
    this.leapSoon();
  }

  override wakeNow(wake: () => void): void {
    super.wakeNow(wake);
    this.leapSoon();
  }

  override hold(): () => void {
    const release = super.hold();
    return () => {
      release();
      this.leapSoon();
    };
  }

  /** What the host has for the script comes first. */
  private leapSoon(): void {
    if (this.isLeaping || this.nextMs === null) return;
    this.isLeaping = true;
    setImmediate(() => {
      this.isLeaping = false;
      if (!this.isHeld) this.next();
    });
  }
}
