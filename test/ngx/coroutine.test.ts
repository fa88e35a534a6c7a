import { test } from "uvu";
import * as assert from "uvu/assert";
import { harness, linesOf } from "../runtime/harness.ts";

test("a coroutine may sleep between its yields", () => {
  const lines = linesOf(`
    local co = coroutine.create(function(a) ngx.sleep(1) local b = coroutine.yield(a + 1) ngx.sleep(1) return b * 2 end)
    ngx.say(coroutine.resume(co, 1))
    ngx.say(coroutine.status(co))
    ngx.say(coroutine.resume(co, 10))
    ngx.say(coroutine.resume(co))`);
  assert.equal(lines, ["true2", "suspended", "true20", "falsecannot resume dead coroutine"]);
});

test("while a coroutine sleeps it is running, and its thread is normal", () => {
  const lines = linesOf(`
    local co
    local thread = ngx.thread.spawn(function()
      co = coroutine.create(function() ngx.sleep(1) end)
      coroutine.resume(co)
    end)
    ngx.say(coroutine.status(co), " ", coroutine.status(thread))
    ngx.say(coroutine.resume(co))
    ngx.say(coroutine.resume(thread))`);
  assert.equal(lines, [
    "running normal",
    "falsecannot resume running coroutine",
    "falsecannot resume normal coroutine",
  ]);
});

test("another thread may resume what yielded in the first", () => {
  const lines = linesOf(`
    local co = coroutine.create(function() ngx.sleep(1) coroutine.yield("first") ngx.sleep(1) return "second" end)
    ngx.thread.spawn(function() ngx.say(coroutine.resume(co)) end)
    ngx.sleep(2)
    ngx.say(coroutine.resume(co))`);
  assert.equal(lines, ["truefirst", "truesecond"]);
});

test("an error in a wrapped coroutine ends its resumer past every pcall, up to one that resume runs", () => {
  const run = harness().start(`
    ngx.timer.at(0, function()
      ngx.say(coroutine.resume(coroutine.create(function()
        pcall(coroutine.wrap(function() coroutine.wrap(function() error("inner", 0) end)() end))
        ngx.say("never")
      end)))
      pcall(coroutine.wrap(function() error("outer", 0) end))
      ngx.say("never")
    end)
    ngx.sleep(1)`);
  assert.equal(run.settle().lines(), ["falseinner"]);
  assert.is(run.log.length, 1);
  assert.match(run.log[0] ?? "", /^error: lua entry thread aborted: runtime error: outer\n/);
});

test("a wrapped coroutine that has ended answers false and a text", () => {
  assert.equal(linesOf("local f = coroutine.wrap(function() return 1 end) f() ngx.say(f())"), [
    "falsecannot resume dead coroutine",
  ]);
});

test("the plain functions are kept under other names", () => {
  const lines = linesOf(`
    local co = coroutine._create(function() coroutine._yield(1) error("plain", 0) end)
    ngx.say(coroutine._resume(co))
    ngx.say(coroutine._resume(co))
    ngx.say(coroutine._status(co))
    ngx.say(pcall(coroutine._wrap(function() error("caught", 0) end)))`);
  assert.equal(lines, ["true1", "falseplain", "dead", "falsecaught"]);
});

test("a coroutine of one request can be gone on with in another", () => {
  const lines = linesOf(`
    local co = coroutine.create(function() coroutine.yield(1) ngx.sleep(1) return 2 end)
    coroutine.resume(co)
    ngx.timer.at(0, function() ngx.say(coroutine.resume(co)) end)
    ngx.sleep(2)
    ngx.say(coroutine.status(co))`);
  assert.equal(lines, ["true2", "dead"]);
});

test.run();
