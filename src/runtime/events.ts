/** What happens in a worker, as a stream that observers read: traces, graders, timelines. Nothing is made when nobody listens. */

/** A place in a script: "t.lua:3". */
type Place = string;

interface Stamp {
  /** Milliseconds of the worker's clock (monotonic). */
  readonly atMs: number;
}

export type RuntimeEvent = Stamp &
  (
    | {
        readonly type: "timer made";
        readonly timer: number;
        readonly delayMs: number;
        readonly every: boolean;
        readonly callback: Place;
        readonly madeAt: Place;
      }
    | { readonly type: "timer fired"; readonly timer: number; readonly premature: boolean }
    | { readonly type: "timer ended"; readonly timer: number; readonly failed: boolean }
    | { readonly type: "timer dropped"; readonly timer: number; readonly why: string }
    | { readonly type: "timer cancelled"; readonly timer: number; readonly cancelledAt: Place }
    | { readonly type: "thread spawned"; readonly thread: number; readonly parent: number }
    | { readonly type: "thread suspended"; readonly thread: number; readonly what: "thread" | "stall" }
    | { readonly type: "thread resumed"; readonly thread: number }
    | { readonly type: "thread ended"; readonly thread: number; readonly how: "returned" | "failed" | "killed" }
    | { readonly type: "denied"; readonly what: string }
    | { readonly type: "log"; readonly level: number; readonly message: string }
  );

/** An event as it is emitted; the stream stamps it. */
export type EmittedEvent = RuntimeEvent extends infer E ? (E extends Stamp ? Omit<E, "atMs"> : never) : never;

export type Observer = (event: RuntimeEvent) => void;

export class EventStream {
  private readonly observers = new Set<Observer>();
  private readonly now: () => number;
  /** False while nobody listens: ask before making an event. */
  wanted = false;

  constructor(now: () => number) {
    this.now = now;
  }

  /** @returns what ends the listening */
  listen(observer: Observer): () => void {
    this.observers.add(observer);
    this.wanted = true;
    return () => {
      this.observers.delete(observer);
      this.wanted = this.observers.size > 0;
    };
  }

  emit(event: EmittedEvent): void {
    const stamped = { ...event, atMs: this.now() } as RuntimeEvent;
    for (const observer of this.observers) observer(stamped);
  }
}

/** Keeps the last events, and counts those that it had to drop. */
export class EventRing<Kept extends RuntimeEvent = RuntimeEvent> {
  dropped = 0;
  private readonly capacity: number;
  private readonly kept: Kept[] = [];
  private start = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  readonly record = (event: Kept): void => {
    if (this.kept.length < this.capacity) {
      this.kept.push(event);
      return;
    }
    this.kept[this.start] = event;
    this.start = (this.start + 1) % this.capacity;
    this.dropped++;
  };

  /** The kept events, oldest first. */
  events(): Kept[] {
    return [...this.kept.slice(this.start), ...this.kept.slice(0, this.start)];
  }
}
