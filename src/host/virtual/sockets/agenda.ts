/** What is to happen at some virtual time, in order. */

/** A clock that wakes at one moment, the last that was asked for: the sandbox's. */
export interface WakingClock {
  epochMs(): number;
  monotonicMs(): number;
  wakeAt(atMs: number | null, wake: () => void): void;
}

interface Entry {
  readonly atMs: number;
  /** Undefined once it was taken back. */
  act: (() => void) | undefined;
}

export class Agenda {
  private readonly clock: WakingClock;
  /** The next one first; of two at the same time, the one that was noted first. */
  private readonly entries: Entry[] = [];

  constructor(clock: WakingClock) {
    this.clock = clock;
  }

  /** Milliseconds since 1970. */
  get epochMs(): number {
    return this.clock.epochMs();
  }

  /** Calls `act` once, `ms` from now, and never before this has returned. @returns what takes it back */
  after(ms: number, act: () => void): () => void {
    const entry: Entry = { atMs: this.clock.monotonicMs() + Math.max(0, Math.floor(ms)), act };
    let at = this.entries.length;
    while (at > 0 && (this.entries[at - 1] as Entry).atMs > entry.atMs) at--;
    this.entries.splice(at, 0, entry);
    this.arm();
    return () => {
      entry.act = undefined;
    };
  }

  private arm(): void {
    while (this.entries[0] !== undefined && this.entries[0].act === undefined) this.entries.shift();
    this.clock.wakeAt(this.entries[0]?.atMs ?? null, this.wake);
  }

  private readonly wake = (): void => {
    const now = this.clock.monotonicMs();
    const due = this.entries.findIndex(({ atMs }) => atMs > now);
    // what these note for now comes in a turn of its own
    for (const entry of this.entries.splice(0, due < 0 ? this.entries.length : due)) {
      const { act } = entry;
      entry.act = undefined;
      act?.();
    }
    this.arm();
  };
}
