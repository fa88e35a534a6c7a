import { test } from "uvu";
import * as assert from "uvu/assert";
import { linesOf } from "../runtime/harness.ts";
import { fakeWorker } from "./fake-worker.ts";

test("new, wait and post check their numbers", () => {
  const lines = linesOf(`
    local library = require("ngx.semaphore")
    local semaphore = library.new(1.9)
    ngx.say(semaphore:count())
    ngx.say(pcall(library.new, -0.5))
    ngx.say(pcall(semaphore.wait, semaphore, -1))
    for _, amount in ipairs { 0, 0.5, -1 } do ngx.say(pcall(semaphore.post, semaphore, amount)) end
    ngx.say(semaphore:post(), semaphore:post("2"), semaphore:post("x"), " ", semaphore:count())`);
  assert.equal(lines, [
    "1",
    "falseno negative number",
    "falseno negative number",
    "falsepositive number required",
    "falsepositive number required",
    "falsepositive number required",
    "truetruetrue 5",
  ]);
});

test("what is no semaphore is refused", () => {
  const lines = linesOf(`
    local semaphore = require("ngx.semaphore").new()
    for _, name in ipairs { "wait", "post", "count" } do ngx.say(pcall(semaphore[name], {}, 1)) end`);
  assert.equal(lines, Array(3).fill("falsenot a semaphore instance"));
});

test("without a number wait fails as arithmetic in the library does", () => {
  const [line] = linesOf(
    'ngx.say(select(2, pcall(require("ngx.semaphore").new().wait, require("ngx.semaphore").new())))',
  );
  const [text] = linesOf('local s = require("ngx.semaphore").new() ngx.say(select(2, pcall(s.wait, s, "x")))');
  assert.is(text, line);
  assert.match(line ?? "", /\/lualib\/ngx\/semaphore\.lua:\d+: attempt to perform arithmetic on a nil value$/);
});

test("a timeout of no time asks without waiting; one out of range ends at once", () => {
  const lines = linesOf(`
    local semaphore = require("ngx.semaphore").new()
    ngx.say(semaphore:wait(0))
    local began = ngx.now()
    ngx.say(semaphore:wait(1e300))
    ngx.say(ngx.now() - began)`);
  assert.equal(lines, ["niltimeout", "falsetimeout", "0"]);
});

test("where nothing may wait, wait answers so; in init it fails", () => {
  const wait = `return pcall(function() local s = require("ngx.semaphore").new(1) return s:wait(0) end)`;
  assert.equal(fakeWorker({ phase: "init_worker" }).run(wait), [
    true,
    undefined,
    "API disabled in the context of init_worker_by_lua*",
  ]);
  const [called, error] = fakeWorker({ phase: "init" }).run(wait);
  assert.is(called, false);
  assert.match(String(error), /no request found$/);
});

test("after a wait there are two results, without one there is one", () => {
  const lines = linesOf(`
    local semaphore = require("ngx.semaphore").new(1)
    ngx.say(select("#", semaphore:wait(1)))
    ngx.timer.at(1, function() semaphore:post() end)
    ngx.say(select("#", semaphore:wait(5)))`);
  assert.equal(lines, ["1", "2"]);
});

test.run();
