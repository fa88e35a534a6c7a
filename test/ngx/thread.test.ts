import { test } from "uvu";
import * as assert from "uvu/assert";
import { harness, linesOf } from "../runtime/harness.ts";

test("spawn wants a Lua function", () => {
  const lines = linesOf("for _, value in ipairs { 1, 'f', tostring } do ngx.say(pcall(ngx.thread.spawn, value)) end");
  assert.equal(lines, Array(3).fill("falsebad argument #1 to '?' (Lua function expected)"));
});

test("wait gives what a thread returned, nils included, or its error", () => {
  const run = harness().start(`
    local function count(...) return select("#", ...), ... end
    ngx.say(count(ngx.thread.wait(ngx.thread.spawn(function(...) return nil, ..., nil end, "x"))))
    ngx.say(ngx.thread.wait(ngx.thread.spawn(function() ngx.sleep(1) error("later", 0) end)))
    local object = {}
    local ok, err = ngx.thread.wait(ngx.thread.spawn(function() error(object) end))
    ngx.say(ok, " ", err == object)`);
  assert.equal(run.settle().lines(), ["4truenilx", "falselater", "false true"]);
  assert.match(run.log[1] ?? "", /^error: lua user thread aborted: runtime error: unknown reason\n/);
});

test("wait hands on what lay below the error: the arguments of error and assert, as in the reference", () => {
  const failing = [
    'error("boom")',
    "error(5)",
    'error("boom", 0)',
    'error("boom", 2)',
    "error(0.1 + 0.2, 0)",
    "error(true)",
    'assert(nil, "no")',
    'assert(false, 5, "more")',
    "assert(false)",
    "assert(nil)",
    "assert(nil, true)",
    'local ok, err = pcall(error, "x") error(err)',
    'setmetatable({}, { __index = function() error("x") end }).y = ({}).x.y',
    // a function of C called back: there is no telling what the reference hands on
    'string.gsub("a", ".", function() error("x") end)',
    "string.rep()",
  ];
  const expected = [
    "false boom t.lua:5: boom",
    "false 5 t.lua:5: 5",
    "false boom",
    "false boom boom",
    "false 0.3",
    "false true",
    "false nil no t.lua:5: no",
    "false false 5 more t.lua:5: 5",
    "false false t.lua:5: assertion failed!",
    "false nil t.lua:5: assertion failed!",
    "false nil true",
    "false x t.lua:5: x",
    "false t.lua:5: attempt to index field 'x' (a nil value)",
    "false t.lua:5: x",
    "false t.lua:5: bad argument #1 to 'rep' (string expected, got no value)",
  ];
  const show = `local function show(...)
    local all = { ... }
    for at = 1, select("#", ...) do all[at] = tostring(all[at]) end
    ngx.say(table.concat(all, " ", 1, select("#", ...))) end `;
  const inOneLine = show.replaceAll("\n", " ");
  for (const [at, body] of failing.entries()) {
    for (const before of ["", "ngx.sleep(1) "]) {
      const lua = `${inOneLine}\n\n\n\nshow(ngx.thread.wait(ngx.thread.spawn(function() ${before}${body} end)))`;
      assert.equal(linesOf(lua), [expected[at]], before + body);
    }
  }
});

test("wait on several gives the first to end; one that is dead counts only as the last", () => {
  const lines = linesOf(`
    local function job(seconds) ngx.sleep(seconds) return seconds end
    local dead = ngx.thread.spawn(job, 0)
    ngx.thread.wait(dead)
    local slow, quick = ngx.thread.spawn(job, 2), ngx.thread.spawn(job, 1)
    ngx.say(ngx.thread.wait(dead, slow, quick))
    ngx.say(ngx.thread.wait(slow))
    ngx.say(ngx.thread.wait(slow, dead))
    local other = ngx.thread.spawn(job, 1)
    ngx.say(ngx.thread.wait(other, dead))`);
  assert.equal(lines, ["true1", "true2", "nilalready waited or killed", "nilalready waited or killed"]);
});

test("wait takes only threads of one's own", () => {
  const lines = linesOf(`
    ngx.say(pcall(ngx.thread.wait))
    ngx.say(pcall(ngx.thread.wait, 1))
    ngx.say(pcall(ngx.thread.wait, coroutine.create(function() end)))
    ngx.say(pcall(ngx.thread.wait, coroutine.running()))
    local thread = ngx.thread.spawn(function() ngx.sleep(1) end)
    ngx.thread.spawn(function() ngx.say(pcall(ngx.thread.wait, thread)) end)`);
  assert.equal(lines, [
    "falseat least one coroutine should be specified",
    "falsebad argument #1 to '?' (lua thread expected)",
    "falseattempt to wait on a coroutine that is not a user thread",
    "falseattempt to wait on a coroutine that is not a user thread",
    "falseonly the parent coroutine can wait on the thread",
  ]);
});

test("kill answers what it found", () => {
  const lines = linesOf(`
    local sleeps = ngx.thread.spawn(function() ngx.sleep(9) end)
    local ended = ngx.thread.spawn(function() end)
    ngx.thread.spawn(function() ngx.say(ngx.thread.kill(sleeps)) end)
    ngx.say(ngx.thread.kill(sleeps))
    ngx.say(ngx.thread.kill(sleeps))
    ngx.say(ngx.thread.kill(ended))
    ngx.say(ngx.thread.kill(ended))
    ngx.say(ngx.thread.kill(coroutine.running()))
    ngx.say(pcall(ngx.thread.kill, "x"))`);
  assert.equal(lines, [
    "nilkiller not parent",
    "1",
    "nilalready waited or killed",
    "nilalready terminated",
    "nilalready waited or killed",
    "nilnot user thread",
    "falsebad argument #1 to '?' (lua thread expected)",
  ]);
});

test("nothing of it can be had where nothing can yield", () => {
  const lines = linesOf(`
    local function inSort(f) ngx.say(pcall(table.sort, { 2, 1 }, function() f() return false end)) end
    local thread = ngx.thread.spawn(function() ngx.sleep(1) end)
    inSort(function() ngx.thread.spawn(function() end) end)
    inSort(function() coroutine.resume(coroutine.create(function() end)) end)
    inSort(function() coroutine.yield() end)
    inSort(function() ngx.sleep(0) end)
    ngx.thread.kill(thread)`);
  assert.equal(lines, Array(4).fill("falseattempt to yield across C-call boundary"));
});

test.run();
