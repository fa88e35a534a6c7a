import type { TracedEvent } from "../../../src/index.ts";

/** Many events, as a script that never rests makes them. */
export function manyEvents(count: number): TracedEvent[] {
  const events: TracedEvent[] = [];
  for (const [worker, pid] of [1001, 1002, 1003, 1004].entries()) {
    events.push({ type: "process began", role: "worker", worker, title: "nginx: worker process", atMs: 0, pid });
  }
  for (let run = 1; events.length < count; run++) {
    const pid = 1001 + (run % 4);
    const atMs = run * 3;
    const thread = run;
    const about = { callback: "main.lua:3", premature: false, isScript: false };
    events.push({ type: "timer fired", timer: 1, thread, ...about, atMs, pid });
    const what = run % 50 === 0 ? ("stall" as const) : ("thread" as const);
    events.push({ type: "thread suspended", thread, what, awaits: "ngx.sleep", at: "main.lua:4", atMs, pid });
    if (run % 20 === 0) {
      events.push({ type: "log", level: 3 + (run % 4), message: `run ${run}`, thread, at: "main.lua:5", atMs, pid });
    }
    const endMs = atMs + 1 + (run % 7);
    events.push({ type: "thread resumed", thread, atMs: endMs, pid });
    events.push({ type: "timer ended", timer: 1, thread, failed: run % 97 === 0, atMs: endMs, pid });
  }
  return events.slice(0, count).sort((one, other) => one.atMs - other.atMs);
}
