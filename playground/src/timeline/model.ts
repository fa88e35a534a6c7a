/** What happened, as lanes and bars: events go in one after another, and nothing is drawn here. */
import type { ProcessInfo, TracedEvent } from "../../../src/browser.ts";

/** One process, or all children of one. */
export interface Lane {
  readonly kind: "process" | "children";
  readonly pid: number;
  /** Undefined: nobody has said what it is. */
  role: ProcessInfo["type"] | undefined;
  /** The number of a worker. */
  worker: number | undefined;
  title: string;
  startMs: number;
  /** Infinity while it lives. */
  endMs: number;
  /** When it was told to end. */
  exitingMs: number | undefined;
  /** How it ended: "gracefully", "killed". */
  how: string | undefined;
  /** Bars that overlap lie in different rows. */
  readonly rows: Row[];
  readonly marks: Mark[];
  /** When no Lua of the process could run. */
  readonly stalls: Wait[];
  /** Of a process: the lane of its children, if it had any. */
  children: Lane | undefined;
}

/** Bars and waits of one row, each in the order of time, and none over another. */
export interface Row {
  readonly bars: Bar[];
  readonly waits: Wait[];
}

/** Something that lasts. */
export interface Bar {
  readonly type: "bar";
  readonly kind: "script" | "timer" | "request" | "thread" | "child";
  readonly lane: Lane;
  readonly row: number;
  readonly startMs: number;
  /** Infinity until it has ended. */
  endMs: number;
  /** Of the light thread; of a child, its pid. */
  readonly number: number;
  /** Of the timer that runs. */
  readonly timer: number | undefined;
  /** Where the function is defined that runs; where the child was started. */
  readonly place: string;
  /** What a child is. */
  readonly command: string;
  /** The library through which it was started. */
  readonly through: string | undefined;
  readonly premature: boolean;
  /** How it ended. */
  outcome: "well" | "failed" | "killed" | undefined;
  /** The exit status of a child, or the number of the signal. */
  status: number | undefined;
}

/** A part of a bar in which its light thread waits. */
export interface Wait {
  readonly type: "wait";
  readonly bar: Bar;
  readonly startMs: number;
  endMs: number;
  /** The function that waits. */
  readonly awaits: string;
  readonly place: string;
  readonly through: string | undefined;
  /** The whole process stands still. */
  readonly stalls: boolean;
}

/** A moment. */
export interface Mark {
  readonly type: "mark";
  readonly kind: "log" | "premature" | "dropped" | "cancelled" | "denied" | "reload";
  readonly lane: Lane;
  readonly atMs: number;
  /** nginx's level of a log line: 4 is an error. */
  readonly level: number;
  readonly text: string;
  readonly place: string;
  readonly timer: number | undefined;
}

/** What is known of a timer since it was made. */
export interface TimerStory {
  readonly delayMs: number;
  readonly every: boolean;
  readonly callback: string;
  readonly madeAt: string;
}

/** A light thread that lives. */
interface LiveThread {
  readonly bar: Bar;
  wait: Wait | undefined;
}

/** More than anybody looks at: then the oldest are forgotten. */
const MOST_BARS = 200_000;
const MOST_MARKS = 50_000;

export class TimelineModel {
  /** Processes in the order in which they were first heard of, each with its children behind it. */
  lanes: Lane[] = [];
  /** How many events there were. */
  count = 0;
  startMs = 0;
  endMs = 0;
  /** How many bars were forgotten. */
  forgotten = 0;
  bars = 0;
  private marks = 0;
  private hasBegun = false;
  private byPid = new Map<number, Lane>();
  private timers = new Map<string, TimerStory>();
  private threads = new Map<string, LiveThread>();
  private children = new Map<number, Bar>();

  add(events: readonly TracedEvent[]): void {
    for (const event of events) this.take(event);
    if (this.bars > MOST_BARS || this.marks > MOST_MARKS) this.forgetOldest();
  }

  clear(): void {
    Object.assign(this, {
      lanes: [],
      count: 0,
      startMs: 0,
      endMs: 0,
      forgotten: 0,
      bars: 0,
      marks: 0,
      hasBegun: false,
    });
    this.byPid = new Map();
    this.timers = new Map();
    this.threads = new Map();
    this.children = new Map();
  }

  /** Says what processes are, of which events may have told already. */
  setProcesses(list: readonly ProcessInfo[]): void {
    for (const { pid, type, id, title } of list) {
      const lane = this.laneOf(pid, this.endMs);
      lane.role = type;
      lane.worker = id;
      lane.title = title;
    }
  }

  timer(pid: number, timer: number): TimerStory | undefined {
    return this.timers.get(`${pid} ${timer}`);
  }

  /** The children of a process that live. */
  livingChildren(pid: number): Bar[] {
    return [...this.children.values()].filter(({ lane }) => lane.pid === pid);
  }

  private take(event: TracedEvent): void {
    const { atMs, pid } = event;
    if (!this.hasBegun) {
      this.hasBegun = true;
      this.startMs = atMs;
      this.endMs = atMs;
    }
    this.count++;
    this.endMs = Math.max(this.endMs, atMs);
    const lane = this.laneOf(pid, atMs);
    switch (event.type) {
      case "timer made": {
        const { delayMs, every, callback, madeAt } = event;
        this.timers.set(`${pid} ${event.timer}`, { delayMs, every, callback, madeAt });
        break;
      }
      case "timer fired": {
        const { timer, thread, callback, premature, isScript } = event;
        this.beginRun(lane, atMs, thread, { kind: isScript ? "script" : "timer", timer, place: callback, premature });
        if (premature) this.mark(lane, atMs, "premature", { place: callback, timer });
        break;
      }
      case "timer ended":
        this.endRun(pid, event.thread, atMs, event.failed);
        break;
      case "timer dropped": {
        const { timer, why } = event;
        this.mark(lane, atMs, "dropped", { text: why, place: this.timer(pid, timer)?.callback ?? "?", timer });
        break;
      }
      case "timer cancelled":
        this.mark(lane, atMs, "cancelled", { place: event.cancelledAt, timer: event.timer });
        break;
      case "request began":
        this.beginRun(lane, atMs, event.thread, { kind: "request", place: event.callback });
        break;
      case "request ended":
        this.endRun(pid, event.thread, atMs, event.failed);
        break;
      case "thread spawned": {
        const above = this.threads.get(`${pid} ${event.parent}`)?.bar.row ?? -1;
        const { thread, callback: place, through } = event;
        const bar = this.bar(lane, atMs, above + 1, { kind: "thread", number: thread, place, through });
        this.threads.set(`${pid} ${thread}`, { bar, wait: undefined });
        break;
      }
      case "thread suspended":
        // to spawn another one is no wait: it goes on in the same moment
        if (event.awaits !== "ngx.thread.spawn") this.beginWait(lane, event);
        break;
      case "thread resumed":
        this.endWait(this.threads.get(`${pid} ${event.thread}`), atMs);
        break;
      case "thread ended": {
        const live = this.threads.get(`${pid} ${event.thread}`);
        this.endWait(live, atMs);
        // the first thread of a run ends before the others: the run is told of by itself
        if (live?.bar.kind !== "thread") break;
        this.end(live.bar, atMs, event.how === "returned" ? "well" : event.how);
        this.threads.delete(`${pid} ${event.thread}`);
        break;
      }
      case "child spawned": {
        const { child, command, at: place, through } = event;
        const bar = this.bar(this.childrenOf(lane, atMs), atMs, 0, {
          kind: "child",
          number: child,
          place,
          command,
          through,
        });
        this.children.set(child, bar);
        break;
      }
      case "child exited": {
        const bar = this.children.get(event.child);
        this.children.delete(event.child);
        if (bar === undefined) break;
        bar.status = event.status;
        this.end(bar, atMs, event.reason === "signal" ? "killed" : event.status === 0 ? "well" : "failed");
        break;
      }
      case "process began":
        lane.role = event.role;
        lane.worker = event.worker;
        lane.title = event.title;
        break;
      case "process exiting":
        lane.exitingMs = atMs;
        lane.title = event.title;
        break;
      case "process ended":
        lane.how = event.how;
        this.endLane(lane, atMs);
        break;
      case "reload":
        this.mark(lane, atMs, "reload", {});
        break;
      case "denied":
        this.mark(lane, atMs, "denied", { text: event.what, place: event.at ?? "?" });
        break;
      case "log":
        this.mark(lane, atMs, "log", { text: event.message, place: event.at ?? "?", level: event.level });
        break;
    }
  }

  private laneOf(pid: number, atMs: number): Lane {
    const known = this.byPid.get(pid);
    if (known !== undefined) return known;
    const lane = newLane("process", pid, atMs);
    this.byPid.set(pid, lane);
    this.lanes.push(lane);
    return lane;
  }

  private childrenOf(lane: Lane, atMs: number): Lane {
    if (lane.children === undefined) {
      lane.children = newLane("children", lane.pid, atMs);
      this.lanes.splice(this.lanes.indexOf(lane) + 1, 0, lane.children);
    }
    return lane.children;
  }

  private beginRun(lane: Lane, atMs: number, thread: number, about: Omit<BarStart, "number">): void {
    const bar = this.bar(lane, atMs, 0, { ...about, number: thread });
    this.threads.set(`${lane.pid} ${thread}`, { bar, wait: undefined });
  }

  private endRun(pid: number, thread: number, atMs: number, failed: boolean): void {
    const live = this.threads.get(`${pid} ${thread}`);
    if (live === undefined) return;
    this.endWait(live, atMs);
    this.end(live.bar, atMs, failed ? "failed" : "well");
    this.threads.delete(`${pid} ${thread}`);
  }

  private beginWait(lane: Lane, event: TracedEvent & { readonly type: "thread suspended" }): void {
    const { atMs, thread, awaits, at: place, through, what } = event;
    const key = `${lane.pid} ${thread}`;
    let live = this.threads.get(key);
    if (live === undefined) {
      // its beginning was dropped
      live = { bar: this.bar(lane, atMs, 0, { kind: "thread", number: thread, place }), wait: undefined };
      this.threads.set(key, live);
    }
    this.endWait(live, atMs);
    const { bar } = live;
    const stalls = what === "stall";
    const wait: Wait = {
      type: "wait",
      bar,
      startMs: atMs,
      endMs: Number.POSITIVE_INFINITY,
      awaits,
      place,
      through,
      stalls,
    };
    live.wait = wait;
    bar.lane.rows[bar.row]?.waits.push(wait);
    if (stalls) lane.stalls.push(wait);
  }

  private endWait(live: LiveThread | undefined, atMs: number): void {
    const wait = live?.wait;
    if (live === undefined || wait === undefined) return;
    live.wait = undefined;
    wait.endMs = Math.max(atMs, wait.startMs);
    if (wait.endMs > wait.startMs) return;
    // it has taken no time: there is nothing to see
    const { lane, row } = wait.bar;
    const waits = lane.rows[row]?.waits;
    if (waits?.at(-1) === wait) waits.pop();
    if (lane.stalls.at(-1) === wait) lane.stalls.pop();
  }

  /** @param from the first row that it may have */
  private bar(lane: Lane, atMs: number, from: number, about: BarStart): Bar {
    let row = from;
    for (let last = lane.rows[row]?.bars.at(-1); last !== undefined && last.endMs > atMs; ) {
      last = lane.rows[++row]?.bars.at(-1);
    }
    while (lane.rows.length <= row) lane.rows.push({ bars: [], waits: [] });
    const bar: Bar = {
      type: "bar",
      timer: undefined,
      command: "",
      through: undefined,
      premature: false,
      ...about,
      lane,
      row,
      startMs: atMs,
      endMs: Number.POSITIVE_INFINITY,
      outcome: undefined,
      status: undefined,
    };
    lane.rows[row]?.bars.push(bar);
    this.bars++;
    return bar;
  }

  private end(bar: Bar, atMs: number, outcome: Bar["outcome"]): void {
    bar.endMs = Math.max(atMs, bar.startMs);
    bar.outcome = outcome;
  }

  private endLane(lane: Lane, atMs: number): void {
    lane.endMs = atMs;
    for (const [key, live] of this.threads) {
      if (live.bar.lane !== lane) continue;
      this.endWait(live, atMs);
      this.end(live.bar, atMs, "killed");
      this.threads.delete(key);
    }
  }

  private mark(lane: Lane, atMs: number, kind: Mark["kind"], about: Partial<Mark>): void {
    lane.marks.push({ type: "mark", level: 0, text: "", place: "?", timer: undefined, ...about, kind, lane, atMs });
    this.marks++;
  }

  /** Forgets the older half of what has ended. */
  private forgetOldest(): void {
    for (const lane of this.lanes) {
      this.marks -= dropHalf(lane.marks);
      dropEnded(lane.stalls, lane.stalls.length >> 1);
      for (const { bars, waits } of lane.rows) {
        const dropped = dropEnded(bars, bars.length >> 1);
        this.bars -= dropped;
        this.forgotten += dropped;
        const first = bars[0]?.startMs ?? Number.POSITIVE_INFINITY;
        const kept = waits.findIndex(({ startMs }) => startMs >= first);
        dropEnded(waits, kept < 0 ? waits.length : kept);
      }
    }
  }
}

type BarStart = Pick<Bar, "kind" | "number" | "place"> &
  Partial<Pick<Bar, "timer" | "command" | "premature">> & { readonly through?: string | undefined };

function newLane(kind: Lane["kind"], pid: number, startMs: number): Lane {
  return {
    kind,
    pid,
    role: undefined,
    worker: undefined,
    title: "",
    startMs,
    endMs: Number.POSITIVE_INFINITY,
    exitingMs: undefined,
    how: undefined,
    rows: [],
    marks: [],
    stalls: [],
    children: undefined,
  };
}

/** Takes up to `most` away in front, no further than to what still goes on. @returns how many */
function dropEnded(list: { readonly endMs: number }[], most: number): number {
  const open = list.findIndex(({ endMs }) => endMs === Number.POSITIVE_INFINITY);
  const count = open < 0 ? most : Math.min(most, open);
  list.splice(0, count);
  return count;
}

function dropHalf(list: unknown[]): number {
  const count = list.length >> 1;
  list.splice(0, count);
  return count;
}
