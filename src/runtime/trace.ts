/** Events as a trace in Chrome's format, which chrome://tracing and ui.perfetto.dev draw. */
import type { RuntimeEvent } from "./events.ts";

/** An event with the process that it happened in. */
export type TracedEvent = RuntimeEvent & { readonly pid: number };

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

/** Timers have tracks of their own, behind those of light threads. */
const FIRST_TIMER_TRACK = 1_000_000;

/** The text of a file: a track for each light thread with its waits, and one for each timer with its runs. */
export function exportTrace(events: readonly TracedEvent[]): string {
  const entries: TraceEntry[] = [];
  const named = new Set<string>();
  const open = new Map<string, TraceEntry & { readonly ts: number }>();
  const end = events.at(-1)?.atMs ?? 0;

  const nameTrack = (pid: number, tid: number, name: string) => {
    if (!named.has(`${pid}`)) {
      named.add(`${pid}`);
      entries.push({ name: "process_name", ph: "M", pid, tid: 0, args: { name: `process ${pid}` } });
    }
    if (named.has(`${pid} ${tid}`)) return;
    named.add(`${pid} ${tid}`);
    entries.push({ name: "thread_name", ph: "M", pid, tid, args: { name } });
  };
  const begin = (key: string, pid: number, tid: number, name: string, atMs: number, args?: TraceEntry["args"]) => {
    open.set(key, { name, ph: "X", pid, tid, ts: atMs * 1000, ...(args === undefined ? {} : { args }) });
  };
  const finish = (key: string, atMs: number, args?: TraceEntry["args"]) => {
    const begun = open.get(key);
    if (begun === undefined) return;
    open.delete(key);
    entries.push({ ...begun, dur: atMs * 1000 - begun.ts, args: { ...begun.args, ...args } });
  };
  const moment = (pid: number, tid: number, name: string, atMs: number, args?: TraceEntry["args"]) => {
    entries.push({ name, ph: "i", s: "t", pid, tid, ts: atMs * 1000, ...(args === undefined ? {} : { args }) });
  };

  for (const event of events) {
    const { pid, atMs } = event;
    if ("thread" in event) {
      const tid = event.thread;
      const wait = `${pid} waits ${tid}`;
      nameTrack(pid, tid, `light thread ${tid}`);
      if (event.type === "thread spawned") moment(pid, tid, "spawned", atMs, { by: event.parent });
      else if (event.type === "thread suspended") {
        begin(wait, pid, tid, event.what === "stall" ? "stalls the worker" : "waits", atMs);
      } else {
        finish(wait, atMs);
        if (event.type === "thread ended") moment(pid, tid, event.how, atMs);
      }
    } else if ("timer" in event) {
      const tid = FIRST_TIMER_TRACK + event.timer;
      const run = `${pid} timer ${event.timer}`;
      nameTrack(pid, tid, `timer ${event.timer}`);
      if (event.type === "timer made") {
        const { delayMs, every, callback, madeAt } = event;
        moment(pid, tid, `${every ? "every" : "at"} ${delayMs / 1000} s`, atMs, { callback, madeAt });
      } else if (event.type === "timer fired") {
        begin(run, pid, tid, event.premature ? "runs, premature" : "runs", atMs);
      } else if (event.type === "timer ended") finish(run, atMs, { failed: event.failed });
      else if (event.type === "timer dropped") moment(pid, tid, `dropped: ${event.why}`, atMs);
      else moment(pid, tid, `cancelled at ${event.cancelledAt}`, atMs);
    } else if (event.type === "denied") {
      moment(pid, 0, `denied: ${event.what}`, atMs);
    } else {
      moment(pid, 0, "log", atMs, { level: event.level, message: event.message });
    }
  }
  for (const key of [...open.keys()]) finish(key, end, { unfinished: true });
  return `${JSON.stringify({ displayTimeUnit: "ms", traceEvents: entries })}\n`;
}
