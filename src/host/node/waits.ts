/**
 * What hears of calls that hold up the whole process: it can let signals end the process meanwhile, for no handler is called
 * before such a call returns.
 */
export interface Waits {
  /** A call is about to wait, or has waited for a while and goes on. */
  begin(): void;
  /** It is over. Called once after each `begin`. */
  end(): void;
  /**
   * Children may be started from now on, and a signal to all of them and this process may come.
   * @param watch for who wants to hear of those: it looks at the process's threads, which takes a while
   */
  haveChildren(watch: () => Arriving): void;
}

/** Signals that are on their way. */
export interface Arriving {
  /** Calls `done` once they have come. */
  settle(done: () => void): void;
}

/** For whom waiting needs no care. */
export const unheard: Waits = { begin() {}, end() {}, haveChildren() {} };

/** Makes a call that may wait for another process. */
export function during<Answer>(waits: Waits, call: () => Answer): Answer {
  waits.begin();
  try {
    return call();
  } finally {
    waits.end();
  }
}

/** Lets the thread sleep. */
export function pause(milliseconds: number): void {
  Atomics.wait(neverWoken, 0, 0, milliseconds);
}

const neverWoken = new Int32Array(new SharedArrayBuffer(4));
