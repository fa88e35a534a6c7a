/** Who listens to what happens in a sandbox's processes: a record, readers of `events()`, the host. */
import { EventRing, type EventStream, type Observer } from "../../runtime/events.ts";
import type { SandboxHost } from "../host.ts";
import type { Progress } from "../sandbox.ts";
import { EventQueues, type SandboxEvents } from "./event-queue.ts";

/** How many events a call keeps; the oldest are dropped. */
const MOST_EVENTS = 100_000;

export class Listening {
  private readonly host: SandboxHost;
  private readonly isRecorded: boolean;
  private readonly happened = new EventRing(MOST_EVENTS);
  private readonly queues = new EventQueues(() => this.listenAsWanted());
  /** What can be listened to, and what ends the listening. */
  private readonly heard = new Map<EventStream, (() => void) | undefined>();

  /** @param isRecorded each call tells of the events that came before its end */
  constructor(host: SandboxHost, isRecorded: boolean) {
    this.host = host;
    this.isRecorded = isRecorded;
  }

  events(): SandboxEvents {
    return this.queues.listen();
  }

  /** A process begins. */
  add(events: EventStream): void {
    this.heard.set(events, undefined);
    this.listenAsWanted();
  }

  /** It has ended. Its children may still end: who listens to it goes on. */
  remove(events: EventStream): void {
    this.heard.delete(events);
  }

  /** What a call tells of. */
  take(): Pick<Progress, "events" | "droppedEvents"> {
    if (!this.isRecorded) return {};
    const { events, dropped } = this.happened.take();
    return { events, droppedEvents: dropped };
  }

  /** Nothing more will happen. */
  end(): void {
    this.queues.end();
  }

  /** Listens to the processes as long as somebody wants to know: else nothing is made of what happens. */
  private listenAsWanted(): void {
    const observer = this.observer();
    for (const [events, stop] of this.heard) {
      stop?.();
      this.heard.set(events, observer && events.listen(observer));
    }
  }

  /** Who is told of each event. @returns undefined where nobody is */
  private observer(): Observer | undefined {
    const { happened, queues, isRecorded } = this;
    const { onEvent } = this.host;
    if (!queues.areWanted && onEvent === undefined) return isRecorded ? happened.record : undefined;
    return (event) => {
      if (isRecorded) happened.record(event);
      queues.push(event);
      onEvent?.(event);
    };
  }
}
