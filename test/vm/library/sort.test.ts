import { test } from "uvu";
import * as assert from "uvu/assert";
import { NativeFunction } from "../../../src/vm/functions.ts";
import { installTable } from "../../../src/vm/library/table.ts";
import type { State } from "../../../src/vm/state.ts";
import type { Value } from "../../../src/vm/values.ts";
import { installed } from "../real-lua.ts";
import { run, runInLuaJit } from "./scripts.ts";

const install = (state: State) => state.globals.set("table", installTable(state));

test("numbers, strings and values with __lt are sorted", () => {
  const lines = run(
    `local t = { 5, 2, -1, 8, 0.5 } table.sort(t) p(unpack(t))
    t = { "b", "a", "C", "10", "9", "\\255", "" } table.sort(t) p(unpack(t))
    local mt = { __lt = function(a, b) return a.k < b.k end }
    t = {} for i, k in next, { 3, 1, 2 } do t[i] = setmetatable({ k = k }, mt) end
    table.sort(t) p(t[1].k, t[2].k, t[3].k)`,
    install,
  );
  assert.equal(lines, ["-1 0.5 2 5 8", " 10 9 C a b \xff", "1 2 3"]);
});

test("a comparison function that contradicts itself is an error at the caller's line", () => {
  const lines = run(
    `local t = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }
    p(pcall(table.sort, t, function() return true end))
    p(pcall(function() table.sort(t, function() return true end) p() end))`,
    install,
  );
  assert.equal(lines, [
    "false invalid order function for sorting",
    "false t.lua:3: invalid order function for sorting",
  ]);
});

test("values that cannot be compared are an error without a position", () => {
  const lines = run(`p(pcall(function() table.sort({ 3, "x", 1 }) p() end)) p(pcall(table.sort, { {}, {} }))`, install);
  assert.equal(lines, ["false attempt to compare string with number", "false attempt to compare two table values"]);
});

test("a comparison that fails leaves all values in the table", () => {
  const lines = run(
    `local t, calls = { 4, 3, 2, 1 }, 0
    p(pcall(table.sort, t, function(a, b) calls = calls + 1 if calls == 4 then error("no", 0) end return a < b end))
    local sum = 0 for i = 1, 4 do sum = sum + t[i] end p(#t, sum)`,
    install,
  );
  assert.equal(lines, ["false no", "4 10"]);
});

test("a comparison function cannot yield, and may recurse deeply", () => {
  const lines = run(
    `p(resume(function() table.sort({ 2, 1 }, function() yield() end) end))
    local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
    local t = { 2, 1 } table.sort(t, function(a, b) return deep(5000) == 5000 and a < b end) p(unpack(t))`,
    install,
  );
  assert.equal(lines, ["false attempt to yield across C-call boundary", "1 2"]);
});

test("sorting takes from the budget", () => {
  const script = "local t = {} for i = 1, 2000 do t[i] = {} end table.sort(t, less)";
  const stop = () => run(script, withLess, { steps: 10_000 });
  assert.throws(stop, (thrown: unknown) => (thrown as { reason?: string }).reason === "instruction limit exceeded");
});

test("any comparison function gives the order and the errors of LuaJIT", () => {
  if (!installed("luajit")) return;
  const script = `
    local seed = 7
    local function random(n) seed = (seed * 16807) % 2147483647 return seed % n + 1 end
    for i = 1, 400 do
      local t, calls, f = {}, 0, nil
      local n, range, kind = random(30) - 1, random(40), i % 6
      for j = 1, n do t[j] = random(range) end
      if kind == 1 then f = function(a, b) calls = calls + 1 return a > b end
      elseif kind == 2 then f = function(a, b) calls = calls + 1 return a >= b end
      elseif kind == 3 then f = function(a, b) calls = calls + 1 return (a * 7 + b * 13 + calls) % 3 == 0 end
      elseif kind == 4 then f = function(a, b) calls = calls + 1 if calls > 40 then error("stop") end return a < b end
      elseif kind == 5 and n > 0 then t[random(n)] = 0 / 0 end
      p(pcall(table.sort, t, f)) p(calls, unpack(t, 1, n))
    end`;
  assert.equal(run(script, install), runInLuaJit(script));
});

function withLess(state: State): void {
  install(state);
  const address = (value: Value) => state.addressOf(value as object);
  state.globals.set("less", new NativeFunction("less", (left, right) => address(left) < address(right)));
}

test.run();
