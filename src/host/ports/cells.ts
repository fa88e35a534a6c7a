/** What runs beside its host and can be ended at once, whatever it does: a thread or a process. */
export interface Cell {
  /** Sends a message. What it holds is copied: plain values and bytes. Nobody may be there any more to get it. */
  send(message: unknown): void;
  /** Who is told of messages and of the end from now on. */
  listen(events: CellEvents): void;
  /** The host's process waits for it. At first it does not. */
  hold(): void;
  /** The host's process does not wait for it any more. */
  release(): void;
  /** Ends it; its own `ended` is not told any more. */
  end(): CellEnding;
}

/** What there is to wait for where a cell is ended. */
export interface CellEnding {
  /** Nothing runs in it any more. */
  readonly stopped: Promise<void>;
  /** Nothing of it is left: to give back a large heap takes some 10 ms. */
  readonly gone: Promise<void>;
}

export interface CellEvents {
  message(message: unknown): void;
  /** It asks, and stands still until `answer` is called, once. What it asks may be anything. */
  question(question: unknown, answer: (answer: unknown) => void): void;
  /** It has ended by itself: its memory is used up, or by a defect. */
  ended(why: CellEnd): void;
}

export interface CellEnd {
  readonly isOutOfMemory: boolean;
  readonly message: string;
}

export interface Cells {
  /** @param memoryMb what its heap may take; above it, it ends */
  start(memoryMb: number): Cell;
}

/** The other end, inside of a cell. */
export interface CellChannel {
  send(message: unknown): void;
  /** Asks the host, and stands still until it has answered. What is said is copied, as by {@link send}. */
  ask(question: unknown): unknown;
  /** Call once. */
  listen(receive: (message: unknown) => void): void;
}
