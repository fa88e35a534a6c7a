/** Signals that have reached this process and not yet its handlers. */
import { readdirSync, readFileSync } from "node:fs";
import type { Arriving } from "../waits.ts";

/** How long it waits at most: a thread may block signals for ever. */
const MOST_LOOKS = 100;
const PAUSE_MS = 1;

/**
 * Node takes signals in whichever of its threads the system chooses, and hands them to the event loop. An interrupt at the terminal
 * reaches children as well: where the machine is busy, the main thread may hear of the end of an interrupted child while another
 * thread still has the interrupt in its hands, and would end the process as if there had been none.
 */
export class ArrivingSignals implements Arriving {
  private readonly threadsAtWork: () => number;
  /** One of Node's own blocks signals all the time. */
  private readonly usual: number;

  /** @param threadsAtWork how many threads may be taking a signal: replaced in tests */
  constructor(threadsAtWork = threadsThatBlockSignals) {
    this.threadsAtWork = threadsAtWork;
    this.usual = threadsAtWork();
  }

  /** Calls `done` in a later turn, when handlers have been called for what arrived before. */
  settle(done: () => void): void {
    let looks = 0;
    const look = () => {
      if (this.threadsAtWork() > this.usual && ++looks < MOST_LOOKS) setTimeout(look, PAUSE_MS);
      // what a thread has handed over is heard of before
      else setImmediate(done);
    };
    look();
  }
}

const TASKS = "/proc/self/task";

/** While a thread takes a signal for Node, it blocks all. Where the system does not tell, there is none. */
function threadsThatBlockSignals(): number {
  try {
    return readdirSync(TASKS).filter(blocksInterrupts).length;
  } catch {
    return 0;
  }
}

/** Its mask is a number in base 16, whose lowest four bits are HUP, INT, QUIT and ILL. */
function blocksInterrupts(thread: string): boolean {
  try {
    const [, lowest = "0"] =
      /^SigBlk:\s*[0-9a-f]*([0-9a-f])$/m.exec(readFileSync(`${TASKS}/${thread}/status`, "latin1")) ?? [];
    return (Number.parseInt(lowest, 16) & 2) !== 0;
  } catch {
    return false; // it has ended meanwhile
  }
}
