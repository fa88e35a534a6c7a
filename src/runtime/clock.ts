/**
 * The clock of a worker, and what wakes it. Sleeps, timers, time-outs and `ngx.now` all read this one clock.
 */
import type { SystemTime } from "../host/ports.ts";

export interface Clock {
  /** Milliseconds of the time of day, since 1970 (whole). */
  epochMs(): number;
  /** Milliseconds that never go back (whole), for deadlines. */
  monotonicMs(): number;
  /**
   * Calls `wake` once: when `atMs` of {@link monotonicMs} is reached, or as soon as the host has had a turn where `atMs` is
   * not in the future. A new call replaces the one before; null waits for nothing.
   */
  wakeAt(atMs: number | null, wake: () => void): void;
  /** Wakes as soon as may be, for who was called by the host itself and by nothing else: maybe before this returns. */
  wakeNow(wake: () => void): void;
  /** Something outside (a child process, a socket) is outstanding until the answer is called: time goes at real pace. */
  hold(): () => void;
  /** A script looks at the time, maybe in a loop that waits for it to pass. */
  look(): void;
  /**
   * Each turn is a wake-up of its own and takes as long as it takes: of several who live by one virtual time, none depends on
   * how fast another computes.
   */
  readonly turnByTurn?: boolean;
}

/** The time of day and of computing by `clock`: whoever asks looks at it. */
export function systemTimeBy(clock: Clock, zoneAt: SystemTime["zoneAt"]): SystemTime {
  return {
    nowMs: () => {
      clock.look();
      return clock.epochMs();
    },
    cpuSeconds: () => {
      clock.look();
      return clock.monotonicMs() / 1000;
    },
    zoneAt,
  };
}

/** The host's own time. */
export class RealClock implements Clock {
  private readonly monotonic: () => number;
  private timeout: ReturnType<typeof setTimeout> | undefined;
  /** When it goes off. That may be too early: to set another one each time that somebody waits longer would take time. */
  private timeoutAtMs = 0;
  /** What it is to wake, and when. */
  private later: { readonly atMs: number; readonly wake: () => void } | undefined;
  /** Takes back what runs after the host's turn. */
  private forgetSoon: (() => void) | undefined;

  /** @param monotonic milliseconds that never go back, with a fraction; a host may have a better source than the usual one */
  constructor(monotonic: () => number = () => performance.now()) {
    this.monotonic = monotonic;
  }

  epochMs(): number {
    return Date.now();
  }

  monotonicMs(): number {
    return Math.floor(this.monotonic());
  }

  wakeAt(atMs: number | null, wake: () => void): void {
    if (this.forgetSoon !== undefined) this.forget();
    this.later = undefined;
    if (atMs === null) {
      clearTimeout(this.timeout);
      this.timeout = undefined;
    } else if (this.timeout !== undefined && this.timeoutAtMs <= atMs) {
      this.later = { atMs, wake };
    } else if (atMs <= this.monotonic()) {
      this.forgetSoon = afterHostTurn(() => {
        this.forgetSoon = undefined;
        wake();
      });
    } else {
      this.later = { atMs, wake };
      clearTimeout(this.timeout);
      this.setTimeout(atMs);
    }
  }

  wakeNow(wake: () => void): void {
    if (this.forgetSoon !== undefined) this.forget();
    this.later = undefined;
    wake();
  }

  hold(): () => void {
    return noRelease;
  }

  look(): void {}

  /** Wakes nobody any more who was to be woken so far. */
  protected forget(): void {
    this.forgetSoon?.();
    this.forgetSoon = undefined;
    this.later = undefined;
  }

  private setTimeout(atMs: number): void {
    const wait = Math.min(Math.ceil(atMs - this.monotonic()), LONGEST_TIMEOUT_MS);
    this.timeoutAtMs = atMs;
    this.timeout = setTimeout(this.onTimeout, wait);
  }

  private readonly onTimeout = (): void => {
    this.timeout = undefined;
    const { later } = this;
    if (later === undefined) return;
    if (later.atMs > this.monotonic()) {
      this.setTimeout(later.atMs);
      return;
    }
    this.later = undefined;
    later.wake();
  };
}

/**
 * Calls `run` once the host's event loop has had a turn, without the pause that a page makes of a time-out.
 * @returns what takes it back
 */
const afterHostTurn: (run: () => void) => () => void =
  typeof setImmediate === "function"
    ? (run) => {
        const immediate = setImmediate(run);
        return () => clearImmediate(immediate);
      }
    : (run) => {
        const { port1, port2 } = new MessageChannel();
        let wanted = true;
        (port1 as unknown as { onmessage: () => void }).onmessage = () => {
          port1.close();
          if (wanted) run();
        };
        port2.postMessage(null);
        return () => {
          wanted = false;
        };
      };

/** This time goes at its own pace anyway. */
function noRelease(): void {}

/** Above this a host's setTimeout fires at once instead; waking early is harmless. */
const LONGEST_TIMEOUT_MS = 0x7fff_ffff;

/** A wake-up that somebody wants. */
interface WakeUp {
  readonly atMs: number;
  /** Of two at the same time, the one that was asked for first comes first. */
  readonly sequence: number;
  readonly wake: () => void;
}

/** Who waits for virtual time: one worker. */
class Sleeper implements Clock {
  wanted: WakeUp | null = null;
  private readonly time: VirtualClock;

  constructor(time: VirtualClock) {
    this.time = time;
  }

  epochMs(): number {
    return this.time.epochMs();
  }

  monotonicMs(): number {
    return this.time.monotonicMs();
  }

  wakeAt(atMs: number | null, wake: () => void): void {
    this.wanted = atMs === null ? null : { atMs, sequence: this.time.nextSequence(), wake };
    this.time.armHeld();
  }

  wakeNow(wake: () => void): void {
    this.wakeAt(this.monotonicMs(), wake);
  }

  hold(): () => void {
    return this.time.hold();
  }

  look(): void {
    this.time.look();
  }
}

/** What a look at the clock takes of virtual time: who looks until some has passed would look for ever. */
const LOOK_MS = 0.01;

/**
 * Time that only moves when everyone sleeps ({@link advance}), or at real pace while something outside is outstanding. Day
 * time and deadlines move together. Several workers may live by it: each has a clock of its own ({@link another}).
 */
export class VirtualClock implements Clock {
  private readonly startMs: number;
  private elapsedMs = 0;
  private readonly first = new Sleeper(this);
  private readonly sleepers = new Set([this.first]);
  private sequence = 0;
  private holds = 0;
  private readonly real: RealClock;
  private heldSince = 0;

  /** @param startMs the time of day to begin with, since 1970 */
  constructor(startMs: number) {
    this.startMs = Math.floor(startMs);
    this.real = new RealClock();
  }

  epochMs(): number {
    return this.startMs + this.monotonicMs();
  }

  monotonicMs(): number {
    return Math.floor(this.elapsedMs) + (this.holds > 0 ? this.real.monotonicMs() - this.heldSince : 0);
  }

  look(): void {
    this.elapsedMs += LOOK_MS;
  }

  wakeAt(atMs: number | null, wake: () => void): void {
    this.first.wakeAt(atMs, wake);
  }

  wakeNow(wake: () => void): void {
    this.first.wakeNow(wake);
  }

  /** A clock of the same time for one more worker. @returns it, and what ends it */
  another(): { clock: Clock; end: () => void } {
    const sleeper = new Sleeper(this);
    this.sleepers.add(sleeper);
    const end = () => {
      sleeper.wanted = null;
      this.sleepers.delete(sleeper);
    };
    return { clock: sleeper, end };
  }

  hold(): () => void {
    if (this.holds++ === 0) this.heldSince = this.real.monotonicMs();
    this.armHeld();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const now = this.monotonicMs();
      if (--this.holds === 0) {
        this.elapsedMs = now;
        this.real.wakeAt(null, () => {});
      }
    };
  }

  /** True while something outside is outstanding: time goes by itself. */
  get isHeld(): boolean {
    return this.holds > 0;
  }

  /** When the next wake-up is wanted, in elapsed milliseconds; null for never. */
  get nextMs(): number | null {
    return this.soonest()?.wanted?.atMs ?? null;
  }

  /**
   * Moves time on by `ms`, waking whoever asked on the way, each at its moment. Nested calls are refused.
   * @throws RangeError for a negative or non-finite `ms`
   */
  advance(ms: number): void {
    if (!(ms >= 0) || ms === Number.POSITIVE_INFINITY) throw new RangeError("time moves forward, by a finite number");
    const end = Math.floor(this.elapsedMs) + Math.floor(ms);
    while (this.nextBefore(end)) {}
    this.moveTo(end);
  }

  /** Moves to the next wake-up and wakes. @returns false where none is wanted */
  next(): boolean {
    return this.nextBefore(Number.POSITIVE_INFINITY);
  }

  /** As {@link next}, if that is no later than `endMs` (elapsed milliseconds). */
  nextBefore(endMs: number): boolean {
    const sleeper = this.soonest();
    const wanted = sleeper?.wanted;
    if (sleeper === undefined || !wanted || wanted.atMs > endMs) return false;
    this.moveTo(wanted.atMs);
    sleeper.wanted = null;
    wanted.wake();
    return true;
  }

  /** Moves time on to `atMs` (elapsed milliseconds) without waking anybody; never back. */
  moveTo(atMs: number): void {
    this.elapsedMs = Math.max(this.elapsedMs, atMs);
  }

  nextSequence(): number {
    return ++this.sequence;
  }

  /** While something outside is outstanding, deadlines come at real pace. */
  armHeld(): void {
    if (this.holds === 0) return;
    const sleeper = this.soonest();
    const wanted = sleeper?.wanted;
    if (sleeper === undefined || !wanted) {
      this.real.wakeAt(null, () => {});
      return;
    }
    const realAt = this.heldSince + (wanted.atMs - this.elapsedMs);
    this.real.wakeAt(realAt, () => {
      if (sleeper.wanted === wanted) {
        sleeper.wanted = null;
        wanted.wake();
      }
      this.armHeld();
    });
  }

  private soonest(): Sleeper | undefined {
    let soonest: Sleeper | undefined;
    for (const sleeper of this.sleepers) {
      if (sleeper.wanted === null) continue;
      const best = soonest?.wanted;
      if (!best || isSooner(sleeper.wanted, best)) soonest = sleeper;
    }
    return soonest;
  }
}

function isSooner(one: WakeUp, other: WakeUp): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.sequence < other.sequence);
}
