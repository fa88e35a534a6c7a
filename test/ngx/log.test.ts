import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "./fake-worker.ts";

/** The messages that a script logs: the lines without what nginx puts around them. */
function messages(lua: string, options = {}): string[] {
  const fake = fakeWorker(options);
  fake.run(lua);
  return fake.logged.map((line) => line.replace(/^[^*]*\*2 /, "").replace(/, context: ngx.timer\n$/, ""));
}

function failure(lua: string): unknown {
  return fakeWorker().run(`return pcall(${lua})`)[1];
}

test("log joins its values and tells the place of the call", () => {
  assert.equal(messages('ngx.log(ngx.ERR, "a", 1, 2.5, true, false, nil, ngx.null, "z")\nngx.log(4)'), [
    "[lua] t.lua:1: a12.5truefalsenilnullz",
    "[lua] t.lua:2: ",
  ]);
});

test("log names the function that called it as its caller names it", () => {
  assert.equal(messages('local function inner() ngx.log(4, "x") end inner()'), ["[lua] t.lua:1: inner(): x"]);
  assert.equal(messages('local t = {} function t.m() ngx.log(4, "x") end t.m()'), ["[lua] t.lua:1: m(): x"]);
  assert.equal(messages('(function() ngx.log(4, "x") end)()'), ["[lua] t.lua:1: x"]);
  assert.equal(messages('local t = setmetatable({}, { __index = function() ngx.log(4, "x") end }) local _ = t.y'), [
    "[lua] t.lua:1: __index(): x",
  ]);
});

test("a call that is the last act of a function is told at the place of its caller", () => {
  assert.equal(messages('local function f() return ngx.log(4, "x") end\nf()'), ["[lua] t.lua:2: x"]);
});

test("log called by pcall has no place", () => {
  assert.equal(messages('pcall(ngx.log, 4, "x")'), ["[lua] [C]:-1: x"]);
});

test("messages above the level are dropped before their values are looked at", () => {
  assert.equal(messages('ngx.log(ngx.INFO, {}) ngx.log(ngx.STDERR, "always")', { logLevel: 4 }).length, 1);
});

test("a table is asked twice for its text, first for the length", () => {
  const counting = "setmetatable({}, { __tostring = function() n = (n or 0) + 1 return n end })";
  assert.equal(messages(`ngx.log(4, ${counting}) ngx.log(4, n)`), ["[lua] t.lua:1: 2", "[lua] t.lua:1: 2"]);
});

test("tables need __tostring, whose result must be text", () => {
  const of = (result: string) =>
    messages(`ngx.log(4, setmetatable({}, { __tostring = function() return ${result} end }))`)[0];
  assert.is(of('"custom"'), "[lua] t.lua:1: custom");
  assert.is(of("5"), "[lua] t.lua:1: 5");
  assert.is(of("{}"), "[lua] t.lua:1: ");
  assert.is(failure("ngx.log, 4, { 1 }"), "bad argument #1 to '?' (expected table to have __tostring metamethod)");
  assert.is(
    failure('ngx.log, 4, "a", print'),
    "bad argument #2 to '?' (string, number, boolean, or nil expected, got function)",
  );
});

test("the level is an int as C makes one of a number", () => {
  assert.is(failure('ngx.log, 99, "x"'), "bad argument #1 to '?' (bad log level: 99)");
  assert.is(failure('ngx.log, -1, "x"'), "bad argument #1 to '?' (bad log level: -1)");
  assert.is(failure('ngx.log, 1e10, "x"'), "bad argument #1 to '?' (bad log level: 1410065408)");
  assert.is(failure('ngx.log, "high", "x"'), "bad argument #1 to '?' (number expected, got string)");
  assert.is(failure("ngx.log"), "bad argument #1 to '?' (number expected, got no value)");
  assert.is(failure('ngx.log, nil, "x"'), "bad argument #1 to '?' (number expected, got nil)");
  assert.equal(
    messages('ngx.log(4.9, "a") ngx.log("4", "b") ngx.log(2^32 + 4, "c") ngx.log(0/0, "d") ngx.log(1/0, "e")').length,
    5,
  );
});

test("a huge message is cut without being built", () => {
  const fake = fakeWorker();
  const huge = "x".repeat(2 ** 28);
  fake.context.state.globals.set("huge", huge);
  fake.run("ngx.log(4, huge, huge, huge, huge)");
  assert.is(fake.logged[0]?.length, 4096);
});

test("print logs at notice where there is no command line", () => {
  const fake = fakeWorker({ isCommandLine: false });
  fake.run('print("a", 1)');
  assert.match(fake.logged[0] ?? "", / \[notice\] 12#12: \*2 \[lua\] t\.lua:1: a1, context: ngx\.timer\n$/);
});

test.run();
