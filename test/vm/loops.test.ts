// A loop that is entered once and runs long is compiled alone, and the interpreter goes on behind it. Nobody must notice.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { NativeFunction } from "../../src/vm/functions.ts";
import { NOTHING } from "../../src/vm/values.ts";
import { agreeWithLuaJit } from "./agreement.ts";
import { finish, sandbox, type Tier } from "./scripts.ts";

const SCRIPTS: Readonly<Record<string, string>> = {
  "loops in loops": `
    local log = {}
    for i = 1, 30 do
      local n = 0
      for k, v in pairs({ 1, 2, x = 3 }) do n = n + v end
      for _, v in ipairs({ 4, 5, 6 }) do n = n + v if v == i then break end end
      while n > i do n = n - 7 end
      repeat local more = n + 2 n = more until more > i
      log[#log + 1] = n
    end
    for i = 30, 1, -1 do for j = i, 30 do if j % 5 == 0 then log[i] = log[i] + j break end end end
    print(table.concat(log, " "))`,
  "generic loops that begin and end with loops": `
    local n = 0
    for k, v in pairs({ 3, 1, 4, 1, 5, 9, 2, 6 }) do while n % 10 ~= v do n = n + 1 end end
    for i = 1, 20 do for k, v in ipairs({ 1, 2, 3 }) do repeat n = n + v until n % 7 == 0 for j = 1, k do n = n + j end end end
    print(n)`,
  "many loops in one function": `
    local t, n = {}, 0
    ${"for i = 1, 12 do n = n + i end for _, v in ipairs(t) do n = n + v end t[#t + 1] = n % 10 ".repeat(20)}
    print(n, #t)`,
  "what is left in the middle": `
    local function first(...) for i = 1, 50 do if i == 40 then return i, ... end end end
    local function second(t, ...) for k, v in pairs(t) do while true do v = v + 1 if v > 40 then return k, v, select("#", ...) end end end end
    local function third(n) while true do n = n + 1 if n > 40 then return first(n, "tail", nil) end end end
    local function fourth() for i = 1, 30 do for j = 1, 30 do if i * j == 600 then goto out end end end ::out:: return "out" end
    print(first("a", nil, "c")) print(second({ x = 1 }, nil, nil)) print(third(1)) print(fourth())`,
  "goto in place of continue, and of loops": `
    local n, log = 0, {}
    for i = 1, 60 do if i % 3 ~= 0 then goto continue end n = n + i ::continue:: end
    do ::top:: n = n + 1 if n % 50 ~= 0 then goto top end end
    local k = 0
    ::again:: k = k + 1
    for i = 1, 20 do if i == k then log[#log + 1] = i if k < 15 then goto again end end end
    print(n, k, table.concat(log, " "))`,
  "variables that closures share": `
    local calls, total = {}, 0
    for i = 1, 30 do
      local mine = i
      calls[i] = function(by) mine = mine + by total = total + mine return mine end
      if i % 10 == 0 then for j = 1, i do calls[j](1) end end
    end
    for i = 1, 30 do total = total - calls[i](100) end
    local after = function() return total end
    while total < 100000 do total = total + 7777 end
    print(total, after(), calls[1](0), calls[30](0))`,
  varargs: `
    local function f(...)
      local n = 0
      for i = 1, 40 do n = n + select("#", ...) + (select(i % 3 + 1, ...) or 0) end
      for _, v in ipairs({ ... }) do n = n + v end
      return n, ...
    end
    print(f(1, 2, 3)) print(f(1, 2, 3, 4, nil))`,
  errors: `
    local function f(n)
      local last
      for i = 1, 100 do last = i if i == n then error("at " .. i) end end
      for k, v in pairs({ 1, 2, 3 }) do last = last + v end
      return last, nil + 1
    end
    print(pcall(f, 50)) print(pcall(f, 3)) print(pcall(f, 1000))
    local function called(i)
      return i .. "" .. tostring(i)
    end
    local function behind() local n for i = 1, 30 do n = called(i) end
      return n + {}
    end
    print(pcall(behind))
    for i = 1, 20 do pcall(error, i) end
    print(select(2, xpcall(function() for i = 1, 30 do if i == 25 then error("deep") end end end, debug.traceback)):match("deep.-t.lua:%d+:"))
    for i = 1, 30 do if i == 30 then print(debug.traceback("here", 1):match("t.lua:%d+")) end end
    print(debug.traceback("behind", 1):match("t.lua:%d+"))`,
  "suspended in a loop, and behind it": `
    local function f(times)
      local n = 0
      for i = 1, times do if i % 9 == 0 then n = n + wait(i) end n = n + 1 end
      n = n + wait(1)
      for k in function(_, k) k = (k or 0) + 1 if k % 8 == 0 then k = wait(k) end if k < times then return k end end do n = n + k end
      while n % 1000 ~= 0 do n = wait(n + 1) end
      return n, wait(n)
    end
    print(f(50)) print(f(10))`,
  coroutines: `
    local function values(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end for i = n, 1, -1 do coroutine.yield(-i) end end) end
    local n = 0
    for v in values(40) do n = n + v * v for w in values(3) do n = n + w end end
    local co = coroutine.create(function(a) local k = 0 for i = 1, 30 do k = k + a end a = coroutine.yield(k) for i = 1, 30 do k = k + a end return k end)
    print(n, coroutine.resume(co, 1)) print(coroutine.resume(co, 2)) print(coroutine.status(co))`,
  "calls that nest deeply": `
    local function deep(n) local s = 0 for i = 1, 12 do s = s + i end if n > 0 then for i = 1, 12 do if i == 12 then s = s + deep(n - 1) end end end return s end
    print(deep(400))
    local function endless() for i = 1, 12 do if i == 11 then endless() end end end
    print(pcall(endless))`,
  hooks: `
    local lines = 0
    local function f() local n = 0 for i = 1, 30 do n = n + i end
      for i = 1, 30 do
        n = n + 1
        if i == 20 then debug.sethook(function() lines = lines + 1 end, "l") end
      end
      debug.sethook()
      for i = 1, 30 do n = n + 1 end
      return n
    end
    print(f(), lines) print(f(), lines)`,
};

const MANNERS: readonly (Tier & { readonly standsBack?: boolean })[] = [
  {},
  { tier: "compiler", compileAfter: 1 },
  { tier: "compiler", compileAfter: 2 },
  { standsBack: true },
  { tier: "compiler", compileAfter: 1, standsBack: true },
  { tier: "interpreter", standsBack: true },
];

function runInManners(source: string): string {
  const interpreted = runIn(source, { tier: "interpreter" });
  for (const manner of MANNERS) assert.is(runIn(source, manner), interpreted, JSON.stringify(manner));
  return interpreted;
}

function runIn(source: string, { standsBack = false, ...tier }: (typeof MANNERS)[number]): string {
  const { machine, output, defects } = sandbox({ shouldYield: () => standsBack }, {}, tier);
  if (standsBack) {
    machine.budget.slice = 1;
    machine.state.steps = 0;
  }
  const outcome = finish(machine, machine.createCoroutine(machine.load(source, "@t.lua")));
  assert.equal(defects, []);
  return output() + (outcome.kind === "failed" ? `failed: ${String(outcome.error)}\n` : "");
}

agreeWithLuaJit(SCRIPTS, runInManners);

test("what follows a loop that was suspended stands as deep on JavaScript's stack as if all were interpreted", () => {
  const source = `
    local n = 0
    local function iterator()
      n = n + 1
      if n % 20 == 0 then wait() end
      tostring(n)
      if n < 110 then return n end
    end
    for i in iterator do end
    depth()`;
  const depths = [{ tier: "interpreter" } as const, {}].map((tier) => {
    const { machine } = sandbox({}, {}, tier);
    const noted: number[] = [];
    machine.globals.set(
      "depth",
      new NativeFunction("depth", () => {
        noted.push(machine.state.depth);
        return NOTHING;
      }),
    );
    finish(machine, machine.createCoroutine(machine.load(source, "@t.lua")));
    return noted;
  });
  assert.equal(depths[1], depths[0]);
});

test.run();
