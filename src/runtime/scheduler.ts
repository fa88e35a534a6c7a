/**
 * The event loop of a worker, in nginx's order: each turn takes what came from outside, then the deadlines that are due,
 * then what was put off to the end of the next turn (`ngx.sleep(0)`). Nothing asynchronous reaches a script but through
 * here, so the order is the same on each run.
 */
import type { Clock } from "./clock.ts";
import { type Deadline, TimerHeap } from "./timer-heap.ts";

/** How long turns follow one another before the host gets one, in milliseconds. */
const SLICE_MS = 8;

interface PutOff {
  readonly turn: number;
  run: (() => void) | null;
}

export class Scheduler {
  readonly clock: Clock;
  /** Called when a turn throws: the script ended the process, or a defect of ours. */
  onThrow: (thrown: unknown) => void = (thrown) => {
    throw thrown;
  };
  /** Called when a slice of turns is over. */
  onPause: () => void = () => {};
  /** Called at the end of each turn. */
  onTurnEnd: () => void = () => {};

  private readonly heap = new TimerHeap();
  private inbox: (() => void)[] = [];
  private posted: (() => void)[] = [];
  private putOff: PutOff[] = [];
  private turn = 0;
  private running = false;
  private stopped = false;
  /** What continues the script that stalls the worker, once it may. Undefined: nothing stalls. */
  private stall: { resume: (() => void) | null } | undefined;
  private cachedMonotonicMs: number;
  private cachedEpochMs: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.cachedMonotonicMs = clock.monotonicMs();
    this.cachedEpochMs = clock.epochMs();
  }

  /** The time of day at the beginning of the turn, in milliseconds since 1970. */
  get epochMs(): number {
    return this.cachedEpochMs;
  }

  /** The time of deadlines at the beginning of the turn. */
  get nowMs(): number {
    return this.cachedMonotonicMs;
  }

  /** `ngx.update_time` */
  updateTime(): void {
    this.cachedMonotonicMs = this.clock.monotonicMs();
    this.cachedEpochMs = this.clock.epochMs();
  }

  /** Whether anything still waits here: a deadline, something from outside that came, something put off. */
  get hasWork(): boolean {
    return (
      this.heap.size > 0 ||
      this.inbox.length > 0 ||
      this.posted.length > 0 ||
      this.putOff.length > 0 ||
      this.stall !== undefined
    );
  }

  /** True while a script stalls the worker. */
  get isStalled(): boolean {
    return this.stall !== undefined;
  }

  /** Runs `expire` `delayMs` from the time of this turn. */
  after(delayMs: number, expire: () => void): Deadline {
    return this.heap.add(this.cachedMonotonicMs + delayMs, expire);
  }

  /** Takes a deadline back. */
  cancel(deadline: Deadline): void {
    this.heap.remove(deadline);
  }

  /** Runs `run` in this turn still, behind the deadlines that are due. */
  postEvent(run: () => void): void {
    this.posted.push(run);
    this.wakeSoon();
  }

  /** Runs `run` at the end of the next turn. @returns what takes it back */
  endOfNextTurn(run: () => void): () => void {
    const entry: PutOff = { turn: this.turn, run };
    this.putOff.push(entry);
    return () => {
      entry.run = null;
    };
  }

  /** Takes in something that came from outside; it runs in the next turn. */
  post(run: () => void): void {
    this.inbox.push(run);
    this.wakeSoon();
  }

  /**
   * Stops all Lua until the answer is called with what continues the stalled script.
   * @returns what ends the stall
   */
  stallWorker(): (resume: () => void) => void {
    const stall: { resume: (() => void) | null } = { resume: null };
    this.stall = stall;
    return (resume) => {
      if (this.stall !== stall) return;
      stall.resume = resume;
      this.wakeSoon();
    };
  }

  /** Begins. */
  start(): void {
    this.wakeSoon();
  }

  /** Runs nothing any more. */
  stop(): void {
    this.stopped = true;
    this.clock.wakeAt(null, noWake);
  }

  private wakeSoon(): void {
    if (!this.running && !this.stopped) this.clock.wakeAt(this.clock.monotonicMs(), this.runTurns);
  }

  private readonly runTurns = (): void => {
    if (this.running || this.stopped) return;
    this.running = true;
    const end = performance.now() + SLICE_MS;
    try {
      do this.runTurn();
      while (!this.stopped && this.isDue() && performance.now() < end);
    } catch (thrown) {
      this.onThrow(thrown);
    } finally {
      this.running = false;
    }
    if (this.stopped) return;
    this.onPause();
    this.arm();
  };

  private runTurn(): void {
    this.turn++;
    this.updateTime();
    if (this.stall !== undefined) {
      const { resume } = this.stall;
      if (resume === null) return;
      this.stall = undefined;
      resume();
      if (this.isHalted()) return;
    }
    const { inbox } = this;
    this.inbox = [];
    for (let next = 0; next < inbox.length; next++) {
      (inbox[next] as () => void)();
      if (this.isHalted()) {
        this.inbox = [...inbox.slice(next + 1), ...this.inbox];
        return;
      }
    }
    for (;;) {
      const deadline = this.heap.first;
      if (deadline === undefined || deadline.atMs > this.cachedMonotonicMs) break;
      this.heap.remove(deadline);
      deadline.expire();
      if (this.isHalted()) return;
    }
    for (let run = this.posted.shift(); run !== undefined; run = this.posted.shift()) {
      run();
      if (this.isHalted()) return;
    }
    if (this.putOff.length > 0) this.runPutOff();
    if (!this.isHalted()) this.onTurnEnd();
  }

  private runPutOff(): void {
    const { putOff } = this;
    let due = 0;
    while (due < putOff.length && (putOff[due] as PutOff).turn < this.turn) due++;
    if (due === 0) return;
    this.putOff = putOff.slice(due);
    for (let next = 0; next < due; next++) {
      (putOff[next] as PutOff).run?.();
      if (this.isHalted()) {
        this.putOff = [...putOff.slice(next + 1, due), ...this.putOff];
        return;
      }
    }
  }

  private isHalted(): boolean {
    return this.stopped || this.stall !== undefined;
  }

  private isDue(): boolean {
    if (this.stall !== undefined) return this.stall.resume !== null;
    if (this.inbox.length > 0 || this.posted.length > 0 || this.putOff.length > 0) return true;
    const { first } = this.heap;
    return first !== undefined && first.atMs <= this.clock.monotonicMs();
  }

  private arm(): void {
    if (this.isDue()) this.clock.wakeAt(this.clock.monotonicMs(), this.runTurns);
    else if (this.stall !== undefined) this.clock.wakeAt(null, noWake);
    else this.clock.wakeAt(this.heap.first?.atMs ?? null, this.runTurns);
  }
}

function noWake(): void {}
