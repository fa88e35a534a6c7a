/**
 * What happens in a worker, as a stream that observers read: traces, graders, timelines. Nothing is made when nobody listens.
 * Texts that come from scripts are text here, not byte strings: what is no UTF-8 is shown by U+FFFD.
 */
import { textOfBytes } from "../vm/byte-text.ts";
import type { Phase } from "./phases.ts";

/** A place in a script: "t.lua:3". A function is where it is defined, a whole file "t.lua:0", a native function "[C]: print". */
type Place = string;

/** Where in a script something happens: in the innermost function that is of no shipped library. */
export interface ScriptPlace {
  /** "?" where no script is at work. */
  readonly at: Place;
  /** The library that this function has called, if it has: "resty.shell". */
  readonly through?: string;
}

interface Stamp {
  /** Milliseconds of the worker's clock (monotonic), the same for all processes of a sandbox. */
  readonly atMs: number;
  /** The process that it happened in. */
  readonly pid: number;
}

export type RuntimeEvent = Stamp & (TimerEvent | ThreadEvent | ChildEvent | SocketEvent | ProcessEvent | Message);

type TimerEvent =
  | {
      readonly type: "timer made";
      readonly timer: number;
      readonly delayMs: number;
      readonly every: boolean;
      /** It is one of ngxbox.timer's. */
      readonly canCancel: boolean;
      readonly callback: Place;
      readonly madeAt: Place;
    }
  | {
      readonly type: "timer fired";
      readonly timer: number;
      readonly premature: boolean;
      /** The light thread in which the callback runs. */
      readonly thread: number;
      readonly callback: Place;
      /** It is the script itself, which the command line and `run` start in a timer that nobody has made. */
      readonly isScript: boolean;
    }
  /** The callback and all its light threads have ended, or the callback has failed. */
  | { readonly type: "timer ended"; readonly timer: number; readonly thread: number; readonly failed: boolean }
  | { readonly type: "timer dropped"; readonly timer: number; readonly why: string }
  /** `cancelledAt` is "?" where the host has done it. */
  | { readonly type: "timer cancelled"; readonly timer: number; readonly cancelledAt: Place };

type ThreadEvent =
  /** What runs in a request that is no timer's; `thread` is its first light thread. */
  | { readonly type: "request began"; readonly thread: number; readonly phase: Phase; readonly callback: Place }
  | { readonly type: "request ended"; readonly thread: number; readonly failed: boolean }
  | ({
      readonly type: "thread spawned";
      readonly thread: number;
      readonly parent: number;
      readonly callback: Place;
    } & ScriptPlace)
  | ({
      readonly type: "thread suspended";
      readonly thread: number;
      /** "stall": the whole worker stands still. */
      readonly what: "thread" | "stall";
      /** The function that waits: "ngx.sleep", "os.execute", "tcpsock:receive", or the name of a function of the host. */
      readonly awaits: string;
    } & ScriptPlace)
  /** It runs again. (One that has spawned another goes on behind it, which is no wait.) */
  | { readonly type: "thread resumed"; readonly thread: number }
  | { readonly type: "thread ended"; readonly thread: number; readonly how: "returned" | "failed" | "killed" };

type ChildEvent =
  | ({
      readonly type: "child spawned";
      /** Its pid. */
      readonly child: number;
      /** Its words, as far as they are not too long. */
      readonly command: string;
      /** The light thread that started it, if one did. */
      readonly thread?: number;
    } & ScriptPlace)
  | {
      readonly type: "child exited";
      readonly child: number;
      readonly reason: "exit" | "signal";
      /** Its status, or the number of the signal. */
      readonly status: number;
    };

type SocketEvent =
  | {
      readonly type: "socket connected";
      readonly socket: number;
      /** As the log names it: "redis:6379(10.0.0.1)". */
      readonly peer: string;
      /** How often the connection was used before. */
      readonly reusedTimes: number;
    }
  | { readonly type: "socket closed"; readonly socket: number; readonly how: "closed" | "kept" };

type ProcessEvent =
  /** A process begins to be what it is: after `init`, which runs in the master. */
  | {
      readonly type: "process began";
      readonly role: "single" | "master" | "worker" | "privileged agent";
      /** The number of a worker. */
      readonly worker?: number;
      /** As `ps` shows it. */
      readonly title: string;
    }
  /** It was told to end, and does so once nothing waits any more. */
  | { readonly type: "process exiting"; readonly title: string }
  | { readonly type: "process ended"; readonly how: "gracefully" | "at once" | "killed"; readonly status: number }
  /** The master makes new workers, and tells the old ones to end a little later. */
  | { readonly type: "reload" };

type Message =
  /** What a script was refused: "spawn: rm". */
  | { readonly type: "denied"; readonly what: string; readonly thread?: number; readonly at?: Place }
  | {
      readonly type: "log";
      readonly level: number;
      readonly message: string;
      /** Where a script has written it. */
      readonly thread?: number;
      readonly at?: Place;
    };

/** An event as it is emitted; the stream stamps it. */
export type EmittedEvent = RuntimeEvent extends infer E ? (E extends Stamp ? Omit<E, keyof Stamp> : never) : never;

export type Observer = (event: RuntimeEvent) => void;

export class EventStream {
  private observers: readonly Observer[] = [];
  private readonly now: () => number;
  private readonly pid: () => number;
  /** False while nobody listens: ask before making an event. */
  wanted = false;

  /** @param pid it may be another later: what is made ready in one process may be at work in another */
  constructor(now: () => number, pid: () => number) {
    this.now = now;
    this.pid = pid;
  }

  /** @returns what ends the listening */
  listen(observer: Observer): () => void {
    this.observers = [...this.observers, observer];
    this.wanted = true;
    return () => {
      this.observers = this.observers.filter((other) => other !== observer);
      this.wanted = this.observers.length > 0;
    };
  }

  /** @param event made for this: it is stamped itself, because a copy would cost more than all the rest */
  emit(event: EmittedEvent): void {
    const stamped = event as EmittedEvent & { atMs: number; pid: number };
    stamped.atMs = this.now();
    stamped.pid = this.pid();
    this.tell(stamped);
  }

  // What happens most often is made with its stamp: to add that to an object costs as much as to make it.

  threadSpawned(thread: number, parent: number, callback: Place, { at, through }: ScriptPlace): void {
    const type = "thread spawned";
    const [atMs, pid] = [this.now(), this.pid()];
    if (through === undefined) this.tell({ type, atMs, pid, thread, parent, callback, at });
    else this.tell({ type, atMs, pid, thread, parent, callback, at, through });
  }

  threadSuspended(thread: number, what: "thread" | "stall", awaits: string, { at, through }: ScriptPlace): void {
    const type = "thread suspended";
    const [atMs, pid] = [this.now(), this.pid()];
    if (through === undefined) this.tell({ type, atMs, pid, thread, what, awaits, at });
    else this.tell({ type, atMs, pid, thread, what, awaits, at, through });
  }

  threadResumed(thread: number): void {
    this.tell({ type: "thread resumed", atMs: this.now(), pid: this.pid(), thread });
  }

  threadEnded(thread: number, how: "returned" | "failed" | "killed"): void {
    this.tell({ type: "thread ended", atMs: this.now(), pid: this.pid(), thread, how });
  }

  private tell(event: RuntimeEvent): void {
    for (const observer of this.observers) observer(event);
  }
}

/** Words of a command are shown up to so many characters. */
const LONGEST_COMMAND = 200;

/** The words of a command on one line, for observers. @param argv byte strings */
export function commandText(argv: readonly string[]): string {
  const text = argv.join(" ");
  return textOfBytes(text.length > LONGEST_COMMAND ? `${text.slice(0, LONGEST_COMMAND)}...` : text);
}

/** Keeps the last events, and counts those that it had to drop. */
export class EventRing {
  dropped = 0;
  private readonly capacity: number;
  private kept: RuntimeEvent[] = [];
  private start = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  readonly record = (event: RuntimeEvent): void => {
    if (this.kept.length < this.capacity) {
      this.kept.push(event);
      return;
    }
    this.kept[this.start] = event;
    this.start = (this.start + 1) % this.capacity;
    this.dropped++;
  };

  /** Takes out what was kept, oldest first, and begins anew. */
  take(): { readonly events: RuntimeEvent[]; readonly dropped: number } {
    const { kept, start, dropped } = this;
    this.kept = [];
    this.start = 0;
    this.dropped = 0;
    return { events: start === 0 ? kept : [...kept.slice(start), ...kept.slice(0, start)], dropped };
  }
}
