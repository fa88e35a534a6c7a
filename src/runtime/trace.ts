/** Events as a trace in Chrome's format, which chrome://tracing and ui.perfetto.dev draw. */
import type { RuntimeEvent } from "./events.ts";

/** An event, which says in which process it happened. */
export type TracedEvent = RuntimeEvent;

interface TraceEntry {
  readonly name: string;
  /** "X": something that lasts; "i": a moment; "M": the name of a track. */
  readonly ph: "X" | "i" | "M";
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts?: number;
  readonly dur?: number;
  readonly s?: "t";
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Timers have tracks of their own, behind those of light threads, and sockets behind those. */
const FIRST_TIMER_TRACK = 1_000_000;
const FIRST_SOCKET_TRACK = 2_000_000;
/** Of what happens to a process as a whole. */
const PROCESS_TRACK = 0;

type Details = Readonly<Record<string, unknown>>;

/** The text of a file: a process for each worker and child; in them a track for each light thread, timer and socket. */
export function exportTrace(events: readonly TracedEvent[]): string {
  const trace = new Trace();
  for (const event of events) add(trace, event);
  return trace.text(events.at(-1)?.atMs ?? 0);
}

/** Where entries go. */
interface Track {
  readonly pid: number;
  readonly tid: number;
}

class Trace {
  private readonly entries: TraceEntry[] = [];
  private readonly processes = new Map<number, string | undefined>();
  private readonly tracks = new Set<string>();
  private readonly open = new Map<string, TraceEntry & { readonly ts: number }>();

  nameProcess(pid: number, name: string): void {
    this.processes.set(pid, name);
  }

  track(pid: number, tid: number, name: string): Track {
    if (!this.processes.has(pid)) this.processes.set(pid, undefined);
    const key = `${pid} ${tid}`;
    if (!this.tracks.has(key)) {
      this.tracks.add(key);
      this.entries.push({ name: "thread_name", ph: "M", pid, tid, args: { name } });
    }
    return { pid, tid };
  }

  /** Something begins that lasts, on a track that has one of its kind at a time. */
  begin(track: Track, kind: string, name: string, atMs: number, args: Details = {}): void {
    this.finish(track, kind, atMs, { unfinished: true });
    this.open.set(keyOf(track, kind), { name, ph: "X", ...track, ts: atMs * 1000, args });
  }

  finish(track: Track, kind: string, atMs: number, args: Details = {}): void {
    const key = keyOf(track, kind);
    const begun = this.open.get(key);
    if (begun === undefined) return;
    this.open.delete(key);
    this.entries.push({ ...begun, dur: atMs * 1000 - begun.ts, args: { ...begun.args, ...args } });
  }

  moment(track: Track, name: string, atMs: number, args: Details = {}): void {
    this.entries.push({ name, ph: "i", s: "t", ...track, ts: atMs * 1000, args });
  }

  /** What has not ended lasts until `endMs`. */
  text(endMs: number): string {
    for (const [key, { pid, tid }] of [...this.open]) {
      this.finish({ pid, tid }, key.slice(key.lastIndexOf(" ") + 1), endMs, { unfinished: true });
    }
    const names = [...this.processes].map(
      ([pid, name = `process ${pid}`]): TraceEntry => ({
        name: "process_name",
        ph: "M",
        pid,
        tid: PROCESS_TRACK,
        args: { name },
      }),
    );
    return `${JSON.stringify({ displayTimeUnit: "ms", traceEvents: [...names, ...this.entries] })}\n`;
  }
}

function keyOf({ pid, tid }: Track, kind: string): string {
  return `${pid} ${tid} ${kind}`;
}

function add(trace: Trace, event: TracedEvent): void {
  const { pid, atMs } = event;
  const process = () => trace.track(pid, PROCESS_TRACK, "the process");
  const thread = (number: number) => trace.track(pid, number, `light thread ${number}`);
  const timer = (number: number) => trace.track(pid, FIRST_TIMER_TRACK + number, `timer ${number}`);
  const socket = (number: number) => trace.track(pid, FIRST_SOCKET_TRACK + number, `socket ${number}`);
  switch (event.type) {
    case "timer made": {
      const { every, delayMs, callback, madeAt } = event;
      trace.moment(timer(event.timer), `${every ? "every" : "at"} ${delayMs / 1000} s`, atMs, { callback, madeAt });
      break;
    }
    case "timer fired": {
      const { callback, premature, isScript } = event;
      const name = isScript ? "the script" : premature ? "runs, premature" : "runs";
      trace.begin(timer(event.timer), `run-${event.thread}`, name, atMs, { callback, thread: event.thread });
      break;
    }
    case "timer ended":
      trace.finish(timer(event.timer), `run-${event.thread}`, atMs, { failed: event.failed });
      break;
    case "timer dropped":
      trace.moment(timer(event.timer), `dropped: ${event.why}`, atMs);
      break;
    case "timer cancelled":
      trace.moment(timer(event.timer), `cancelled at ${event.cancelledAt}`, atMs);
      break;
    case "request began":
      trace.begin(thread(event.thread), "request", event.phase, atMs, { callback: event.callback });
      break;
    case "request ended":
      trace.finish(thread(event.thread), "request", atMs, { failed: event.failed });
      break;
    case "thread spawned": {
      const { parent: by, callback, at, through } = event;
      trace.moment(thread(event.thread), "spawned", atMs, { by, callback, at, through });
      break;
    }
    case "thread suspended": {
      const { awaits, at, through } = event;
      const name = event.what === "stall" ? "stalls the worker" : "waits";
      trace.begin(thread(event.thread), "wait", `${name}: ${awaits}`, atMs, { at, through });
      break;
    }
    case "thread resumed":
      trace.finish(thread(event.thread), "wait", atMs);
      break;
    case "thread ended":
      trace.finish(thread(event.thread), "wait", atMs);
      trace.moment(thread(event.thread), event.how, atMs);
      break;
    case "child spawned": {
      const { child, command, at, through } = event;
      trace.nameProcess(child, `child ${child}: ${command}`);
      trace.begin(trace.track(child, PROCESS_TRACK, "runs"), "life", command, atMs, { parent: pid, at, through });
      break;
    }
    case "child exited": {
      const { reason, status } = event;
      trace.finish(trace.track(event.child, PROCESS_TRACK, "runs"), "life", atMs, { [reason]: status });
      break;
    }
    case "socket connected":
      trace.begin(socket(event.socket), "open", event.peer, atMs, { reusedTimes: event.reusedTimes });
      break;
    case "socket closed":
      trace.finish(socket(event.socket), "open", atMs, { how: event.how });
      break;
    case "process began": {
      const number = event.worker === undefined ? "" : ` ${event.worker}`;
      trace.nameProcess(pid, `${event.role}${number} (${pid})`);
      trace.begin(process(), "life", event.title, atMs);
      break;
    }
    case "process exiting":
      trace.moment(process(), "told to end", atMs);
      break;
    case "process ended":
      trace.finish(process(), "life", atMs, { how: event.how, status: event.status });
      break;
    case "reload":
      trace.moment(process(), "reload", atMs);
      break;
    case "denied":
      trace.moment(process(), `denied: ${event.what}`, atMs, { at: event.at });
      break;
    case "log": {
      const { level, message, at } = event;
      trace.moment(event.thread === undefined ? process() : thread(event.thread), "log", atMs, { level, message, at });
      break;
    }
  }
}
