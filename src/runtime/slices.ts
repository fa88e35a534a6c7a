/** How long a script may run before the process gets a turn, in which signals are answered. */
import { type Budget, SLICE } from "../vm/budget.ts";

/**
 * A script that runs this long stands back. It is more than the scheduler spends on other events before it pauses, and not
 * more than who presses Ctrl+C has patience for; each time costs what the engine has optimised of the functions at work, for
 * a program of half a second some tenth of its time.
 */
const TURN_MS = 500;
/** How long the steps between two looks at the clock should take. */
const LEAST_LOOK_MS = 1;
const MOST_LOOK_MS = 8;
const FEWEST_STEPS = 500;
/** Few: what a script does first is not optimised yet, and may be nothing but calls that take long. */
const FIRST_STEPS = 1000;

/** What happens to a script that cannot stand back, as in the comparator of table.sort. */
export interface Stuck {
  /** Called once in each turn that takes too long. */
  begin(): void;
  /** The turn is over. */
  end(): void;
  /** Called every now and then meanwhile. */
  goOn(): void;
}

export class Slices {
  private readonly now: () => number;
  private readonly stuck: Stuck;
  private readonly turnMs: number;
  private turnBegan: number;
  private lookedAt: number;
  private shouldEnd = false;
  private wasAsked = false;
  private isStuck = false;

  /** @param now milliseconds that never go back */
  constructor(now: () => number, stuck: Stuck, turnMs = TURN_MS) {
    this.now = now;
    this.stuck = stuck;
    this.turnMs = turnMs;
    this.turnBegan = now();
    this.lookedAt = this.turnBegan;
  }

  /** Call once, before the first step. */
  begin(budget: Budget): void {
    budget.slice = FIRST_STEPS;
  }

  /** The worker gets a turn. */
  turnBegins(nowMs = this.now()): void {
    this.turnOver();
    this.turnBegan = nowMs;
    this.lookedAt = nowMs;
  }

  /**
   * The machine asks now and then whether its script should stand back. Steps that take long make it ask sooner. Who was
   * told so for the time that the turn took, and asks again in the same turn, cannot.
   */
  shouldYield(budget: Budget): boolean {
    const now = this.now();
    this.adjust(budget, now - this.lookedAt);
    this.lookedAt = now;
    if (now < this.turnBegan + this.turnMs) return this.shouldEnd;
    if (!this.wasAsked) {
      this.wasAsked = true;
      return true;
    }
    if (!this.isStuck) {
      this.isStuck = true;
      this.stuck.begin();
    }
    this.stuck.goOn();
    return true;
  }

  /** The script should stand back as soon as it can. */
  turnShouldEnd(): void {
    this.shouldEnd = true;
  }

  /** The process gets its turn. */
  turnOver(): void {
    this.shouldEnd = false;
    this.wasAsked = false;
    if (!this.isStuck) return;
    this.isStuck = false;
    this.stuck.end();
  }

  private adjust(budget: Budget, tookMs: number): void {
    if (tookMs > MOST_LOOK_MS) budget.slice = Math.max(FEWEST_STEPS, budget.slice >> 2);
    else if (tookMs < LEAST_LOOK_MS) budget.slice = Math.min(SLICE, budget.slice * 2);
  }
}
