/** Sees from outside that the calls of an isolated sandbox end in time. */
import type { Limits, StoppingLimit } from "../limits.ts";
import type { Activity } from "./protocol.ts";

/** How long after its deadline a sandbox may take to stop by itself: what is left of 50 ms is for ending its thread. */
const GRACE_MS = 20;

/** The host itself may have been busy, and find messages from before the deadline only after it. */
const TURNS_OF_GRACE = 2;

export class Watchdog {
  private readonly limits: Limits;
  private readonly onExpired: (limit: StoppingLimit) => void;
  private wallDeadlineMs = Number.POSITIVE_INFINITY;
  private cpuDeadlineMs = Number.POSITIVE_INFINITY;
  private moreMs = 0;
  private timeout: ReturnType<typeof setTimeout> | undefined;
  private turnsLeft = TURNS_OF_GRACE;

  /** @param onExpired called once: nothing is watched any more then */
  constructor(limits: Limits, onExpired: (limit: StoppingLimit) => void) {
    this.limits = limits;
    this.onExpired = onExpired;
  }

  /** A call begins. @param moreMs what it may take on top, for what is no script's doing */
  callBegins(moreMs = 0): void {
    this.moreMs = moreMs;
    this.wallDeadlineMs = performance.now() + this.limits.wallMs + moreMs + GRACE_MS;
    this.arm();
  }

  callEnds(): void {
    this.moreMs = 0;
    this.wallDeadlineMs = Number.POSITIVE_INFINITY;
    this.arm();
  }

  activity({ runs, cpuMs }: Activity): void {
    this.cpuDeadlineMs = runs
      ? performance.now() + Math.max(0, this.limits.cpuMs - cpuMs) + this.moreMs + GRACE_MS
      : Number.POSITIVE_INFINITY;
    this.arm();
  }

  /** Nothing is watched any more. */
  end(): void {
    this.wallDeadlineMs = Number.POSITIVE_INFINITY;
    this.cpuDeadlineMs = Number.POSITIVE_INFINITY;
    this.arm();
  }

  private get deadlineMs(): number {
    return Math.min(this.wallDeadlineMs, this.cpuDeadlineMs);
  }

  private arm(): void {
    clearTimeout(this.timeout);
    this.turnsLeft = TURNS_OF_GRACE;
    const wait = this.deadlineMs - performance.now();
    if (wait === Number.POSITIVE_INFINITY) return;
    this.timeout = setTimeout(this.look, Math.min(Math.max(0, Math.ceil(wait)), LONGEST_TIMEOUT_MS));
  }

  private readonly look = (): void => {
    if (performance.now() < this.deadlineMs) {
      this.arm();
    } else if (this.turnsLeft > 0) {
      this.turnsLeft--;
      this.timeout = setTimeout(this.look, 0);
    } else {
      const limit = this.wallDeadlineMs < this.cpuDeadlineMs ? "wallMs" : "cpuMs";
      this.end();
      this.onExpired(limit);
    }
  };
}

/** A host's setTimeout takes no more. */
const LONGEST_TIMEOUT_MS = 0x7fff_ffff;
