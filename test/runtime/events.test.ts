import { test } from "uvu";
import * as assert from "uvu/assert";
import { EventRing, EventStream, type RuntimeEvent } from "../../src/runtime/events.ts";
import { harness } from "./harness.ts";

test("events are not made while nobody listens", () => {
  const run = harness();
  let made = 0;
  const { emit } = EventStream.prototype;
  run.worker.events.emit = function (event) {
    made++;
    emit.call(this, event);
  };
  const lua =
    "ngx.timer.at(0, function() ngx.thread.wait(ngx.thread.spawn(function() ngx.sleep(1) end)) end) ngx.sleep(2)";
  run.start(lua).settle();
  assert.is(made, 0);
});

test("a listener hears what happens to timers and light threads, in order", () => {
  const run = harness();
  const heard: RuntimeEvent[] = [];
  run.worker.events.listen((event) => heard.push(event));
  run.start(`ngx.timer.at(1.5, function()
      ngx.thread.spawn(function() ngx.sleep(1) error("e", 0) end)
    end)
    ngx.timer.at(50, function() end)
    ngx.sleep(2)
    ngx.log(ngx.ERR, "logged")
    os.exit(0)`);
  run.settle();
  const told = heard.map((event) => {
    switch (event.type) {
      case "timer made":
        return `${event.atMs} timer ${event.timer} made at ${event.madeAt} for ${event.callback}, in ${event.delayMs}`;
      case "timer fired":
      case "timer ended":
        return `${event.atMs} ${event.type} ${event.timer}`;
      case "timer dropped":
        return `${event.atMs} timer ${event.timer} dropped: ${event.why}`;
      case "timer cancelled":
        return `${event.atMs} timer ${event.timer} cancelled at ${event.cancelledAt}`;
      case "thread spawned":
        return `${event.atMs} thread ${event.thread} spawned by ${event.parent}`;
      case "thread ended":
        return `${event.atMs} thread ${event.thread} ${event.how}`;
      case "denied":
        return `${event.atMs} denied ${event.what}`;
      case "log":
        return `${event.atMs} log ${event.level}`;
      default:
        return `${event.atMs} ${event.type} ${event.thread}`;
    }
  });
  assert.equal(told, [
    "0 timer fired 1",
    "0 timer 2 made at t.lua:1 for t.lua:1, in 1500",
    "0 timer 3 made at t.lua:4 for t.lua:4, in 50000",
    "0 thread suspended 1",
    "1500 timer fired 2",
    "1500 thread suspended 2",
    "1500 thread 3 spawned by 2",
    "1500 thread suspended 3",
    "1500 thread 2 returned",
    "2000 thread resumed 1",
    "2000 log 4",
    "2000 timer 3 dropped: the process exited",
  ]);
});

test("whoever has left hears nothing more", () => {
  const stream = new EventStream(() => 5);
  const heard: RuntimeEvent[] = [];
  const leave = stream.listen((event) => heard.push(event));
  stream.emit({ type: "thread resumed", thread: 1 });
  assert.ok(stream.wanted);
  leave();
  assert.not(stream.wanted);
  stream.emit({ type: "thread resumed", thread: 2 });
  assert.equal(heard, [{ type: "thread resumed", thread: 1, atMs: 5 }]);
});

test("a ring keeps the last events, oldest first, and counts those it dropped", () => {
  const ring = new EventRing(3);
  for (let thread = 1; thread <= 5; thread++) ring.record({ type: "thread resumed", thread, atMs: thread });
  assert.equal(
    ring.events().map(({ atMs }) => atMs),
    [3, 4, 5],
  );
  assert.is(ring.dropped, 2);
});

test.run();
