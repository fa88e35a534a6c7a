/** How virtual time passes in a run: as fast as it can, at real pace, or by steps. */
import type { Speed } from "./messages.ts";

type Answer = "go" | "ask again" | "stop";

/** How often who looks on hears of time that passes at real pace. */
const TICK_MS = 50;
/** Who lags behind real time by more than this does not catch up. */
const MOST_LAG_MS = 250;

export class Pace {
  /** Up to where time has passed, for who looks on: between two events of the sandbox, too. */
  nowMs = 0;
  private current: Speed;
  /** A moment of both times; undefined unless time passes at real pace. */
  private anchor: { readonly realMs: number; readonly virtualMs: number } | undefined;
  /** Up to here time may pass at once. */
  private allowedMs = -1;
  private hasStep = false;
  private hasChanged = false;
  isStopped = false;
  private wake: (() => void) | undefined;
  private readonly onTick: () => void;

  /** @param onTick called when time has passed, and when it stands still */
  constructor(speed: Speed, onTick: () => void) {
    this.current = speed;
    this.onTick = onTick;
  }

  get speed(): Speed {
    return this.current;
  }

  set speed(speed: Speed) {
    this.current = speed;
    this.anchor = undefined;
    this.wake?.();
  }

  /** Whether time stands still until somebody lets it pass. */
  get isWaiting(): boolean {
    return this.wake !== undefined;
  }

  step(): void {
    if (!this.isWaiting) return;
    this.hasStep = true;
    this.wake?.();
  }

  pass(ms: number): void {
    this.allowedMs = Math.max(this.nowMs, this.allowedMs) + ms;
    this.anchor = undefined;
    this.wake?.();
  }

  /** Something else may come next. */
  askAgain(): void {
    this.hasChanged = true;
    this.wake?.();
  }

  /** No more time passes. */
  stop(): void {
    this.isStopped = true;
    this.wake?.();
  }

  /** From here on as fast as it can, whatever was said before. */
  release(): void {
    this.isStopped = false;
    this.speed = "fast";
  }

  /** For the sandbox: may time move on to `toMs`? */
  readonly pace = (toMs: number): Promise<Answer> | undefined => {
    if (!this.isStopped && (this.current === "fast" || toMs <= this.allowedMs)) {
      this.nowMs = Math.max(this.nowMs, toMs);
      return undefined;
    }
    return this.wait(toMs);
  };

  private async wait(toMs: number): Promise<Answer> {
    this.hasChanged = false;
    for (;;) {
      if (this.isStopped) return "stop";
      if (this.hasChanged) return "ask again";
      if (this.hasStep || this.current === "fast" || toMs <= this.allowedMs || this.realNow(toMs) >= toMs) break;
      this.nowMs = Math.max(this.nowMs, Math.min(toMs, this.allowedMs), this.realNow(toMs));
      this.onTick();
      await this.sleep(toMs);
    }
    this.hasStep = false;
    this.nowMs = Math.max(this.nowMs, toMs);
    return "go";
  }

  /** Where virtual time is by the host's clock; never, unless it passes at real pace. */
  private realNow(toMs: number): number {
    if (this.current !== "real") return Number.NEGATIVE_INFINITY;
    const now = performance.now();
    const { anchor } = this;
    const at = anchor === undefined ? this.nowMs : anchor.virtualMs + now - anchor.realMs;
    if (anchor === undefined || at > toMs + MOST_LAG_MS) this.anchor = { realMs: now, virtualMs: Math.min(at, toMs) };
    return at;
  }

  /** Until a tick, or until something is said. */
  private sleep(toMs: number): Promise<void> {
    return new Promise((resolve) => {
      const ms = this.current === "real" ? Math.min(TICK_MS, Math.max(1, toMs - this.nowMs)) : undefined;
      const timeout = ms === undefined ? undefined : setTimeout(() => this.wake?.(), ms);
      this.wake = () => {
        clearTimeout(timeout);
        this.wake = undefined;
        resolve();
      };
    });
  }
}
