/** What happened, as lanes and bars: events go in one after another, and nothing is drawn here. */
import type { ProcessInfo, TracedEvent } from "../../../src/browser.ts";

/** A process and those that take its place, or the children of those. */
export interface Lane {
  readonly kind: "process" | "children";
  /** Undefined: nobody has said what it is. */
  role: ProcessInfo["type"] | undefined;
  /** The number of a worker. */
  worker: number | undefined;
  /** One after another. Of children: none. */
  readonly lives: Life[];
  /** Bars that overlap lie in different rows. */
  readonly rows: Row[];
  readonly marks: Mark[];
  /** When no Lua of the process could run. */
  readonly stalls: Wait[];
  /** Of a process: the lane of its children, if it had any. */
  children: Lane | undefined;
  /** In which row a function ran last: it runs there again if it can. */
  readonly rowOf: Map<string, number>;
}

/** One process. */
export interface Life {
  readonly pid: number;
  readonly startMs: number;
  /** Infinity while it lives. */
  endMs: number;
  /** When it was told to end. */
  exitingMs: number | undefined;
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
  /** Of the process that it belongs to. */
  readonly pid: number;
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
  /** The function that waits. None: it has ended, and only the light threads that it has spawned go on. */
  readonly awaits: string | undefined;
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
  readonly pid: number;
  readonly atMs: number;
  /** nginx's level of a log line: 4 is an error. */
  readonly level: number;
  readonly text: string;
  readonly place: string;
  readonly timer: number | undefined;
}

/** What a legend explains. */
export type Kind = Bar["kind"] | "wait" | "stall" | "error" | "warning" | Mark["kind"];

/** An error of nginx, and what is more severe. */
export const ERROR_LEVEL = 4;
export const WARNING_LEVEL = 5;

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
const MOST_PLACES = 10_000;

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
  /** What there has been. */
  kinds = new Set<Kind>();
  private readonly most: number;
  private marks = 0;
  private hasBegun = false;
  private byPid = new Map<number, { readonly lane: Lane; readonly life: Life }>();
  private timers = new Map<string, TimerStory>();
  private threads = new Map<string, LiveThread>();
  private children = new Map<number, Bar>();

  /** @param most bars that are kept, and a quarter as many marks */
  constructor(most = MOST_BARS) {
    this.most = most;
  }

  add(events: readonly TracedEvent[]): void {
    for (const event of events) this.take(event);
    if (this.bars > this.most || this.marks > this.most / 4) this.forgetOldest();
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
    this.kinds = new Set();
    this.byPid = new Map();
    this.timers = new Map();
    this.threads = new Map();
    this.children = new Map();
  }

  /** It is later, although nothing has happened. */
  setNow(nowMs: number): void {
    if (this.hasBegun) this.endMs = Math.max(this.endMs, nowMs);
  }

  /** Says what processes are, of which events may have told already. */
  setProcesses(list: readonly ProcessInfo[]): void {
    for (const { pid, type, id } of list) {
      if (!this.byPid.has(pid)) this.begin(pid, this.endMs, type, id);
      const lane = this.byPid.get(pid)?.lane;
      if (lane === undefined) continue;
      lane.role = type;
      lane.worker = id;
    }
  }

  timer(pid: number, timer: number): TimerStory | undefined {
    return this.timers.get(`${pid} ${timer}`);
  }

  /** The children of a process that live. */
  livingChildren(pid: number): Bar[] {
    return [...this.children.values()].filter((child) => child.pid === pid);
  }

  /** The lane of a process. */
  laneOf(pid: number): Lane | undefined {
    return this.byPid.get(pid)?.lane;
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
    if (event.type === "process began") {
      this.begin(pid, atMs, event.role, event.worker);
      return;
    }
    const { lane, life } = this.byPid.get(pid) ?? this.begin(pid, atMs, undefined, undefined);
    switch (event.type) {
      case "timer made": {
        const { delayMs, every, callback, madeAt } = event;
        this.timers.set(`${pid} ${event.timer}`, { delayMs, every, callback, madeAt });
        break;
      }
      case "timer fired": {
        const { timer, thread, callback, premature, isScript } = event;
        this.beginRun(lane, event, thread, { kind: isScript ? "script" : "timer", timer, place: callback, premature });
        if (premature) this.mark(lane, event, "premature", { place: callback, timer });
        break;
      }
      case "timer ended":
        this.endRun(pid, event.thread, atMs, event.failed);
        break;
      case "timer dropped": {
        const { timer, why } = event;
        this.mark(lane, event, "dropped", { text: why, place: this.timer(pid, timer)?.callback ?? "?", timer });
        break;
      }
      case "timer cancelled":
        this.mark(lane, event, "cancelled", { place: event.cancelledAt, timer: event.timer });
        break;
      case "request began":
        this.beginRun(lane, event, event.thread, { kind: "request", place: event.callback });
        break;
      case "request ended":
        this.endRun(pid, event.thread, atMs, event.failed);
        break;
      case "thread spawned": {
        const above = this.threads.get(`${pid} ${event.parent}`)?.bar.row ?? -1;
        const { thread, callback, at, through } = event;
        // nobody can go to a line of a library
        const place = through === undefined ? callback : at;
        const bar = this.bar(lane, event, above + 1, { kind: "thread", number: thread, place, through });
        this.threads.set(`${pid} ${thread}`, { bar, wait: undefined });
        break;
      }
      case "thread suspended":
        this.suspend(lane, event);
        break;
      case "thread resumed":
        this.endWait(this.threads.get(`${pid} ${event.thread}`), atMs);
        break;
      case "thread ended": {
        const live = this.threads.get(`${pid} ${event.thread}`);
        this.endWait(live, atMs);
        if (live === undefined) break;
        if (live.bar.kind !== "thread") {
          // the others may go on: the end of the run is told of by itself
          this.beginWait(live, atMs, { awaits: undefined, place: live.bar.place, through: undefined, stalls: false });
          break;
        }
        this.end(live.bar, atMs, event.how === "returned" ? "well" : event.how);
        this.threads.delete(`${pid} ${event.thread}`);
        break;
      }
      case "child spawned": {
        const { child, command, at: place, through } = event;
        const bar = this.bar(this.childrenOf(lane), event, 0, {
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
      case "process exiting":
        life.exitingMs = atMs;
        break;
      case "process ended":
        this.endLife(life, atMs);
        break;
      case "reload":
        this.mark(lane, event, "reload", {});
        break;
      case "denied":
        this.mark(lane, event, "denied", { text: event.what, place: event.at ?? "?" });
        break;
      case "log":
        this.mark(lane, event, "log", { text: event.message, place: event.at ?? "?", level: event.level });
        break;
    }
  }

  /** A process begins, in the lane of one that it takes the place of, if there is one. */
  private begin(pid: number, atMs: number, role: Lane["role"], worker: number | undefined) {
    const known = this.byPid.get(pid);
    if (known !== undefined && known.life.endMs === Number.POSITIVE_INFINITY) {
      // `init` was told of before it was
      known.lane.role = role;
      known.lane.worker = worker;
      return known;
    }
    let lane = this.lanes.find((one) => isPlaceFor(one, role, worker, atMs));
    if (lane === undefined) {
      lane = newLane("process", role, worker);
      // beside its like
      const last = this.lanes.findLastIndex((one) => one.role === role && one.worker === worker);
      this.lanes.splice(role === undefined || last < 0 ? this.lanes.length : last + 1, 0, lane);
    }
    lane.rowOf.clear();
    const life: Life = { pid, startMs: atMs, endMs: Number.POSITIVE_INFINITY, exitingMs: undefined };
    lane.lives.push(life);
    const begun = { lane, life };
    this.byPid.set(pid, begun);
    return begun;
  }

  private childrenOf(lane: Lane): Lane {
    if (lane.children === undefined) {
      lane.children = newLane("children", lane.role, lane.worker);
      this.lanes.splice(this.lanes.indexOf(lane) + 1, 0, lane.children);
    }
    return lane.children;
  }

  private beginRun(lane: Lane, at: Stamp, thread: number, about: Omit<BarStart, "number">): void {
    const bar = this.bar(lane, at, 0, { ...about, number: thread });
    this.threads.set(`${at.pid} ${thread}`, { bar, wait: undefined });
  }

  private endRun(pid: number, thread: number, atMs: number, failed: boolean): void {
    const live = this.threads.get(`${pid} ${thread}`);
    if (live === undefined) return;
    this.endWait(live, atMs);
    this.end(live.bar, atMs, failed ? "failed" : "well");
    this.threads.delete(`${pid} ${thread}`);
  }

  private suspend(lane: Lane, event: TracedEvent & { readonly type: "thread suspended" }): void {
    const { atMs, pid, thread, awaits, at: place, through, what } = event;
    const key = `${pid} ${thread}`;
    let live = this.threads.get(key);
    if (live === undefined) {
      // its beginning was dropped
      live = { bar: this.bar(lane, event, 0, { kind: "thread", number: thread, place }), wait: undefined };
      this.threads.set(key, live);
    }
    this.beginWait(live, atMs, { awaits, place, through, stalls: what === "stall" });
  }

  private beginWait(
    live: LiveThread,
    atMs: number,
    about: Pick<Wait, "awaits" | "place" | "through" | "stalls">,
  ): void {
    this.endWait(live, atMs);
    const { bar } = live;
    const wait: Wait = { type: "wait", bar, startMs: atMs, endMs: Number.POSITIVE_INFINITY, ...about };
    live.wait = wait;
    bar.lane.rows[bar.row]?.waits.push(wait);
    if (about.stalls) bar.lane.stalls.push(wait);
  }

  private endWait(live: LiveThread | undefined, atMs: number): void {
    const wait = live?.wait;
    if (live === undefined || wait === undefined) return;
    live.wait = undefined;
    wait.endMs = Math.max(atMs, wait.startMs);
    if (wait.endMs > wait.startMs) {
      if (wait.awaits !== undefined) this.kinds.add(wait.stalls ? "stall" : "wait");
      return;
    }
    // it has taken no time: there is nothing to see
    const { lane, row } = wait.bar;
    const waits = lane.rows[row]?.waits;
    if (waits?.at(-1) === wait) waits.pop();
    if (lane.stalls.at(-1) === wait) lane.stalls.pop();
  }

  /** @param from the first row that it may have */
  private bar(lane: Lane, { pid, atMs }: Stamp, from: number, about: BarStart): Bar {
    const key = `${about.kind} ${about.place}`;
    const before = lane.rowOf.get(key) ?? 0;
    let row = before >= from && isFree(lane, before, atMs) ? before : from;
    while (!isFree(lane, row, atMs)) row++;
    if (lane.rowOf.size < MOST_PLACES) lane.rowOf.set(key, row);
    while (lane.rows.length <= row) lane.rows.push({ bars: [], waits: [] });
    const bar: Bar = {
      type: "bar",
      timer: undefined,
      command: "",
      through: undefined,
      premature: false,
      ...about,
      lane,
      pid,
      row,
      startMs: atMs,
      endMs: Number.POSITIVE_INFINITY,
      outcome: undefined,
      status: undefined,
    };
    lane.rows[row]?.bars.push(bar);
    this.bars++;
    this.kinds.add(about.kind);
    return bar;
  }

  private end(bar: Bar, atMs: number, outcome: Bar["outcome"]): void {
    bar.endMs = Math.max(atMs, bar.startMs);
    bar.outcome = outcome;
  }

  private endLife(life: Life, atMs: number): void {
    life.endMs = atMs;
    for (const [key, live] of this.threads) {
      if (live.bar.pid !== life.pid) continue;
      this.endWait(live, atMs);
      this.end(live.bar, atMs, "killed");
      this.threads.delete(key);
    }
  }

  private mark(lane: Lane, { pid, atMs }: Stamp, kind: Mark["kind"], about: Partial<Mark>): void {
    lane.marks.push({
      type: "mark",
      level: 0,
      text: "",
      place: "?",
      timer: undefined,
      ...about,
      kind,
      lane,
      pid,
      atMs,
    });
    this.marks++;
    this.kinds.add(kind === "log" ? kindOfLog(about.level ?? 0) : kind);
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

/** When, and in which process. */
type Stamp = Pick<TracedEvent, "atMs" | "pid">;

type BarStart = Pick<Bar, "kind" | "number" | "place"> &
  Partial<Pick<Bar, "timer" | "command" | "premature">> & { readonly through?: string | undefined };

function isFree(lane: Lane, row: number, atMs: number): boolean {
  const last = lane.rows[row]?.bars.at(-1);
  return last === undefined || last.endMs <= atMs;
}

function kindOfLog(level: number): Kind {
  return level <= ERROR_LEVEL ? "error" : level <= WARNING_LEVEL ? "warning" : "log";
}

/** Whether a process could go on in a lane where others have been. */
function isPlaceFor(
  { kind, lives, ...lane }: Lane,
  role: Lane["role"],
  worker: number | undefined,
  atMs: number,
): boolean {
  if (role === undefined || kind === "children" || lane.role !== role || lane.worker !== worker) return false;
  return (lives.at(-1)?.endMs ?? 0) <= atMs;
}

function newLane(kind: Lane["kind"], role: Lane["role"], worker: Lane["worker"]): Lane {
  return { kind, role, worker, lives: [], rows: [], marks: [], stalls: [], children: undefined, rowOf: new Map() };
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
