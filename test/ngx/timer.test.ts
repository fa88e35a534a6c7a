import { test } from "uvu";
import * as assert from "uvu/assert";
import { harness, linesOf } from "../runtime/harness.ts";

/** The error of each call, or what it returns. */
function results(calls: readonly string[]): string[] {
  return linesOf(`local function f() end ${calls.map((call) => `ngx.say(pcall(${call}))`).join("\n")} os.exit(0)`);
}

test("timers want a delay and a Lua function", () => {
  assert.equal(
    results([
      "ngx.timer.at",
      "ngx.timer.at, 0",
      "ngx.timer.at, nil, f",
      "ngx.timer.at, {}, f",
      "ngx.timer.at, 0, 'f'",
      "ngx.timer.at, 0, tostring",
      "ngx.timer.at, 0, setmetatable({}, { __call = f })",
      "ngx.timer.every, 0, f",
      "ngx.timer.every, 0.0009, f",
      "ngx.timer.every, 1/0, f",
    ]),
    [
      "falseexpecting at least 2 arguments but got 0",
      "falseexpecting at least 2 arguments but got 1",
      "falsebad argument #1 to '?' (number expected, got nil)",
      "falsebad argument #1 to '?' (number expected, got table)",
      "falsebad argument #2 to '?' (Lua function expected)",
      "falsebad argument #2 to '?' (Lua function expected)",
      "falsebad argument #2 to '?' (Lua function expected)",
      "falsedelay cannot be zero",
      "falsedelay cannot be zero",
      "falsedelay cannot be zero",
    ],
  );
});

test("numbers may be strings, and may be negative", () => {
  assert.equal(results(["ngx.timer.at, '0x10', f", "ngx.timer.at, -1, f", "ngx.timer.every, -0.5, f"]), [
    "true1",
    "true1",
    "true1",
  ]);
});

test("a delay that is no number, or too small, never comes; one that is too large is none", () => {
  const lines = linesOf(`
    for _, delay in ipairs { 0/0, -1/0, 1/0, 1e300 } do
      ngx.timer.at(delay, function() ngx.say(delay) end)
    end
    ngx.sleep(1e6)
    ngx.say(ngx.timer.pending_count())
    os.exit(0)`);
  assert.equal(lines, ["inf", "1e+300", "2"]);
});

test("the period of a negative delay is what is left of it in 31 bits", () => {
  const lines = linesOf(`
    local began = ngx.now()
    ngx.timer.every(-1, function(premature) if not premature then ngx.say(ngx.now() - began) end end)
    ngx.sleep(3e6)
    os.exit(0)`);
  assert.equal(lines, ["0", "2147482.648"]);
});

test("counts tell what waits and what runs, sleeping callbacks included", () => {
  const lines = linesOf(`
    local function counts(where) ngx.say(where, " ", ngx.timer.pending_count(), " ", ngx.timer.running_count()) end
    ngx.timer.at(1, function() counts("callback") ngx.sleep(2) end)
    ngx.timer.at(2, function() counts("second") error("x") end)
    counts("made")
    ngx.sleep(2.5)
    counts("one sleeps")
    ngx.sleep(1)
    counts("all ended")`);
  assert.equal(lines, ["made 2 1", "callback 1 2", "second 0 3", "one sleeps 0 2", "all ended 0 1"]);
});

test("a callback that is written in Lua there may be one of ours here", () => {
  assert.equal(linesOf('ngx.timer.at(0, print, "x") ngx.sleep(1)'), ["falsex"]);
});

test("os.exit in a callback ends the process with its status", () => {
  const run = harness().start("ngx.timer.at(0, function() ngx.exit(7) end) ngx.sleep(1)").settle();
  assert.is(run.exit, 7);
});

test.run();
