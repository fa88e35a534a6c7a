import { test } from "uvu";
import * as assert from "uvu/assert";
import { harness, linesOf } from "./harness.ts";

test("a spawned thread runs at once, and its parent goes on behind those that wait", () => {
  const lines = linesOf(`
    local function job(name) for step = 1, 2 do ngx.say(name, step) coroutine.yield() end end
    ngx.thread.spawn(job, "a")
    ngx.say("main")
    ngx.thread.spawn(job, "b")
    ngx.say("main again")`);
  assert.equal(lines, ["a1", "main", "b1", "a2", "main again", "b2"]);
});

test("the end of a thread that is waited for resumes its parent before anyone else", () => {
  const lines = linesOf(`
    local waited = ngx.thread.spawn(function() ngx.sleep(1) coroutine.yield() ngx.say("ends") return "result" end)
    ngx.thread.spawn(function() ngx.sleep(1) coroutine.yield() ngx.say("other") end)
    ngx.say(ngx.thread.wait(waited))`);
  assert.equal(lines, ["ends", "trueresult", "other"]);
});

test("the main thread ends before its threads, which go on", () => {
  const run = harness().start(
    'ngx.thread.spawn(function() ngx.sleep(3) ngx.say("thread end") end) ngx.say("main end")',
  );
  assert.equal(run.settle().lines(), ["main end", "thread end"]);
  assert.is(run.exit, 0);
});

test("a killed thread's sleep never fires", () => {
  const run = harness().start(`
    local thread = ngx.thread.spawn(function() ngx.sleep(100) ngx.say("never") end)
    ngx.say(ngx.thread.kill(thread), " ", coroutine.status(thread))`);
  assert.equal(run.settle().lines(), ["1 dead"]);
  assert.is(run.clock.monotonicMs(), 0);
});

test("a thread can be killed that is in line to run, or that waits for its own", () => {
  const lines = linesOf(`
    local inLine = ngx.thread.spawn(function() coroutine.yield() ngx.say("never") end)
    ngx.say(ngx.thread.kill(inLine))
    local waits = ngx.thread.spawn(function()
      local own = ngx.thread.spawn(function() ngx.sleep(1) ngx.say("own goes on") end)
      ngx.thread.wait(own)
      ngx.say("never")
    end)
    ngx.say(ngx.thread.kill(waits))
    ngx.sleep(2)`);
  assert.equal(lines, ["1", "1", "own goes on"]);
});

test("a killed thread gives back its place in a semaphore", () => {
  const lines = linesOf(`
    local semaphore = require("ngx.semaphore").new()
    local thread = ngx.thread.spawn(function() semaphore:wait(10) end)
    ngx.say(semaphore:count())
    ngx.thread.kill(thread)
    semaphore:post()
    ngx.say(semaphore:count(), " ", semaphore:wait(0))`);
  assert.equal(lines, ["-1", "1 true"]);
});

test("a thread that its parent once named to wait ends the parent's later sleep, as in the reference", () => {
  const lines = linesOf(`
    local function job(seconds) ngx.sleep(seconds) return seconds end
    local slow, quick = ngx.thread.spawn(job, 4), ngx.thread.spawn(job, 1)
    ngx.say(ngx.thread.wait(slow, quick))
    local began = ngx.now()
    ngx.say("sleep gives ", ngx.sleep(10))
    ngx.say("after ", ngx.now() - began, " s it is ", coroutine.status(slow))
    ngx.sleep(20)
    ngx.say("and later ", ngx.now() - began)`);
  assert.equal(lines, ["true1", "sleep gives true4", "after 3 s it is dead", "and later 23"]);
});

test("the sleep that was ended so goes on, and ends a later wait for a thread", () => {
  const lines = linesOf(`
    local function job(seconds) ngx.sleep(seconds) return seconds end
    local slow, quick = ngx.thread.spawn(job, 4), ngx.thread.spawn(job, 1)
    ngx.thread.wait(slow, quick)
    ngx.sleep(10)
    local other = ngx.thread.spawn(job, 20)
    ngx.say("wait gives ", select("#", ngx.thread.wait(other)))
    ngx.say("sleep gives ", ngx.sleep(100))`);
  assert.equal(lines, ["wait gives 0", "sleep gives true20"]);
});

test("a thread that ended unasked is a zombie until its parent asks or ends", () => {
  const lines = linesOf(`
    local inner
    local outer = ngx.thread.spawn(function()
      inner = ngx.thread.spawn(function() end)
      ngx.sleep(1)
    end)
    ngx.sleep(0.5)
    ngx.say(coroutine.status(inner), " ", coroutine.status(outer))
    ngx.sleep(1)
    ngx.say(coroutine.status(inner), " ", coroutine.status(outer))
    ngx.thread.wait(outer)
    ngx.say(coroutine.status(outer))`);
  assert.equal(lines, ["zombie running", "dead zombie", "dead"]);
});

test("a thread may be spawned and waited for in a coroutine", () => {
  const lines = linesOf(`
    local co = coroutine.create(function()
      local thread = ngx.thread.spawn(function() ngx.sleep(1) return "r" end)
      coroutine.yield("spawned")
      return ngx.thread.wait(thread)
    end)
    ngx.say(coroutine.resume(co))
    ngx.sleep(2)
    ngx.say(coroutine.resume(co))`);
  assert.equal(lines, ["truespawned", "truetruer"]);
});

test("an error ends its thread alone; in the entry thread it ends all", () => {
  const run = harness().start(`
    ngx.timer.at(0, function()
      ngx.thread.spawn(function() error("user") end)
      ngx.thread.spawn(function() ngx.sleep(1) ngx.say("never") end)
      ngx.say("goes on")
      error("entry")
    end)
    ngx.sleep(2)`);
  assert.equal(run.settle().lines(), ["goes on"]);
  assert.match(run.log[0] ?? "", /^error: lua user thread aborted: runtime error: t\.lua:3: user\n/);
  assert.match(run.log[1] ?? "", /^error: lua entry thread aborted: runtime error: t\.lua:6: entry\n/);
});

test("a traceback goes from coroutine to coroutine, along those who spawned and resumed", () => {
  const run = harness().start(`
    ngx.timer.at(0, function()
      local co = coroutine.create(function()
        local thread = ngx.thread.spawn(function() ngx.sleep(1) local t = nil; return t.x end)
        return ngx.thread.wait(thread)
      end)
      coroutine.resume(co)
    end)
    ngx.sleep(2)`);
  run.settle();
  assert.equal((run.log[0] ?? "").split("\n").slice(1), [
    "stack traceback:",
    "coroutine 0:",
    "\tt.lua: in function <t.lua:4>",
    "coroutine 1:",
    "\t[C]: ?",
    "coroutine 2:",
    "\t[C]: in function 'resume'",
    "\tt.lua:7: in function <t.lua:2>",
  ]);
});

test("a traceback shows 22 levels of a coroutine and five coroutines", () => {
  const run = harness().start(`
    local function deep(levels) if levels == 0 then error("deep") end deep(levels - 1) return 1 end
    ngx.timer.at(0, function() deep(40) end)
    local function nest(depth) if depth == 0 then error("inner") end ngx.thread.spawn(nest, depth - 1) return 1 end
    ngx.timer.at(0, function() nest(8) end)
    ngx.sleep(1)`);
  run.settle();
  const deep = (run.log[0] ?? "").split("\n");
  assert.is(deep.length, 3 + 22 + 1);
  assert.is(deep.at(-1), "\t...");
  assert.is((run.log[1] ?? "").split("\n").filter((line) => line.startsWith("coroutine ")).length, 5);
});

test("levels inside a library function that nothing can yield out of are lost", () => {
  const run = harness().start(`
    ngx.timer.at(0, function()
      table.sort({ 2, 1 }, function() error("in the comparator") end)
      return 1
    end)
    ngx.sleep(1)`);
  run.settle();
  assert.equal((run.log[0] ?? "").split("\n").slice(3), [
    "\t[C]: in function 'sort'",
    "\tt.lua:3: in function <t.lua:2>",
  ]);
});

test("ten thousand light threads are no burden", () => {
  const lines = linesOf(`
    local threads, done = {}, 0
    for number = 1, 10000 do
      threads[number] = ngx.thread.spawn(function() ngx.sleep(1 + number % 10) done = done + 1 return number end)
    end
    local sum = 0
    for number = 1, 10000 do local _, result = ngx.thread.wait(threads[number]) sum = sum + result end
    ngx.say(done, " ", sum)`);
  assert.equal(lines, ["10000 50005000"]);
});

test("a chain of a thousand threads, each waiting for the next, unwinds", () => {
  const lines = linesOf(`
    local function chain(depth)
      if depth == 0 then ngx.sleep(1) return 0 end
      local _, below = ngx.thread.wait(ngx.thread.spawn(chain, depth - 1))
      return below + 1
    end
    ngx.say(chain(1000))`);
  assert.equal(lines, ["1000"]);
});

test.run();
