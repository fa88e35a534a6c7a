import { test } from "uvu";
import * as assert from "uvu/assert";
import type { BudgetOptions } from "../../src/vm/budget.ts";
import { finalizeAll } from "../../src/vm/collection.ts";
import { Kill } from "../../src/vm/errors.ts";
import { NativeFunction } from "../../src/vm/functions.ts";
import type { Machine, Outcome } from "../../src/vm/machine.ts";
import { PREEMPTED } from "../../src/vm/unwinding.ts";
import { finish, run, runInTiers, type Sandbox, sandbox, stepsOf, TIERS, type Tier } from "./scripts.ts";

const STEPS = 3000;

/** A script that would go on for ever, with `tick()` wherever it could notice that it still lives. */
const ENDLESS: Readonly<Record<string, string>> = {
  "a while loop": "while true do tick() end",
  "a repeat loop": "repeat tick() until false",
  "a loop made by goto": "::top:: tick() goto top",
  "a loop by goto out of nested blocks": "::top:: do do if tick() then goto top end goto top end end",
  "a numeric loop to infinity": "for i = 1, math.huge do tick() end",
  "a numeric loop whose step is too small to count": "for i = 2 ^ 53, 2 ^ 53 + 2 do tick() end",
  "a numeric loop without a step": "for i = 1, 2, 0 do tick() end",
  "a generic loop": "for _ in function() tick() return 1 end do end",
  "a generic loop over natives alone": "for _ in type, 1 do tick() end",
  "an empty loop": "while true do end",
  "tail calls": "local function f() tick() return f() end f()",
  "tail calls between two functions":
    "local g local function f() tick() return g() end function g() return f() end f()",
  "tail calls of a native function": "local function f() tick() return pcall(f) end while true do f() end",
  "recursion under pcall": "local function f() tick() f() end while true do pcall(f) end",
  "pcall in a loop": "while true do tick() pcall(error) end",
  "pcall around the endless loop": "while true do pcall(function() while true do tick() end end) end",
  "pcall of itself": "local function f() tick() pcall(f) pcall(f) end f()",
  "pcall of pcall": "while true do tick() pcall(pcall, pcall, pcall, pcall, error) end",
  "an error handler": "local function h() tick() while true do end end while true do xpcall(error, h) end",
  "error handlers that fail": "local function h() tick() error() end while true do xpcall(error, h) end",
  "an error handler that calls xpcall": "local function f() tick() return xpcall(error, f) end while true do f() end",
  "an error handler for the end of the budget":
    "while true do xpcall(function() while true do end end, function() tick(1e9) end) end",
  "a wrapped coroutine": "while true do pcall(coroutine.wrap(function() while true do tick() end end)) end",
  "a resumed coroutine":
    "while true do coroutine.resume(coroutine.create(function() while true do tick() end end)) end",
  "coroutines that resume each other in pcall":
    "local function f() while true do tick() pcall(coroutine.yield) end end local co = coroutine.wrap(f) while true do pcall(co) end",
  "a coroutine for each level": "local function f() tick() coroutine.wrap(f)() end while true do pcall(f) end",
  "coroutines made and left": "while true do tick() coroutine.wrap(function() coroutine.yield() end)() end",
  __index:
    "local t = setmetatable({}, { __index = function(t, k) tick() return t[k + 1] end }) while true do pcall(function() return t[1] end) end",
  "__index that loops":
    "local t = setmetatable({}, { __index = function() while true do tick() end end }) local x = t.x",
  "a long chain of __index tables":
    "local t = {} for i = 1, 90 do t = setmetatable({}, { __index = t }) end while true do tick() local x = t.x end",
  __newindex:
    "local t = setmetatable({}, { __newindex = function(t, k, v) tick() t[k] = v end }) while true do pcall(function() t.x = 1 end) end",
  __call: "local t = setmetatable({}, { __call = function(t) tick() return t() end }) t()",
  __eq: "local mt = { __eq = function() while true do tick() end end } local x = setmetatable({}, mt) == setmetatable({}, mt)",
  __lt: "local t = setmetatable({}, { __lt = function() while true do tick() end end }) local x = t < t",
  __le: "local t = setmetatable({}, { __le = function() while true do tick() end end }) local x = t <= t",
  __concat: "local t = setmetatable({}, { __concat = function(a, b) tick() return b .. a end }) local x = t .. t",
  __len:
    "local t = setmetatable({}, { __len = function(t) tick() return #t end }) while true do pcall(function() return #t end) end",
  __unm:
    "local t = setmetatable({}, { __unm = function(t) tick() return -t end }) while true do pcall(function() return -t end) end",
  __tostring:
    "local t t = setmetatable({}, { __tostring = function() tick() return tostring(t) end }) while true do pcall(tostring, t) end",
  "__tostring under print":
    "local t = setmetatable({}, { __tostring = function() while true do tick() end end }) pcall(print, t) tick()",
  "__tostring under format":
    "local t = setmetatable({}, { __tostring = function() while true do tick() end end }) pcall(string.format, '%s', t) tick()",
  __pairs: "while true do pairs(setmetatable({}, { __pairs = function() tick() return next, {} end })) end",
  "__gc at a collection":
    "while true do tick() local p = newproxy(true) getmetatable(p).__gc = function() while true do tick() end end p = nil collectgarbage() end",
  "the __index of all strings":
    "getmetatable('').__index = function() while true do tick() end end while true do pcall(function() return ('').x end) end",
  "metamethods of numbers, functions and nil": `
    local mt = { __index = function() tick() return nil end, __call = function() while true do tick() end end, __add = function() while true do tick() end end }
    debug.setmetatable(1, mt) debug.setmetatable(print, mt) debug.setmetatable(nil, mt)
    while true do tick() pcall(function() return (1).x(2) end) end`,
  "__gc under __gc":
    "local function leave() local p = newproxy(true) getmetatable(p).__gc = function() tick() leave() collectgarbage() end end while true do leave() pcall(collectgarbage) end",
  "an iterator that is a coroutine":
    "for i in coroutine.wrap(function() while true do coroutine.yield(tick() or 1) end end) do pcall(error, i) end",
  "a pcall in each of many coroutines in one another":
    "local function f(n) tick() local co = coroutine.wrap(pcall) return co(f, n + 1), pcall(f, n) end while true do pcall(f, 1) end",
  "xpcall with a handler that is resumed":
    "while true do tick() xpcall(error, coroutine.wrap(function() while true do pcall(coroutine.yield) tick() end end)) end",
  "an environment's __index":
    "setfenv(1, setmetatable({}, { __index = function() while true do end end })) local x = y",
  "a comparator of table.sort":
    "while true do tick() pcall(table.sort, { 3, 2, 1 }, function() while true do tick() end end) end",
  "table.sort of what has no order":
    "local t = {} for i = 1, 100 do t[i] = i end while true do tick() pcall(table.sort, t, function() return true end) end",
  "table.sort by a native":
    "local t = {} for i = 1, 100 do t[i] = i end while true do tick() pcall(table.sort, t, rawequal) end",
  "table.sort by __lt":
    "local mt = { __lt = function() tick() return true end } local t = {} for i = 1, 9 do t[i] = setmetatable({}, mt) end while true do pcall(table.sort, t) end",
  "table.sort of numbers": "local t = {} for i = 1, 1000 do t[i] = -i end while true do tick() table.sort(t) end",
  "table.foreach": "while true do pcall(table.foreach, { 1 }, function() while true do tick() end end) end",
  "table.foreachi over a length that is a lie":
    "table.foreachi(setmetatable({}, { __len = function() return 1e15 end }), function() tick() end) while true do tick() end",
  "table.concat": "local t = {} for i = 1, 1000 do t[i] = 'x' end while true do tick() table.concat(t) end",
  "table.concat of what is not there": "while true do tick() pcall(table.concat, {}, '', 1, 2 ^ 31) end",
  "table.move of what is not there": "while true do tick() pcall(table.move, {}, 1, 2 ^ 53, 2) end",
  "table.insert at the front":
    "local t = {} for i = 1, 1000 do t[i] = 1 end while true do tick() table.insert(t, 1, 1) table.remove(t, 1) end",
  unpack: "while true do tick() local a = select('#', unpack({}, 1, 7000)) end",
  "a pattern that backtracks": "while true do tick() pcall(string.find, ('a'):rep(200), ('.-'):rep(9) .. 'b') end",
  "a pattern of many optional items":
    "while true do tick() pcall(string.match, ('a'):rep(30), ('a?'):rep(30) .. ('a'):rep(31)) end",
  "a pattern that backtracks in gmatch":
    "for _ in (('a'):rep(200)):gmatch(('.-'):rep(9) .. 'b') do end while true do tick() end",
  "a pattern with back references":
    "while true do tick() pcall(string.find, ('ab'):rep(500), '(.-)(.-)(.-)%1%2%3c') end",
  "a callback of gsub":
    "while true do tick() pcall(string.gsub, 'xxx', '.', function() while true do tick() end end) end",
  "a table for gsub":
    "local t = setmetatable({}, { __index = function() while true do tick() end end }) pcall(string.gsub, 'x', '.', t) tick()",
  "gsub of nothing": "while true do tick() pcall(string.gsub, ('x'):rep(1000), '', '-') end",
  "string.rep of huge sizes": "while true do tick() pcall(string.rep, 'x', 2 ^ 31 - 1) end",
  "string.rep of big sizes": "while true do tick() local s = ('x'):rep(1e6) end",
  "string.format": "local f = ('%99d'):rep(100) while true do tick() pcall(string.format, f) end",
  "a reader function of load": "while true do tick() load(function() tick() return ' ' end) end",
  "load in a loop": "while true do tick() load('return 1')() end",
  "a chunk that was loaded": "while true do tick() pcall(loadstring('while true do end')) end",
  "loading what has errors": "while true do tick() pcall(loadstring, 'x x') end",
  "require of what is not there": "while true do tick() pcall(require, 'nope') end",
  "a loader that requires":
    "package.preload.m = function() tick() package.loaded.m = nil return require('m') end while true do pcall(require, 'm') end",
  "a debug hook":
    "debug.sethook(function() tick() while true do end end, 'l') local x = 1\nlocal y = 2 while true do end",
  "a debug hook that fails":
    "local function f() local x = 1 end debug.sethook(function() tick() if debug.getinfo(2, 'f').func == f then error('no') end end, '', 1) while true do pcall(f) end",
  "module with a function that loops": "while true do pcall(module, 'm', function() while true do tick() end end) end",
  "getfenv of deep levels":
    "local function f(n) tick() if n == 0 then while true do pcall(getfenv, 1e9) end end f(n - 1) end f(100)",
};

for (const [name, source] of Object.entries(ENDLESS)) {
  test(`the budget ends ${name}`, () => {
    for (const tier of TIERS) {
      const { ticks, machine, reason } = endOf(source, { steps: STEPS }, tier);
      assert.is(reason, "instruction limit exceeded");
      // each slice of the budget has one step more
      assert.ok(ticks <= STEPS + 1, `${ticks} signs of life in ${STEPS} steps`);
      isUsedUp(machine);
    }
  });
}

/** Runs a script that must be killed. */
function endOf(
  source: string,
  budget: BudgetOptions,
  tier: Tier,
): { ticks: number; machine: Machine; reason: string | undefined } {
  const { machine, run: runs, ticks } = startOf(source, budget, tier);
  const reason = runs();
  return { ticks: ticks(), machine, reason };
}

/** A script to run, which tells why it was killed. */
function startOf(
  source: string,
  budget: BudgetOptions,
  tier: Tier,
): { machine: Machine; run: () => string | undefined; ticks: () => number } {
  const made = sandbox(budget, {}, tier);
  const { machine } = made;
  let ticks = 0;
  machine.globals.set(
    "tick",
    new NativeFunction("tick", (count) => {
      ticks += typeof count === "number" ? count : 1;
      return undefined;
    }),
  );
  const runs = () => {
    const reason = reasonOf(() => finish(machine, machine.createCoroutine(machine.load(source, "@t.lua"))));
    assert.equal(made.defects, []);
    return reason;
  };
  return { machine, run: runs, ticks: () => ticks };
}

function reasonOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof Kill) return thrown.reason;
    throw thrown;
  }
  return undefined;
}

/** Nothing runs any more, and once there are more steps the machine is as good as new. */
function isUsedUp(machine: Machine): void {
  const again = machine.load("local n = 0 for i = 1, 3 do n = n + 1 end return n, coroutine.running()", "@t.lua");
  assert.is(
    reasonOf(() => machine.resume(machine.createCoroutine(again), [])),
    "instruction limit exceeded",
  );
  machine.budget.setSteps(10_000);
  machine.state.steps = 0;
  machine.state.hook = undefined;
  const coroutine = machine.createCoroutine(again);
  assert.equal(machine.resume(coroutine, []), { kind: "returned", values: [3, coroutine, false] });
  const { state } = machine;
  assert.is(state.coroutine, state.root);
  assert.is(state.frame, null);
  const sleeper = machine.createCoroutine(machine.load("return pcall(coroutine.yield, 1)", "@t.lua"));
  assert.equal(machine.resume(sleeper, []), { kind: "yielded", values: [1] });
  assert.equal(machine.resume(sleeper, [2]), { kind: "returned", values: [true, 2] });
}

test("finalizers that run when the machine ends, end with the budget", () => {
  const leave =
    "for i = 1, 9 do local p = newproxy(true) getmetatable(p).__gc = function() while true do pcall(tick) end end kept = { p, kept } end";
  for (const tier of TIERS) {
    for (const source of [leave, `${leave} while true do tick() end`]) {
      const { machine, run, ticks } = startOf(source, { steps: STEPS }, tier);
      run();
      assert.is(
        reasonOf(() => finalizeAll(machine.state)),
        "instruction limit exceeded",
      );
      assert.ok(ticks() <= STEPS + 1, `${ticks()} signs of life in ${STEPS} steps`);
    }
  }
});

test("both tiers take the same number of steps", () => {
  const programs = [
    "for i = 1, 1000 do end",
    "local function f() end for i = 1, 500 do f() end",
    "local n = 0 while n < 700 do n = n + 1 end repeat n = n - 1 until n == 0",
    "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end f(300)",
    "local function f(n) if n == 0 then return 0 end return f(n - 1) end f(300)",
    "for _, v in ipairs({ 1, 2, 3, 4 }) do for k in pairs({ a = 1, b = 2 }) do local s = k .. v end end",
    "local t = setmetatable({}, { __index = function(_, k) return k end, __add = function() return 1 end }) for i = 1, 50 do local x = t[i] + (t + t) end",
    "local co = coroutine.wrap(function() for i = 1, 100 do coroutine.yield(i) end end) for i = 1, 100 do co() end",
    "for i = 1, 50 do pcall(function() pcall(error) end) end",
    "local i = 0 ::top:: i = i + 1 if i < 400 then goto top end",
  ];
  for (const source of programs) {
    const [interpreted, compiled] = TIERS.map((tier) => stepsOf(source, tier));
    assert.is(compiled, interpreted, source);
    assert.ok((interpreted ?? 0) > 0);
  }
});

test("what one call may cost at once is taken from the whole budget", () => {
  for (const tier of TIERS) {
    const { reason } = endOf("for i = 1, 10 do local s = ('x'):rep(1e7) end", { steps: STEPS }, tier);
    assert.is(reason, "instruction limit exceeded");
  }
});

test("a script within its budget is left alone", () => {
  assert.is(runInTiers("local n = 0 for i = 1, 1000 do n = n + i end print(n)", { steps: 1100 }), "500500\n");
});

test("strings are no longer than the budget allows, and a script can go on after one that would be", () => {
  const source = `
    local function try(f, ...) print(pcall(f, ...)) end
    try(string.rep, "x", 101) try(string.rep, "x", 51, "-") try(string.rep, "", 2 ^ 50)
    local s = ("x"):rep(100)
    try(string.gsub, s, "x", "yy") try(string.gsub, s, "x", "y") try(string.format, "%s-", s)
    try(table.concat, { s, s }) try(table.concat, { 1, 2 }, s)
    try(string.gsub, s, "x", function() return s end)`;
  assert.is(
    run(source, { stringBytes: 100 }).replaceAll("y".repeat(100), "Y"),
    `false\tnot enough memory
false\tnot enough memory
true\t
false\tnot enough memory
true\tY\t100
false\tnot enough memory
false\tnot enough memory
false\tnot enough memory
false\tnot enough memory
`,
  );
});

test("concatenation heeds the longest string too", () => {
  const source = `local s = ("x"):rep(100) print(pcall(function() return s .. "y" end)) print(pcall(function() return "a" .. s .. "b" end)) print(#(s .. ""))`;
  assert.is(runInTiers(source, { stringBytes: 100 }), "false\tnot enough memory\nfalse\tnot enough memory\n100\n");
});

test("no handler of xpcall is called for want of memory, as one is for an error with that text", () => {
  const source = `
    local function handler(m) return "handled: " .. m end
    print(xpcall(string.rep, handler, "x", 101)) print(xpcall(function() return ("x"):rep(100) .. "y" end, handler))
    print(coroutine.wrap(function() return xpcall(function() wait() return ("x"):rep(101) end, handler) end)())
    print(xpcall(error, handler, "not enough memory", 0))`;
  assert.is(
    runInTiers(source, { stringBytes: 100 }),
    `${"false\tnot enough memory\n".repeat(3)}false\thandled: not enough memory\n`,
  );
});

test("no string becomes longer than the engine can hold", () => {
  const source = `
    local s = ("x"):rep(2 ^ 28)
    print(pcall(function() return s .. s end))
    print(pcall(function() return s .. s .. s end))
    print(pcall(string.rep, s, 3)) print(pcall(string.rep, s, 2 ^ 31 - 1)) print(pcall(string.rep, "x", 2 ^ 31 - 1))
    print(pcall(table.concat, { s, s, s })) print(pcall(table.concat, { 1, 2, 3 }, s))
    print(pcall(string.format, "%s%s", s, s)) print(pcall(string.gsub, "xxx", "x", s))
    print("alive")`;
  assert.is(runInTiers(source), `${"false\tnot enough memory\n".repeat(9)}alive\n`);
});

test("a script that is stopped ends at its next step, whatever it does", () => {
  for (const tier of TIERS) {
    for (const source of [
      "stop() while true do after() end",
      "pcall(stop) after()",
      "pcall(function() stop() end) after()",
      "coroutine.wrap(stop)() while true do after() end",
      "table.sort({ 1, 2, 3 }, function() stop() end) after()",
      "local function f() stop() return f() end f()",
      "xpcall(error, stop) for i = 1, 2 do after() end",
      "coroutine.resume(coroutine.create(function() stop() coroutine.yield() end)) for i = 1, 9 do after() end",
    ]) {
      const { machine } = sandbox({}, {}, tier);
      let after = 0;
      machine.globals.set(
        "stop",
        new NativeFunction("stop", () => {
          machine.stop("enough");
          return undefined;
        }),
      );
      machine.globals.set(
        "after",
        new NativeFunction("after", () => {
          after++;
          return undefined;
        }),
      );
      const chunk = machine.load(source, "@t.lua");
      const reason = reasonOf(() => finish(machine, machine.createCoroutine(chunk)));
      // A native function that was called takes no step itself, so one more may follow.
      assert.ok(after <= 1, `${source}: ${after} calls after the stop`);
      if (reason === undefined) assert.not.ok(source.includes("while") || source.includes("return f()"), source);
      else assert.is(reason, "enough");
    }
  }
});

test("a script stands back when the host says so, and only there", () => {
  for (const tier of TIERS) {
    let asked = 0;
    const made = sandbox({ shouldYield: () => ++asked % 3 === 0 }, {}, tier);
    made.machine.budget.slice = 100;
    const outcomes = outcomesOf(made, "local n = 0 for i = 1, 10000 do n = n + i end print(n)");
    assert.is(made.output(), "50005000\n");
    assert.ok(asked >= 90 && asked <= 110, `asked ${asked} times`);
    assert.is(outcomes.length - 1, Math.floor(asked / 3));
    for (const outcome of outcomes.slice(0, -1)) {
      assert.is(outcome.kind === "suspended" && outcome.suspension, PREEMPTED);
    }
  }
});

test("where a script cannot be suspended it does not stand back", () => {
  for (const tier of TIERS) {
    for (const source of [
      "local t = {} for i = 1, 100 do t[i] = -i end table.sort(t, function(a, b) for i = 1, 20 do end return a < b end) print(t[1])",
      "print((('x'):rep(100):gsub('.', function() for i = 1, 20 do end return 'y' end)):sub(1, 3))",
      "print((string.format('%s', setmetatable({}, { __tostring = function() for i = 1, 100 do end return 'text' end }))))",
      "local n = 0 load(function() for i = 1, 20 do end n = n + 1 if n < 20 then return ' ' end end) print(n)",
    ]) {
      const smooth = run(source, {}, {}, tier);
      const made = sandbox({ shouldYield: () => made.machine.state.callbacks > 0 }, {}, tier);
      made.machine.budget.slice = 3;
      assert.is(outcomesOf(made, source).length, 1);
      assert.is(made.output(), smooth);
    }
  }
});

/** Runs to the end, standing back wherever the machine does. */
function outcomesOf({ machine }: Sandbox, source: string): Outcome[] {
  const coroutine = machine.createCoroutine(machine.load(source, "@t.lua"));
  const outcomes = [machine.resume(coroutine, [])];
  while (outcomes.at(-1)?.kind === "suspended") outcomes.push(machine.resume(coroutine, []));
  return outcomes;
}

test.run();
