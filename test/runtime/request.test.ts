import { test } from "uvu";
import * as assert from "uvu/assert";
import { Kill } from "../../src/vm/errors.ts";
import { harness, linesOf } from "./harness.ts";

test("each request has its own ngx.ctx, and shares it with its threads", () => {
  const lines = linesOf(`
    ngx.ctx.who = "main"
    ngx.timer.at(0, function() ngx.say(ngx.ctx.who) ngx.ctx.who = "timer" ngx.sleep(1) ngx.say(ngx.ctx.who) end)
    ngx.thread.wait(ngx.thread.spawn(function() ngx.say(ngx.ctx.who) ngx.ctx.who = "thread" end))
    ngx.sleep(2)
    ngx.say(ngx.ctx.who)`);
  assert.equal(lines, ["main", "", "timer", "thread"]);
});

test("a thread that yields with nobody else in line goes on at once", () => {
  assert.equal(linesOf('for step = 1, 3 do coroutine.yield() end ngx.say("on")'), ["on"]);
});

test("requests do not run each other's threads", () => {
  const lines = linesOf(`
    for name = 1, 2 do
      ngx.timer.at(0, function() for step = 1, 2 do ngx.say(name, step) coroutine.yield() end end)
    end
    ngx.sleep(1)`);
  assert.equal(lines, ["11", "12", "21", "22"]);
});

test("a used-up budget ends the script, whatever it catches, and no light thread runs afterwards", () => {
  const run = harness({ budget: { steps: 200_000 } }).start(`
    ngx.timer.at(0, function() ngx.say("never") end)
    pcall(function() while true do end end)
    ngx.say("never")`);
  run.clock.advance(0);
  assert.equal(run.lines(), []);
  assert.ok(run.thrown.length > 0);
  assert.ok(run.thrown.every((thrown) => thrown instanceof Kill));
});

test("a script that has to stand back goes on where it was, at the same cached time", () => {
  const script = `
    local began = ngx.now()
    ngx.timer.at(0, function() ngx.say("timer") end)
    local sum = 0
    for number = 1, 20000 do sum = sum + number end
    ngx.say(sum, " ", ngx.now() == began)
    ngx.thread.spawn(function() for _ = 1, 20000 do end ngx.say("thread") end)
    ngx.say("main")`;
  const expected = linesOf(script);
  assert.equal(expected, ["200010000 true", "thread", "main", "timer"]);
  let asked = 0;
  const budget = { shouldYield: () => asked++ % 2 === 0 };
  assert.equal(linesOf(script, { budget }), expected);
  assert.ok(asked > 0);
});

test("an error that came out of a wrapped coroutine is caught by nobody up to the thread's end", () => {
  const run = harness().start(`
    local thread = ngx.thread.spawn(function()
      ngx.say(pcall(coroutine.wrap(function() ngx.sleep(1) error("w", 0) end)))
      ngx.say("never")
    end)
    ngx.say(select("#", ngx.thread.wait(thread)))
    ngx.say(select(2, coroutine.resume(coroutine.create(function()
      pcall(coroutine.wrap(function() error("in a created one", 0) end))
      ngx.say("never")
    end))))`);
  assert.equal(run.settle().lines(), ["1", "in a created one"]);
  assert.is(run.log.length, 1);
});

test.run();
