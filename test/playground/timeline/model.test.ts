import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Bar, type Lane, TimelineModel } from "../../../playground/src/timeline/model.ts";
import type { TracedEvent } from "../../../src/index.ts";
import { manyEvents } from "./many-events.ts";
import { RELOADING, STALL_OR_WAIT, story } from "./stories.ts";

function modelOf(events: readonly TracedEvent[]): TimelineModel {
  const model = new TimelineModel();
  model.add(events);
  return model;
}

/** "0: main.lua:0 0-5200" for each bar of a lane, by rows. */
function barsOf(lane: Lane | undefined): string[] {
  return (lane?.rows ?? []).flatMap(({ bars }, row) =>
    bars.map(({ kind, place, command, startMs, endMs }) => `${row}: ${kind} ${command || place} ${startMs}-${endMs}`),
  );
}

function waitsOf(lane: Lane | undefined): string[] {
  return (lane?.rows ?? []).flatMap(({ waits }, row) =>
    waits.map(({ awaits, place, stalls, startMs, endMs }) => {
      return `${row}: ${stalls ? "stalls in" : "waits in"} ${awaits} ${place} ${startMs}-${endMs}`;
    }),
  );
}

const fired = (timer: number, thread: number, atMs: number, pid = 1): TracedEvent => ({
  type: "timer fired",
  timer,
  thread,
  premature: false,
  callback: `t.lua:${timer}`,
  isScript: false,
  atMs,
  pid,
});
const ended = (timer: number, thread: number, atMs: number, pid = 1): TracedEvent => ({
  type: "timer ended",
  timer,
  thread,
  failed: false,
  atMs,
  pid,
});
const began = (pid: number, worker: number, atMs: number): TracedEvent => ({
  type: "process began",
  role: "worker",
  worker,
  title: "",
  atMs,
  pid,
});

test("os.execute is a stall of its process, resty.shell a wait of its light thread, both with a child beside them", async () => {
  const { events } = await story(`
    os.execute("sleep 2")
    ngx.update_time()
    require("resty.shell").run("sleep 1", nil, 5000)`);
  const [lane, children] = modelOf(events).lanes;
  assert.equal(
    lane?.stalls.map(({ startMs, endMs }) => [startMs, endMs]),
    [[0, 2000]],
  );
  assert.equal(waitsOf(lane), [
    "0: stalls in os.execute main.lua:2 0-2000",
    "0: waits in proc:wait main.lua:4 2000-3000",
    "1: waits in proc:stdout_read main.lua:4 2000-3000",
    "2: waits in proc:stderr_read main.lua:4 2000-3000",
  ]);
  assert.is(children, lane?.children);
  assert.equal(barsOf(children), ["0: child sh -c sleep 2 0-2000", "0: child /bin/sh -c sleep 1 2000-3000"]);
});

test("light threads lie below what has spawned them, and callbacks that overlap below one another", async () => {
  const { events } = await story(`
    ngx.thread.spawn(function() ngx.sleep(3) end)
    ngx.timer.at(1, function() ngx.sleep(1) end)
    ngx.timer.at(1.5, function() ngx.sleep(1) end)
    ngx.timer.at(4, function() ngx.sleep(1) end)
    ngx.sleep(6)`);
  assert.equal(barsOf(modelOf(events).lanes[0]), [
    "0: script main.lua:0 0-6000",
    "1: thread main.lua:2 0-3000",
    "1: timer main.lua:5 4000-5000",
    "2: timer main.lua:3 1000-2000",
    "3: timer main.lua:4 1500-2500",
  ]);
});

test("a function runs again in the row where it ran before", () => {
  const events = [fired(1, 1, 0), fired(2, 2, 1), ended(1, 1, 5), ended(2, 2, 6), fired(2, 3, 7), fired(1, 4, 8)];
  assert.equal(barsOf(modelOf(events).lanes[0]), [
    "0: timer t.lua:1 0-5",
    "0: timer t.lua:1 8-Infinity",
    "1: timer t.lua:2 1-6",
    "1: timer t.lua:2 7-Infinity",
  ]);
});

test("a process that takes the place of another has its lane, unless both live for a while", () => {
  const over = (pid: number, atMs: number): TracedEvent => ({
    type: "process ended",
    how: "killed",
    status: 1,
    atMs,
    pid,
  });
  const model = modelOf([
    began(10, 0, 0),
    began(11, 1, 0),
    over(10, 5),
    began(12, 0, 5),
    began(13, 0, 7),
    began(14, 1, 7),
    over(12, 9),
  ]);
  const lanes = model.lanes.map(({ worker, lives }) => `${worker}: ${lives.map(({ pid }) => pid).join(" ")}`);
  assert.equal(lanes, ["0: 10 12", "0: 13", "1: 11", "1: 14"]);
  assert.is(model.laneOf(12)?.lives[1]?.endMs, 9);
});

test("an agent that reloads its cluster twelve times in a minute is seen doing so", async () => {
  const { events, processes } = await story(undefined, RELOADING, 61_000);
  const model = modelOf(events);
  model.setProcesses(processes);
  const names = model.lanes.map(({ kind, role, worker }) =>
    kind === "children" ? kind : `${role} ${worker ?? ""}`.trim(),
  );
  assert.equal(names, [
    "master",
    "worker 0",
    "worker 0",
    "worker 1",
    "worker 1",
    "privileged agent",
    "children",
    "privileged agent",
    "children",
  ]);
  const pids = model.lanes.filter(({ worker }) => worker === 0).flatMap(({ lives }) => lives.map(({ pid }) => pid));
  assert.is(new Set(pids).size, 13);
  const [master] = model.lanes;
  assert.is(master?.marks.filter(({ kind }) => kind === "reload").length, 12);
  assert.is(master?.lives.length, 1);
  const children = model.lanes.filter(({ kind }) => kind === "children");
  assert.is(children.flatMap((lane) => barsOf(lane)).length, 12);
  assert.match(barsOf(children[0])[0] ?? "", /child sh -c kill -HUP 1000/);
});

test("what fails, is killed or comes prematurely is told of", async () => {
  const { events } = await story(`
    ngx.timer.at(0, function() error("x") end)
    local t = ngx.thread.spawn(function() ngx.sleep(10) end)
    ngx.sleep(1)
    ngx.thread.kill(t)
    os.execute("kill -9 $$")
    os.execute("exit 3")`);
  const [lane, children] = modelOf(events).lanes;
  const outcomes = (list: readonly Bar[]) => list.map(({ outcome, status }) => `${outcome} ${status ?? ""}`.trim());
  assert.equal(outcomes(lane?.rows.flatMap(({ bars }) => bars) ?? []), ["well", "killed", "failed"]);
  assert.equal(outcomes(children?.rows.flatMap(({ bars }) => bars) ?? []), ["killed 9", "failed 3"]);
  assert.ok(lane?.marks.some(({ kind, level }) => kind === "log" && level === 4));
  const premature = modelOf([{ ...(fired(1, 1, 5) as TracedEvent & { type: "timer fired" }), premature: true }]);
  assert.equal(
    premature.lanes[0]?.marks.map(({ kind, place }) => `${kind} ${place}`),
    ["premature t.lua:1"],
  );
});

test("a callback that has ended may leave light threads that go on: then nothing of it runs", async () => {
  const { events } = await story("ngx.thread.spawn(function() ngx.sleep(3) end) ngx.sleep(1)", {}, 5000);
  assert.equal(waitsOf(modelOf(events).lanes[0]), [
    "0: waits in ngx.sleep main.lua:1 0-1000",
    "0: waits in undefined main.lua:0 1000-3000",
    "1: waits in ngx.sleep main.lua:1 0-3000",
  ]);
});

test("a wait that takes no time is none", async () => {
  const { events } = await story("for _ = 1, 100 do ngx.sleep(0) end");
  assert.equal(waitsOf(modelOf(events).lanes[0]), []);
});

test("whoever comes late makes sense of what there is", () => {
  const place = { at: "t.lua:9" };
  const model = modelOf([
    { type: "thread resumed", thread: 3, atMs: 4, pid: 1 },
    { type: "thread suspended", thread: 3, what: "thread", awaits: "ngx.sleep", ...place, atMs: 4, pid: 1 },
    { type: "thread ended", thread: 3, how: "returned", atMs: 9, pid: 1 },
    { type: "timer ended", timer: 8, thread: 8, failed: false, atMs: 9, pid: 1 },
    { type: "child exited", child: 77, reason: "exit", status: 0, atMs: 9, pid: 1 },
    { type: "process ended", how: "gracefully", status: 0, atMs: 10, pid: 1 },
    { type: "process ended", how: "gracefully", status: 0, atMs: 10, pid: 2 },
  ]);
  assert.equal(barsOf(model.lanes[0]), ["0: thread t.lua:9 4-9"]);
  assert.is(model.lanes.length, 2);
});

test("what still runs goes on, and a process that ends takes all with it", () => {
  const model = modelOf([began(1, 0, 0), fired(1, 1, 1)]);
  assert.equal(barsOf(model.lanes[0]), ["0: timer t.lua:1 1-Infinity"]);
  model.add([{ type: "process ended", how: "killed", status: 1, atMs: 7, pid: 1 }]);
  assert.equal(barsOf(model.lanes[0]), ["0: timer t.lua:1 1-7"]);
  model.setNow(20);
  assert.is(model.endMs, 20);
  model.setNow(3);
  assert.is(model.endMs, 20, "time does not go back");
  model.clear();
  assert.equal([model.lanes, model.count, model.endMs], [[], 0, 0]);
});

test("of very much the oldest is forgotten, and told of", () => {
  const model = new TimelineModel(2000);
  for (let part = 0; part < 5; part++) {
    const events = manyEvents(3000).map((event) => ({ ...event, atMs: event.atMs + part * 3000 }));
    model.add(events);
  }
  assert.ok(model.bars <= 2000);
  assert.ok(model.forgotten > 0);
  for (const { rows, marks } of model.lanes) {
    for (const { bars, waits } of rows) {
      assert.ok(
        bars.every((bar, at) => at === 0 || (bars[at - 1] as Bar).endMs <= bar.startMs),
        "none over another",
      );
      assert.ok(waits.length <= bars.length + 1);
    }
    assert.ok(marks.length <= 500);
  }
});

test("a script that runs in two parts is one timeline", async () => {
  const { events } = await story(STALL_OR_WAIT, {}, 2000);
  const whole = modelOf(events);
  const inParts = new TimelineModel();
  for (const event of events) inParts.add([event]);
  assert.equal(inParts.lanes.map(barsOf), whole.lanes.map(barsOf));
});

test.run();
