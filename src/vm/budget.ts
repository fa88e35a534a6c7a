/** What a script may use up: steps (calls and back-jumps), and bytes of big values. */
import { Kill, MemoryError } from "./errors.ts";

/** How many steps run between two looks at the clock, at most. */
export const SLICE = 200_000;

/** V8's longest string, less what a concatenation may need on top. */
const LONGEST_STRING = 0x1fffffe0;

export interface BudgetOptions {
  /** Steps that a script may take in all. Default: no limit. */
  readonly steps?: number;
  /** Bytes that one string may have. Default: the longest string of the engine. */
  readonly stringBytes?: number;
  /**
   * Asked every few milliseconds of running Lua: whether the script should stand back and let the host have a turn.
   * Default: never.
   */
  readonly shouldYield?: () => boolean;
}

export class Budget {
  /** How many steps the next slice has. A host may lower it where steps take long, as those into native functions may. */
  slice = SLICE;
  private left: number;
  /** Bytes that one string may have. */
  readonly stringBytes: number;
  private readonly shouldYield: () => boolean;
  private stopped: string | undefined;

  constructor(options: BudgetOptions = {}) {
    this.left = options.steps ?? Number.POSITIVE_INFINITY;
    this.stringBytes = Math.min(options.stringBytes ?? LONGEST_STRING, LONGEST_STRING);
    this.shouldYield = options.shouldYield ?? (() => false);
  }

  /** Makes every running script end at its next step. */
  stop(reason: string): void {
    this.stopped = reason;
  }

  /** Gives the script more steps, or a limit for the first time. */
  setSteps(steps: number): void {
    this.left = steps;
  }

  /**
   * Called when a slice of steps is used up.
   * @returns the next slice, and whether the script should stand back first
   * @throws Kill when there is no next one
   */
  nextSlice(): { steps: number; standBack: boolean } {
    if (this.stopped !== undefined) throw new Kill(this.stopped);
    if (this.left <= 0) throw new Kill("instruction limit exceeded");
    const steps = Math.min(this.slice, this.left);
    this.left -= steps;
    return { steps, standBack: this.shouldYield() };
  }

  /** Call before a string of `bytes` is made. */
  chargeString(bytes: number): void {
    if (bytes > this.stringBytes) throw new MemoryError();
  }
}
