/** Events on their way to who reads them with `for await`. */
import type { TracedEvent } from "../../runtime/trace.ts";

/** What happens in a sandbox, as it happens, until it is closed. */
export interface SandboxEvents extends AsyncIterableIterator<TracedEvent> {
  /** How many events were dropped, the oldest, because nobody read them in time. */
  readonly dropped: number;
}

/** How many events wait to be read, at most. */
const MOST_WAITING = 100_000;

/** All who listen to one sandbox. */
export class EventQueues {
  private readonly open = new Set<EventQueue>();
  private readonly onWanted: (wanted: boolean) => void;
  private hasEnded = false;

  /** @param onWanted called when the first one begins to listen, and when the last one has ended */
  constructor(onWanted: (wanted: boolean) => void) {
    this.onWanted = onWanted;
  }

  get areWanted(): boolean {
    return this.open.size > 0;
  }

  listen(): EventQueue {
    const queue: EventQueue = new EventQueue(() => {
      if (this.open.delete(queue) && this.open.size === 0) this.onWanted(false);
    });
    if (this.hasEnded) {
      queue.end();
      return queue;
    }
    this.open.add(queue);
    if (this.open.size === 1) this.onWanted(true);
    return queue;
  }

  push(event: TracedEvent): void {
    for (const queue of this.open) queue.push(event);
  }

  /** Nothing more will happen. */
  end(): void {
    this.hasEnded = true;
    for (const queue of this.open) queue.end();
  }
}

type Step = IteratorResult<TracedEvent, undefined>;

export class EventQueue implements SandboxEvents {
  dropped = 0;
  private waiting: TracedEvent[] = [];
  /** Where the oldest one is: they are taken out some at a time. */
  private first = 0;
  private readonly readers: ((step: Step) => void)[] = [];
  private hasEnded = false;
  private readonly onEnd: () => void;

  /** @param onEnd called once nobody will read any more */
  constructor(onEnd: () => void) {
    this.onEnd = onEnd;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    const event = this.waiting[this.first];
    if (event !== undefined) {
      this.first++;
      if (this.first > 1000 && this.first * 2 > this.waiting.length) this.compact();
      return Promise.resolve({ value: event, done: false });
    }
    if (this.hasEnded) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.readers.push(resolve));
  }

  /** All that is waiting to be read. */
  takeAll(): TracedEvent[] {
    const all = this.waiting.slice(this.first);
    this.waiting = [];
    this.first = 0;
    return all;
  }

  return(): Promise<Step> {
    this.waiting = [];
    this.first = 0;
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  push(event: TracedEvent): void {
    if (this.hasEnded) return;
    const reader = this.readers.shift();
    if (reader !== undefined) {
      reader({ value: event, done: false });
      return;
    }
    this.waiting.push(event);
    if (this.waiting.length - this.first > MOST_WAITING) {
      this.first++;
      this.dropped++;
      if (this.first > MOST_WAITING) this.compact();
    }
  }

  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    for (const reader of this.readers) reader({ value: undefined, done: true });
    this.readers.length = 0;
    this.onEnd();
  }

  private compact(): void {
    this.waiting = this.waiting.slice(this.first);
    this.first = 0;
  }
}
