import { test } from "uvu";
import * as assert from "uvu/assert";
import { linesOf } from "./harness.ts";

const withSemaphore = (lua: string): string[] => linesOf(`local semaphore = require("ngx.semaphore").new()\n${lua}`);

test("who waits longest is woken first, once the poster has given way", () => {
  const lines = withSemaphore(`
    ngx.sleep(1)
    for number = 1, 3 do ngx.thread.spawn(function() semaphore:wait(10) ngx.say("woken ", number) end) end
    semaphore:post(2)
    ngx.say("posted")
    ngx.sleep(1)
    ngx.say(semaphore:count())
    semaphore:post()`);
  assert.equal(lines, ["posted", "woken 1", "woken 2", "-1", "woken 3"]);
});

test("a newcomer does not pass those who wait, although a resource is free", () => {
  const lines = withSemaphore(`
    ngx.sleep(1)
    ngx.thread.spawn(function() semaphore:wait(10) ngx.say("first") end)
    semaphore:post()
    ngx.say(semaphore:count(), " ", semaphore:wait(0))
    semaphore:wait(1)
    ngx.say("second")`);
  assert.equal(lines, ["0 niltimeout", "first", "second"]);
});

test("what a timer without delay posts, as the script is one, wakes nobody before the next event", () => {
  const lines = withSemaphore(`
    local began = ngx.now()
    local function wait(seconds) ngx.say(semaphore:wait(seconds)) ngx.say("after ", ngx.now() - began) end
    local quick, slow = ngx.thread.spawn(wait, 2), ngx.thread.spawn(wait, 3)
    semaphore:post(2)
    ngx.thread.wait(quick)
    ngx.thread.wait(slow)`);
  assert.equal(lines, ["falsetimeout", "after 2", "true", "after 2"]);
});

test("a turn that comes for another reason wakes who was posted for", () => {
  const lines = withSemaphore(`
    ngx.thread.spawn(function() ngx.say(semaphore:wait(1)) end)
    semaphore:post()
    ngx.sleep(0)
    ngx.say("main")`);
  assert.equal(lines, ["true", "main"]);
});

test("a wait ends at its timeout, and leaves no trace", () => {
  const lines = withSemaphore(`
    local began = ngx.now()
    ngx.say(semaphore:wait(1.5))
    ngx.say(ngx.now() - began, " ", semaphore:count())
    semaphore:post()
    ngx.say(semaphore:wait(0))`);
  assert.equal(lines, ["falsetimeout", "1.5 0", "true"]);
});

test("a timer wakes the script and the script a timer", () => {
  const lines = withSemaphore(`
    local back = require("ngx.semaphore").new()
    ngx.timer.at(1, function() semaphore:post() ngx.say(back:wait(10)) ngx.say("timer ends") end)
    ngx.say(semaphore:wait(10))
    back:post()
    ngx.sleep(1)`);
  assert.equal(lines, ["true", "true", "timer ends"]);
});

test("who posts while others are being woken wakes again", () => {
  const lines = withSemaphore(`
    ngx.thread.spawn(function() semaphore:wait(10) ngx.say("a") semaphore:post() end)
    ngx.thread.spawn(function() semaphore:wait(10) ngx.say("b") end)
    semaphore:post()
    ngx.sleep(1)`);
  assert.equal(lines, ["a", "b"]);
});

test("resources are counted in 32 bits, as the reference counts them", () => {
  const lines = withSemaphore(`
    semaphore:post(2147483647)
    semaphore:post(2)
    ngx.say(semaphore:count())`);
  assert.equal(lines, ["-2147483647"]);
});

test.run();
