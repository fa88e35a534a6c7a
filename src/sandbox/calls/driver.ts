/**
 * Lets things happen in a sandbox, as long as a call of the host waits for it: wake-ups one after another, turns of the host in
 * between, and time that stands still while a script waits for the host.
 */
import type { VirtualClock } from "../../runtime/clock.ts";
import type { SandboxHost } from "../host.ts";
import type { CallTime } from "./call-time.ts";

/** How long a call runs before the host gets a turn. */
const SLICE_MS = 20;

/** What a driver asks of its sandbox. */
export interface Driven {
  readonly isVirtual: boolean;
  /** Ends what runs where the call has taken longer than it may. @returns whether it has */
  readonly endIfTooLong: () => boolean;
  /** Whether the script of the call under way was stopped at a limit. */
  readonly wasStopped: () => boolean;
}

export class Driver {
  private readonly time: VirtualClock;
  private readonly host: SandboxHost;
  private readonly callTime: CallTime;
  private readonly driven: Driven;
  /** How many things of the host a script waits for; virtual time stands still meanwhile. */
  private outstanding = 0;
  /** How many of them are real: time goes at its real pace meanwhile. */
  private holds = 0;
  /** One of them is new: the host gets a turn, so that what answers at once does so at the same place in each run. */
  private isFresh = false;
  /** The moment that the host has let time move on to. */
  private pacedMs = -1;

  constructor(time: VirtualClock, host: SandboxHost, callTime: CallTime, driven: Driven) {
    this.time = time;
    this.host = host;
    this.callTime = callTime;
    this.driven = driven;
  }

  /**
   * Lets things happen until `isDone`, the time `endMs`, the end of the process, or until nothing can happen any more.
   * @returns false where that took longer than a call may
   */
  async until(isDone: () => boolean, endMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    const { time, host, callTime, driven } = this;
    let sliceBegan = host.monotonicMs();
    while (!isDone()) {
      if (this.isFresh) {
        this.isFresh = false;
        await callTime.turn();
        if (driven.endIfTooLong()) return false;
        continue;
      }
      const { nextMs } = time;
      const waits = this.outstanding > 0 && nextMs !== time.monotonicMs();
      if (waits || time.isHeld) {
        if (time.isHeld && time.monotonicMs() >= endMs && (nextMs === null || nextMs > endMs)) return true;
        if (!waits && nextMs === null && this.holds === 0) return true;
        callTime.setActive(false);
        await callTime.rest(time.isHeld ? endMs - time.monotonicMs() : Number.POSITIVE_INFINITY);
        // what comes together is taken in together
        await callTime.turn();
        if (driven.endIfTooLong()) return false;
        continue;
      }
      if (nextMs !== null && nextMs <= endMs && this.mustWait(nextMs)) {
        const answer = await this.paced(nextMs);
        sliceBegan = host.monotonicMs();
        if (answer === "stop" || driven.endIfTooLong()) return false;
        continue;
      }
      callTime.setActive(true);
      // a script that was stopped within a wake-up may have left nothing to wake for
      if (!time.nextBefore(endMs)) return !driven.wasStopped() || !driven.endIfTooLong();
      if (host.monotonicMs() >= sliceBegan + SLICE_MS) {
        await callTime.turn();
        sliceBegan = host.monotonicMs();
        if (driven.endIfTooLong()) return false;
      }
    }
    return true;
  }

  /** Lets time pass until `endMs`, also where nothing happens any more before that, if `isWaitedFor` then. */
  async letPass(endMs: number, isWaitedFor: () => boolean): Promise<void> {
    for (;;) {
      const hadTime = await this.until(() => false, endMs);
      if (!hadTime || !this.driven.isVirtual || !isWaitedFor()) return;
      const answer = await this.paced(endMs);
      if (answer === "go") this.time.moveTo(endMs);
      if (answer !== "ask again") return;
    }
  }

  /** Virtual time stands still until the answer is called. */
  waitForHost(): () => void {
    let isOver = false;
    this.outstanding++;
    this.isFresh = true;
    this.callTime.stir();
    return () => {
      if (!isOver) this.outstanding--;
      isOver = true;
      this.callTime.stir();
    };
  }

  /** A script waits for something real: time goes at its real pace until the answer is called. */
  holdTime(): () => void {
    this.holds++;
    const release = this.time.hold();
    let isOver = false;
    return () => {
      if (!isOver) this.holds--;
      isOver = true;
      release();
      this.callTime.stir();
    };
  }

  /** Whether the host has a say in when time moves on. */
  private mustWait(toMs: number): boolean {
    return this.host.pace !== undefined && toMs > this.time.monotonicMs() && toMs !== this.pacedMs;
  }

  /** Waits for what the host says of time that is to move on to a moment. */
  private async paced(toMs: number): Promise<"go" | "ask again" | "stop"> {
    if (!this.mustWait(toMs)) return "go";
    const wait = this.host.pace?.(toMs);
    if (wait !== undefined) this.callTime.setActive(false);
    const answer = wait === undefined ? "go" : await wait;
    if (answer === "go") this.pacedMs = toMs;
    return answer;
  }
}
