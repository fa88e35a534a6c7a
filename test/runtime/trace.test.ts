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
  const box = await createSandbox({ record: true });
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
  assert.ok(track("light thread 1").some(([name, at, took]) => name === "waits" && at === 0 && took === 1000));
  assert.equal(track("light thread 2")[0], ["spawned", 0]);
  const log = traceEvents.find(({ name }) => name === "log");
  assert.match(String(log?.args?.message), "logged");
});

test("what has not ended yet lasts until the last event", () => {
  const trace = exportTrace([
    { type: "timer fired", timer: 1, premature: false, atMs: 5, pid: 7 },
    { type: "log", level: 4, message: "x", atMs: 9, pid: 7 },
  ]);
  const run = (JSON.parse(trace).traceEvents as Entry[]).find(({ name }) => name === "runs");
  assert.equal([run?.ts, run?.dur, run?.args], [5000, 4000, { unfinished: true }]);
  assert.equal(JSON.parse(exportTrace([])).traceEvents, []);
});

test.run();
