/** The time that calls of the host take: Lua's own, that in which it waits, and whether either is more than a call may take. */
import type { Clock } from "../../runtime/clock.ts";
import type { SandboxHost } from "../host.ts";
import type { Limits } from "../limits.ts";

/** A host's setTimeout takes no more. */
const LONGEST_TIMEOUT_MS = 0x7fff_ffff;

export class CallTime {
  private readonly host: SandboxHost;
  private readonly limits: Pick<Limits, "cpuMs" | "wallMs">;
  private beganMs: number;
  private cpuMs = 0;
  /** Since when Lua runs, or is about to; undefined while it waits for the host, and between calls. */
  private activeSinceMs: number | undefined;
  /** Something has happened, or is about to: who rests looks what it is. */
  private endRest: () => void = noRest;

  constructor(host: SandboxHost, limits: Pick<Limits, "cpuMs" | "wallMs">) {
    this.host = host;
    this.limits = limits;
    this.beganMs = host.monotonicMs();
  }

  /** Another call. */
  begin(): void {
    this.beganMs = this.host.monotonicMs();
    this.cpuMs = 0;
  }

  /** Lua runs from now on, or is about to; or it waits for the host. */
  setActive(isActive: boolean): void {
    const { activeSinceMs: since, host } = this;
    if (isActive === (since !== undefined)) return;
    const now = host.monotonicMs();
    if (since !== undefined) this.cpuMs += now - since;
    this.activeSinceMs = isActive ? now : undefined;
    host.onActivity?.(isActive, this.cpuMs);
  }

  running<Result>(act: () => Result): Result {
    const wasActive = this.activeSinceMs !== undefined;
    this.setActive(true);
    try {
      return act();
    } finally {
      this.setActive(wasActive);
      this.stir();
    }
  }

  /** A clock that knows how long Lua runs whenever it wakes. */
  measured(clock: Clock, turnByTurn: boolean, hold: Clock["hold"]): Clock {
    const timed = (wake: () => void) => () => this.running(wake);
    return {
      epochMs: () => clock.epochMs(),
      monotonicMs: () => clock.monotonicMs(),
      wakeAt: (atMs, wake) => {
        clock.wakeAt(atMs, timed(wake));
        this.stir();
      },
      wakeNow: (wake) => {
        clock.wakeNow(timed(wake));
        this.stir();
      },
      hold,
      look: () => clock.look(),
      turnByTurn,
    };
  }

  /** Lets the host have a turn, whose time is not the script's. */
  async turn(): Promise<void> {
    const { host } = this;
    const before = host.monotonicMs();
    await host.turn();
    if (this.activeSinceMs !== undefined) this.activeSinceMs += host.monotonicMs() - before;
  }

  /** Waits until something happens, or as long as the call may. @param ms or so long */
  rest(ms: number): Promise<void> {
    const left = this.beganMs + this.limits.wallMs - this.host.monotonicMs();
    const wait = Math.min(Math.max(0, ms), Math.max(0, left) + 1, LONGEST_TIMEOUT_MS);
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timeout);
        this.endRest = noRest;
        resolve();
      };
      const timeout = setTimeout(end, Math.ceil(wait));
      this.endRest = end;
    });
  }

  /** Something has happened. */
  stir(): void {
    this.endRest();
  }

  /** The limit that the call has passed. */
  exceeded(): "cpuMs" | "wallMs" | undefined {
    const { cpuMs, wallMs } = this.limits;
    const now = this.host.monotonicMs();
    const running = this.activeSinceMs === undefined ? 0 : now - this.activeSinceMs;
    if (this.cpuMs + running > cpuMs) return "cpuMs";
    return now - this.beganMs > wallMs ? "wallMs" : undefined;
  }
}

function noRest(): void {}
