import { test } from "uvu";
import * as assert from "uvu/assert";
import { linesOf } from "../runtime/harness.ts";

test("sleep lets as much time pass as it says, in whole milliseconds, and gives nothing", () => {
  const lines = linesOf(`
    for _, seconds in ipairs { 1, 0.25, "0.5", 0.0019, 0.0009 } do
      local began = ngx.now()
      ngx.say(select("#", ngx.sleep(seconds)), " ", math.floor((ngx.now() - began) * 1000 + 0.5))
    end`);
  assert.equal(lines, ["0 1000", "0 250", "0 500", "0 1", "0 0"]);
});

test("sleep(0) gives the others a turn", () => {
  const lines = linesOf(`
    ngx.thread.spawn(function() for step = 1, 3 do ngx.say("a", step) ngx.sleep(0) end end)
    for step = 1, 3 do ngx.say("b", step) ngx.sleep(0) end`);
  assert.equal(lines, ["a1", "b1", "a2", "b2", "a3", "b3"]);
});

test("wrong values are errors, in the reference's words", () => {
  const calls = ["", ", 1, 2", ", 'x'", ", nil", ", -1", ", -3e6", ", 1/0", ", 0/0"];
  const lines = linesOf(calls.map((args) => `ngx.say(pcall(ngx.sleep${args}))`).join("\n"));
  assert.equal(lines, [
    "falseattempt to pass 0 arguments, but accepted 1",
    "falseattempt to pass 2 arguments, but accepted 1",
    "falsebad argument #1 to '?' (number expected, got string)",
    "falsebad argument #1 to '?' (number expected, got nil)",
    'falseinvalid sleep duration "-1000"',
    'falseinvalid sleep duration "1294967296"',
    'falseinvalid sleep duration "0"',
    'falseinvalid sleep duration "0"',
  ]);
});

test("a sleep passes through pcall, metamethods and iterators", () => {
  const lines = linesOf(`
    ngx.say(pcall(function() ngx.sleep(1) error("later", 0) end))
    local slow = setmetatable({}, { __index = function(_, key) ngx.sleep(1) return key end })
    ngx.say(slow.field)
    for value in function(_, last) ngx.sleep(1) return not last or nil end do ngx.say(value) end
    ngx.say(xpcall(function() ngx.sleep(1) error("x", 0) end, function(e) return "handled " .. e end))`);
  assert.equal(lines, ["falselater", "field", "true", "falsehandled x"]);
});

test.run();
