/** How long a script may run before the process gets a turn, in which signals are answered. */

/** A script that runs this long stands back. */
const TURN_MS = 50;

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
  private turnEnd: number;
  private asked = false;
  private isStuck = false;

  constructor(now: () => number, stuck: Stuck) {
    this.now = now;
    this.stuck = stuck;
    this.turnEnd = now() + TURN_MS;
  }

  /** The machine asks now and then. Who was asked to stand back and asks again in the same turn cannot. */
  shouldYield(): boolean {
    if (this.now() <= this.turnEnd) return false;
    if (!this.asked) {
      this.asked = true;
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
    this.turnEnd = Number.NEGATIVE_INFINITY;
  }

  /** The process gets its turn. */
  turnOver(): void {
    this.turnEnd = this.now() + TURN_MS;
    this.asked = false;
    if (!this.isStuck) return;
    this.isStuck = false;
    this.stuck.end();
  }
}
