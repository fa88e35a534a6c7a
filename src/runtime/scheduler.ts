/**
 * The event loop of a worker, in nginx's order: each turn takes what came from outside, then the deadlines that are due, then
 * posted events, then delayed ones. Nothing asynchronous reaches a script but through here, so the order is the same on each
 * run. A turn may be cut short, by a script that stalls the worker or because the host must get a turn of its own; it goes
 * on where it was, at the same cached time.
 */
import type { Clock } from "./clock.ts";
import { Queue } from "./queue.ts";
import { type Deadline, TimerHeap } from "./timer-heap.ts";

/** How long turns follow one another before the host gets one, in milliseconds. */
const SLICE_MS = 8;
/** How many events run between two looks at the clock. */
const EVENTS_PER_LOOK = 64;

type Event = () => void;
/** The parts of a turn, in order. */
type Stage = "arrived" | "deadlines" | "posted" | "delayed" | "end";

/** In nginx: an event in OpenResty's queue `ngx_posted_delayed_events`. */
export class DelayedEvent {
  /** Null once it was taken back. */
  run: Event | null;
  /** Not to run before the next turn, nor anything behind it. */
  isNew: boolean;

  constructor(run: Event, isNew: boolean) {
    this.run = run;
    this.isNew = isNew;
  }

  takeBack(): void {
    this.run = null;
  }
}

export interface SchedulerListener {
  /** Called when a turn throws: the script ended the process, or a defect of ours. Default: throws it on. */
  readonly onThrow?: (thrown: unknown) => void;
  /** Called when a slice of turns is over. */
  readonly onPause?: () => void;
  /** Called when all events of a turn have run; answers what still has to run in it. */
  readonly onTurnEnd?: () => readonly Event[];
  /** Called when a turn is over. */
  readonly onTurnOver?: () => void;
}

export class Scheduler {
  readonly clock: Clock;
  private readonly listener: SchedulerListener;
  private readonly heap = new TimerHeap();
  /** What came from outside, for the next turn; and what this turn has taken in of it. */
  private inbox = new Queue<Event>();
  private arrived = new Queue<Event>();
  private readonly posted = new Queue<Event>();
  private readonly delayed = new Queue<DelayedEvent>();
  /** What this turn is about to do; undefined between turns. */
  private stage: Stage | undefined;
  private atTurnEnd: Event[] = [];
  private running = false;
  private stopped = false;
  private sliceBeganMs = 0;
  private untilLook = EVENTS_PER_LOOK;
  /** What continues the script that stalls the worker, once it may. Undefined: nothing stalls. */
  private stall: { resume: Event | null } | undefined;
  private cachedMonotonicMs: number;
  private cachedEpochMs: number;

  constructor(clock: Clock, listener: SchedulerListener = {}) {
    this.clock = clock;
    this.listener = listener;
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

  /** Whether anything waits for its time. */
  get hasDeadlines(): boolean {
    return this.heap.size > 0;
  }

  /** True while a script stalls the worker. */
  get isStalled(): boolean {
    return this.stall !== undefined;
  }

  /** Runs `expire` `delayMs` from the time of this turn. */
  after(delayMs: number, expire: Event): Deadline {
    const deadline = this.heap.add(this.cachedMonotonicMs + delayMs, expire);
    if (!this.running && !this.stopped) this.arm();
    return deadline;
  }

  /** Takes a deadline back. */
  cancel(deadline: Deadline): void {
    this.heap.remove(deadline);
  }

  /**
   * Runs `run` behind the deadlines that are due, in this turn or in the next one. A turn is not had for it: what is posted by a
   * delayed event waits, as in nginx, until something else begins one.
   */
  postEvent(run: Event): void {
    this.posted.push(run);
    this.wakeSoon();
  }

  /** Runs `run` at the end of this turn: what a timer without delay does. */
  endOfTurn(run: Event): DelayedEvent {
    return this.addDelayed(run, false);
  }

  /** Runs `run` at the end of the next turn: `ngx.sleep(0)`. */
  endOfNextTurn(run: Event): DelayedEvent {
    return this.addDelayed(run, true);
  }

  /** Takes in something that came from outside; it runs in the next turn. */
  post(run: Event): void {
    this.inbox.push(run);
    this.wakeSoon();
  }

  /** As {@link post}, for who was called by the host itself: where nothing else is under way, the turn comes at once. */
  arrive(run: Event): void {
    this.inbox.push(run);
    if (!this.running && !this.stopped) this.clock.wakeNow(this.runTurns);
  }

  /**
   * Stops all Lua until the answer is called with what continues the stalled script.
   * @returns what ends the stall
   */
  stallWorker(): (resume: Event) => void {
    const stall: { resume: Event | null } = { resume: null };
    this.stall = stall;
    return (resume) => {
      if (this.stall !== stall) return;
      stall.resume = resume;
      this.wakeSoon();
    };
  }

  /** Has a turn run soon. */
  start(): void {
    this.wakeSoon();
  }

  /** Runs nothing any more. */
  stop(): void {
    this.stopped = true;
    this.clock.wakeAt(null, noWake);
  }

  private addDelayed(run: Event, isNew: boolean): DelayedEvent {
    const event = new DelayedEvent(run, isNew);
    this.delayed.push(event);
    this.wakeSoon();
    return event;
  }

  private wakeSoon(): void {
    if (!this.running && !this.stopped) this.clock.wakeAt(this.clock.monotonicMs(), this.runTurns);
  }

  private readonly runTurns = (): void => {
    if (this.running || this.stopped) return;
    this.running = true;
    this.sliceBeganMs = Date.now();
    try {
      do this.continueTurn();
      while (!this.stopped && !this.clock.turnByTurn && this.isDue() && !isOver(this.sliceBeganMs));
    } catch (thrown) {
      if (this.listener.onThrow === undefined) throw thrown;
      this.listener.onThrow(thrown);
    } finally {
      this.running = false;
    }
    if (this.stopped) return;
    this.listener.onPause?.();
    this.arm();
  };

  /** Runs the turn under way, or a new one, up to its end or to where it is cut short. */
  private continueTurn(): void {
    if (this.stall !== undefined) {
      const { resume } = this.stall;
      if (resume === null) return;
      this.stall = undefined;
      resume();
      if (this.isHalted()) return;
    }
    if (this.stage === undefined) this.beginTurn();
    for (let event = this.nextEvent(); event !== undefined; event = this.nextEvent()) {
      event();
      if (this.isHalted() || this.isSliceOver()) return;
    }
    this.stage = undefined;
    this.listener.onTurnOver?.();
  }

  private beginTurn(): void {
    this.updateTime();
    const { arrived } = this;
    this.arrived = this.inbox;
    this.inbox = arrived;
    this.stage = "arrived";
  }

  /** Takes the next event of the turn; undefined: there is none any more. */
  private nextEvent(): Event | undefined {
    let event: Event | undefined;
    if (this.stage === "arrived") {
      event = this.arrived.shift();
      if (event !== undefined) return event;
      this.stage = "deadlines";
    }
    if (this.stage === "deadlines") {
      event = this.nextDeadline();
      if (event !== undefined) return event;
      this.stage = "posted";
    }
    if (this.stage === "posted") {
      event = this.posted.shift();
      if (event !== undefined) return event;
      this.stage = "delayed";
    }
    if (this.stage === "delayed") {
      event = this.delayed.length === 0 ? undefined : this.nextDelayed();
      if (event !== undefined) return event;
      const last = this.listener.onTurnEnd?.();
      if (last !== undefined && last.length > 0) this.atTurnEnd = [...last];
      this.stage = "end";
    }
    return this.atTurnEnd.shift();
  }

  private nextDeadline(): Event | undefined {
    const { first } = this.heap;
    if (first === undefined || first.atMs > this.cachedMonotonicMs) return undefined;
    this.heap.remove(first);
    return first.expire;
  }

  /** A delayed event, up to the first new one; from there on they are for the next turn. */
  private nextDelayed(): Event | undefined {
    const { delayed } = this;
    for (let event = delayed.first; event !== undefined; event = delayed.first) {
      const { run } = event;
      if (run !== null && event.isNew) {
        for (const later of delayed) later.isNew = false;
        return undefined;
      }
      delayed.shift();
      if (run !== null) return run;
    }
    return undefined;
  }

  private isHalted(): boolean {
    return this.stopped || this.stall !== undefined;
  }

  private isSliceOver(): boolean {
    if (this.clock.turnByTurn || --this.untilLook > 0) return false;
    this.untilLook = EVENTS_PER_LOOK;
    return isOver(this.sliceBeganMs);
  }

  private isDue(): boolean {
    if (this.hasEvents()) return true;
    const { first } = this.heap;
    if (this.stall !== undefined || first === undefined) return false;
    // before that is due the slice is over, and to ask for the time takes as long as a short turn
    if (first.atMs > this.cachedMonotonicMs + SLICE_MS) return false;
    return first.atMs <= this.clock.monotonicMs();
  }

  /** Whether there is something to do, whatever the time is. */
  private hasEvents(): boolean {
    if (this.stall !== undefined) return this.stall.resume !== null;
    if (this.stage !== undefined) return true;
    return this.inbox.length > 0 || this.delayed.length > 0;
  }

  private arm(): void {
    if (this.hasEvents()) this.clock.wakeAt(this.clock.monotonicMs(), this.runTurns);
    else if (this.stall !== undefined) this.clock.wakeAt(null, noWake);
    else this.clock.wakeAt(this.heap.first?.atMs ?? null, this.runTurns);
  }
}

/** Whether a slice of turns has had its time. Where someone turns the day's clock back, it has. */
function isOver(beginMs: number): boolean {
  const elapsedMs = Date.now() - beginMs;
  return elapsedMs >= SLICE_MS || elapsedMs < 0;
}

function noWake(): void {}
