import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox, exportTrace } from "../../src/index.ts";

interface Entry {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts?: number;
  dur?: number;
  args?: Record<string, unknown>;
}

test("a trace has a track for each light thread and each timer, with what they did and when", async () => {
  const box = await createSandbox({ isolation: "none", record: true });
  const { events = [] } = await box.run(`
    ngx.timer.at(0.5, function() ngx.sleep(0.25) end)
    ngx.thread.spawn(function() ngx.sleep(2) end)
    ngx.log(ngx.ERR, "logged")
    ngx.sleep(1)`);
  const { traceEvents } = JSON.parse(exportTrace(events)) as { traceEvents: Entry[] };
  const track = (name: string) => {
    const named = traceEvents.find(({ ph, args }) => ph === "M" && args?.name === name);
    assert.ok(named, name);
    return traceEvents
      .filter(({ tid, ph }) => tid === named.tid && ph !== "M")
      .map(({ name, ts = 0, dur }) => [name, ts / 1000, ...(dur === undefined ? [] : [dur / 1000])]);
  };
  assert.equal(track("timer 2"), [
    ["at 0.5 s", 0],
    ["runs", 500, 250],
  ]);
  assert.ok(
    track("light thread 1").some(([name, at, took]) => name === "waits: ngx.sleep" && at === 0 && took === 1000),
  );
  assert.equal(track("light thread 2")[0], ["spawned", 0]);
  const log = traceEvents.find(({ name }) => name === "log");
  assert.match(String(log?.args?.message), "logged");
});

test("a trace has a process for each worker and child, by what it is", async () => {
  const box = await createSandbox({
    isolation: "none",
    record: true,
    workers: 1,
    privilegedAgent: true,
    permissions: { spawn: true },
  });
  const begun = await box.clock.advance(0);
  const { events = [] } = await box.run('os.execute("sleep 2") ngx.log(ngx.ERR, "logged")');
  const all = [...(begun.events ?? []), ...events];
  const { traceEvents } = JSON.parse(exportTrace(all)) as { traceEvents: Entry[] };
  const names = traceEvents.filter(({ name }) => name === "process_name").map(({ pid, args }) => [pid, args?.name]);
  assert.equal(names, [
    [1000, "master (1000)"],
    [1001, "worker 0 (1001)"],
    [1002, "privileged agent (1002)"],
    [1003, "child 1003: sh -c sleep 2"],
  ]);
  const child = traceEvents.find(({ pid, ph }) => pid === 1003 && ph === "X");
  assert.equal([child?.ts, child?.dur, child?.args?.parent, child?.args?.exit], [0, 2_000_000, 1001, 0]);
  const stall = traceEvents.find(({ name }) => name === "stalls the worker: os.execute");
  assert.equal([stall?.dur, stall?.args?.at], [2_000_000, "main.lua:1"]);
});

test("runs of one timer that overlap have bars of their own", async () => {
  const box = await createSandbox({ isolation: "none", record: true });
  const { events = [] } = await box.run("ngx.timer.every(1, function() ngx.sleep(1.5) end) ngx.sleep(3.9)");
  const { traceEvents } = JSON.parse(exportTrace(events)) as { traceEvents: Entry[] };
  const runs = traceEvents.filter(({ name }) => name === "runs").map(({ ts = 0, dur = 0 }) => [ts / 1000, dur / 1000]);
  assert.equal(runs.sort(), [
    [1000, 1500],
    [2000, 1500],
    [3000, 900],
  ]);
});

test("what has not ended yet lasts until the last event", () => {
  const trace = exportTrace([
    { type: "timer fired", timer: 1, premature: false, thread: 1, callback: "t:1", isScript: false, atMs: 5, pid: 7 },
    { type: "log", level: 4, message: "x", atMs: 9, pid: 7 },
  ]);
  const run = (JSON.parse(trace).traceEvents as Entry[]).find(({ name }) => name === "runs");
  assert.equal([run?.ts, run?.dur, run?.args], [5000, 4000, { callback: "t:1", thread: 1, unfinished: true }]);
  assert.equal(JSON.parse(exportTrace([])).traceEvents, []);
});

test.run();
