import { test } from "uvu";
import * as assert from "uvu/assert";
import { harness, linesOf } from "./harness.ts";

test("timer.every keeps its period while a callback sleeps", () => {
  const lines = linesOf(`
    local began = ngx.now()
    ngx.timer.every(1, function(premature)
      if premature then return end
      ngx.say("tick at ", ngx.now() - began)
      ngx.sleep(2.5)
    end)
    ngx.sleep(4.2)`);
  assert.equal(lines, ["tick at 1", "tick at 2", "tick at 3", "tick at 4"]);
});

test("timer.every goes on after an error of its callback", () => {
  const run = harness().start(`
    ngx.timer.every(1, function(premature) if not premature then ngx.say("tick") error("bad") end end)
    ngx.sleep(2.5)`);
  assert.equal(run.settle().lines(), ["tick", "tick"]);
  assert.is(run.log.length, 2);
});

test("timers fire by time, and in the order of making where that is equal", () => {
  const lines = linesOf(`
    for _, delay in ipairs { 3, 1, 2, 1 } do
      ngx.timer.at(delay, function(_, number) ngx.say(delay, " ", number) end, ngx.timer.pending_count())
    end
    ngx.sleep(5)`);
  assert.equal(lines, ["1 1", "1 3", "2 2", "3 0"]);
});

test("a timer without delay fires in this turn, behind whoever slept for 0 seconds before it was made", () => {
  const lines = linesOf(`
    ngx.timer.at(0, function() ngx.say("timer 1") end)
    ngx.thread.spawn(function() ngx.sleep(0) ngx.say("slept") end)
    ngx.timer.at(0, function() ngx.say("timer 2") end)
    ngx.say("main")
    ngx.sleep(1)`);
  assert.equal(lines, ["main", "timer 1", "slept", "timer 2"]);
});

test("timers that make timers without delay come before any deadline", () => {
  const lines = linesOf(`
    local made = 0
    local function again() made = made + 1 if made < 1000 then ngx.timer.at(0, again) end end
    ngx.timer.at(0, again)
    ngx.sleep(0.001)
    ngx.say(made)`);
  assert.equal(lines, ["1000"]);
});

test("a negative delay lies in the past: the longer, the sooner", () => {
  const lines = linesOf(`
    ngx.timer.at(-1, function() ngx.say("-1") end)
    ngx.timer.at(-2, function() ngx.say("-2") end)
    ngx.sleep(1)`);
  assert.equal(lines, ["-2", "-1"]);
});

test("the timer above lua_max_pending_timers is refused", () => {
  const limits = { maxPending: 3 };
  const lines = linesOf(
    `for _ = 1, 4 do ngx.say(ngx.timer.at(10, function() end)) end
     ngx.say(ngx.timer.pending_count())
     os.exit(0)`,
    { limits },
  );
  assert.equal(lines, ["1", "1", "1", "niltoo many pending timers", "3"]);
});

test("the 257th running timer is refused, with a line in the log", () => {
  const run = harness().start(`
    local ran = 0
    for _ = 1, 256 do ngx.timer.at(0, function() ran = ran + 1 ngx.sleep(1) end) end
    ngx.sleep(0.5)
    ngx.say(ran, " ", ngx.timer.running_count())`);
  assert.equal(run.settle().lines(), ["255 256"]);
  assert.equal(run.log, [
    "alert: lua failed to run timer with function defined at @t.lua:3: 256 lua_max_running_timers are not enough",
  ]);
});

test("a running timer takes a connection", () => {
  const run = harness({ limits: { connections: 5 } }).start(`
    for number = 1, 3 do ngx.timer.at(0, function() ngx.say(number) ngx.sleep(1) end) end
    ngx.sleep(2)`);
  assert.equal(run.settle().lines(), ["1"]);
  assert.equal(run.log.slice(0, 2), [
    "alert: 5 worker_connections are not enough",
    "alert: lua failed to run timer with function defined at @t.lua:2: could not create fake connection",
  ]);
});

test("what waits when main ends runs as premature, the nearest first, and may sleep", () => {
  const run = harness().start(`
    for _, delay in ipairs { 30, 10, 20 } do
      ngx.timer.at(delay, function(premature) ngx.say(delay, " ", premature, " ", ngx.worker.exiting()) end)
    end
    ngx.timer.every(15, function(premature) ngx.sleep(1) ngx.say("every ", premature) end)`);
  assert.equal(run.settle().lines(), ["10 true true", "20 true true", "30 true true", "every true"]);
  assert.is(run.exit, 0);
  assert.is(run.clock.monotonicMs(), 1000);
});

test("while the worker exits only timers without delay can be made", () => {
  const lines = linesOf(`
    ngx.timer.at(10, function()
      for _, delay in ipairs { 10, -1, 0 } do
        ngx.say(ngx.timer.at(delay, function(premature) ngx.say("made late, premature: ", premature) end))
      end
    end)`);
  assert.equal(lines, ["nilprocess exiting", "nilprocess exiting", "1", "made late, premature: false"]);
});

test("an exiting worker waits for deadlines, and for nothing else", () => {
  const run = harness().start(`
    ngx.timer.at(0, function() ngx.sleep(5) ngx.say("slept") ngx.sleep(0) ngx.say("never") end)
    ngx.sleep(1)`);
  assert.equal(run.settle().lines(), ["slept"]);
  assert.is(run.exit, 0);
  assert.is(run.clock.monotonicMs(), 5000);
});

test("os.exit drops what waits", () => {
  const run = harness().start(`
    ngx.timer.at(0, function() ngx.say("never") end)
    ngx.timer.at(1, function() ngx.say("never") end)
    os.exit(3)`);
  assert.equal(run.settle().lines(), []);
  assert.is(run.exit, 3);
});

test("where the script's own light thread is aborted, the process ends with status 1 once nothing waits", () => {
  const run = harness().start(`
    ngx.timer.at(2, function() ngx.say("still runs") end)
    pcall(coroutine.wrap(function() error("in wrap") end))
    ngx.say("never")`);
  assert.equal(run.settle().lines(), ["still runs"]);
  assert.is(run.exit, 1);
  assert.match(run.log[0] ?? "", /^error: lua entry thread aborted: runtime error: t\.lua:3: in wrap\n/);
});

test("arguments are kept, trailing nils and tables by reference included", () => {
  const lines = linesOf(`
    local shared = {}
    ngx.timer.at(0, function(...) ngx.say(select("#", ...), " ", select(4, ...) == shared) end, nil, "x", shared, nil)
    ngx.sleep(1)`);
  assert.equal(lines, ["5 true"]);
});

test("a hundred thousand pending timers are no burden", () => {
  const lines = linesOf(
    `local fired = 0
     for number = 1, 100000 do assert(ngx.timer.at(number % 100 == 0 and 1 or 1000, function() fired = fired + 1 end)) end
     ngx.say(ngx.timer.pending_count())
     ngx.sleep(2)
     ngx.say(fired, " ", ngx.timer.pending_count(), " ", ngx.timer.running_count())
     os.exit(0)`,
    { limits: { maxPending: 100_000 } },
  );
  assert.equal(lines, ["100000", "1000 99000 1"]);
});

test.run();
