import { test } from "uvu";
import * as assert from "uvu/assert";
import { harness } from "./harness.ts";

/** The levels that the error log shows for the first coroutine of a timer whose callback is `body`. */
function levels(body: string, coroutine = 0): string[] {
  const { log } = harness().start(`ngx.timer.at(0, function() ${body} end) ngx.sleep(1)`).settle();
  const part = (log[0] ?? "").split(/\ncoroutine \d+:\n/)[coroutine + 1] ?? "";
  return part.split("\n").map((line) => line.trim());
}

const CALLBACK = "t.lua:1: in function <t.lua:1>";

test("a function that the reference has in Lua fails there, by calling error", () => {
  assert.equal(levels('ngx.http_time("x")'), [
    "[C]: in function 'error'",
    "/usr/local/openresty/lualib/resty/core/time.lua: in function 'http_time'",
    CALLBACK,
  ]);
  assert.equal(levels('ngx.sleep("x")'), ["[C]: in function 'sleep'", CALLBACK]);
});

test("what LuaJIT itself refuses in such a function calls nothing, or the function of C that refuses an argument", () => {
  const [semaphore, ...rest] = levels('require("ngx.semaphore").new():wait("x")');
  assert.is(semaphore, "/usr/local/openresty/lualib/ngx/semaphore.lua: in function 'wait'");
  assert.equal(rest, [CALLBACK]);
  const [called] = levels('require("ngx.errlog").set_filter_level({})');
  assert.is(called, "[C]: in function 'ngx_lua_ffi_errlog_set_filter_level'");
});

test("a metamethod that is no Lua function is a level, and the function that called it knows its line", () => {
  assert.equal(levels("return setmetatable({}, { __index = error }).x"), ["[C]: in function '__index'", CALLBACK]);
  assert.equal(levels("local t = setmetatable({}, { __call = error }) t()"), ["[C]: in function 't'", CALLBACK]);
  assert.equal(levels("return ngx.var.x"), [
    "[C]: in function 'error'",
    "/usr/local/openresty/lualib/resty/core/var.lua: in function '__index'",
    CALLBACK,
  ]);
});

test("a Lua function that fails inside such a metamethod is the innermost level", () => {
  const [innermost] = levels("return setmetatable({}, { __index = function() error() end }).x");
  assert.is(innermost, "[C]: in function 'error'");
  assert.is(
    levels("return setmetatable({}, { __index = function() return nil + 1 end }).x")[0],
    "t.lua: in function '__index'",
  );
});

test("a callback that is such a function itself is named by its source", () => {
  const { log } = harness().start("ngx.timer.at(0, table.remove) ngx.sleep(1)").settle();
  assert.match(log[0] ?? "", /\ncoroutine 0:\n\t\[builtin:remove\]: in function <\[builtin:remove\]:-1>$/);
});

test("a callback has the name that the library gives it", () => {
  const [, callback, library] = levels('ngx.re.gsub("abc", "b", function() error() end)');
  assert.is(callback, "t.lua:1: in function 'replace'");
  assert.match(library ?? "", /lualib\/resty\/core\/regex\.lua: in function 'gsub'$/);
});

test("functions that LuaJIT has in Lua tell so", () => {
  assert.equal(levels("table.remove(1)"), ["[builtin:remove]: in function 'remove'", CALLBACK]);
});

test("a parent that waits for a semaphore does so in a function that the library calls", () => {
  const parent = levels(
    `ngx.thread.spawn(function() ngx.sleep(0.1) error() end)
    require("ngx.semaphore").new():wait(1)`,
    1,
  );
  assert.is(parent[0], "[C]: in function 'co_yield'");
  assert.match(parent[1] ?? "", /lualib\/ngx\/semaphore\.lua: in function 'wait'$/);
});

test("a message ends at its first zero byte", () => {
  const { log } = harness().start('ngx.timer.at(0, function() error("a\\0b") end) ngx.sleep(1)').settle();
  assert.match(log[0] ?? "", /runtime error: t\.lua:1: a\nstack traceback:/);
});

test.run();
