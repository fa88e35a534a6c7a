import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { agreeWithLuaJit } from "./agreement.ts";
import { type Sandbox, sandbox, TIERS, type Tier } from "./scripts.ts";

/** Scripts that yield where it is awkward; each prints what it gets, and ends. */
const YIELDING: Readonly<Record<string, string>> = {
  "a yield in __index": `
    local t = setmetatable({}, { __index = function(_, k) return (coroutine.yield("index " .. tostring(k))) end })
    drive(function() local a, b = t.x, t[1] return a, b, t.y .. "!", t[t.z] end)`,
  "a yield in __index of a global": `
    local f = function() local a = someglobal anotherone = a return anotherone end
    setfenv(f, setmetatable({}, { __index = function(_, k) return coroutine.yield(k) end, __newindex = function(t, k, v) coroutine.yield(k, v) rawset(t, k, v) end }))
    drive(f)`,
  "a yield in __newindex": `
    local seen = {}
    local t = setmetatable({}, { __newindex = function(_, k, v) seen[#seen + 1] = tostring(k) .. "=" .. tostring(coroutine.yield(v)) end })
    drive(function() t.x = 1 t[2] = "two" t[t] = nil return seen[1], seen[2], #seen end)`,
  "a yield in arithmetic metamethods": `
    local y = function(a, b) return coroutine.yield("op"), "dropped" end
    local t = setmetatable({}, { __add = y, __sub = y, __mul = y, __div = y, __mod = y, __pow = y, __unm = y })
    drive(function() return t + 1, 1 - t, t * t, t / 2, 2 % t, t ^ t, -t, (t + t) + 1 end)`,
  "a yield in comparisons": `
    local y = function(a, b) return coroutine.yield("compare") end
    local mt = { __eq = y, __lt = y, __le = y }
    local a, b = setmetatable({}, mt), setmetatable({}, mt)
    drive(function()
      local r = {}
      r[1] = a == b r[2] = a ~= b r[3] = a < b r[4] = a <= b r[5] = a > b r[6] = a >= b r[7] = not (a < b)
      if a < b then r[8] = "less" else r[8] = "not less" end
      local n = 0 while a == b and n < 2 do n = n + 1 end r[9] = n
      for i = 1, 9 do r[i] = tostring(r[i]) end
      return table.concat(r, " ")
    end)`,
  "a yield in __le made of __lt": `
    local t = setmetatable({}, { __lt = function() return coroutine.yield("lt") end })
    drive(function() return t <= t, not (t <= t), t >= t end)`,
  "a yield in __concat, in the middle of a chain": `
    local t = setmetatable({}, { __concat = function(a, b)
      return (type(a) == "table" and "T" or a) .. "(" .. tostring(coroutine.yield("cat")) .. ")" .. (type(b) == "table" and "T" or b) end })
    drive(function() return "a" .. t .. "b", t .. t, "a" .. "b" .. t .. "c" .. 1 .. t .. 2, t .. "x" .. "y" end)`,
  "a yield in __call": `
    local t = setmetatable({}, { __call = function(self, ...) return coroutine.yield(...), select("#", ...) end })
    drive(function() local a, b = t(1, 2) return a, b, t("x"), (t()), pcall(t, 1) end)`,
  "a yield in __tostring and tostring": `
    local t = setmetatable({}, { __tostring = function() return coroutine.yield("tostring") end })
    drive(function() return tostring(t), (tostring(t)) end)`,
  "a yield in an iterator": `
    drive(function()
      local list = {}
      for a, b, c in function(s, k) return coroutine.yield(s, k) end, "state", "control" do
        list[#list + 1] = tostring(a) .. tostring(b) .. tostring(c)
        if #list == 4 then break end
      end
      return table.concat(list, ",")
    end)`,
  "a yield in an iterator that is a table with __call": `
    local n = 0
    local t = setmetatable({}, { __call = function(_, s, k) n = n + 1 coroutine.yield(k) if n < 4 then return n end end })
    drive(function() local sum = 0 for k in t do sum = sum + k end return sum end)`,
  "a yield in the body of loops": `
    drive(function()
      local sum = 0
      for i = 1, 3 do sum = sum + i coroutine.yield(sum) end
      for i = 3, 1, -1 do coroutine.yield(i) end
      for k, v in pairs({ 10, 20 }) do coroutine.yield(k, v) end
      for k, v in ipairs({ 10, 20 }) do coroutine.yield(k, v) end
      local n = 0 while n < 2 do n = n + 1 coroutine.yield(n) end
      repeat local m = n coroutine.yield(m) n = n - 1 until m == 1
      local i = 0 ::top:: i = i + 1 coroutine.yield(i) if i < 3 then goto top end
      return sum
    end)`,
  "a yield among arguments, results and constructors": `
    drive(function()
      local function y(...) return coroutine.yield(...) end
      local t = { y(1), y(2), [y(3) or 1] = y(4), x = y(5), y(6) }
      return select("#", y(7), y(8)), #t, t.x, y(), (y()), math.max(y(9) or 1, 2)
    end)`,
  "a yield in a tail call": `
    local function last(n) if n == 0 then return coroutine.yield("tail") end return last(n - 1) end
    drive(function() return last(100) end)`,
  "a yield in a method that is called on a string": `
    function string.y(s) return coroutine.yield(s) end
    drive(function() return ("x"):y(), #(("y"):y() or "") end)`,
  "a yield between multiple assignments": `
    drive(function()
      local a, b, c = 1, coroutine.yield(2), 3
      local t = {} t[coroutine.yield("k") or 1], t.y = coroutine.yield("v"), a
      a, b = b, a
      return a, b, c, t.y
    end)`,
  "a yield where a variable is captured in a loop": `
    drive(function()
      local list = {}
      for i = 1, 3 do local v = coroutine.yield(i) list[i] = function() v = tostring(v) .. i return v end end
      return list[1](), list[2](), list[1](), list[3]()
    end)`,
  "a yield inside pcall, before and after errors": `
    drive(function()
      local r = { pcall(function() coroutine.yield("a") error({ code = coroutine.yield("b") }) end) }
      local s = { pcall(function() return pcall(function() coroutine.yield("c") error("inner", 0) end) end) }
      local ok, m = pcall(coroutine.yield, "d")
      return r[1], type(r[2]), s[1], s[2], s[3], ok, m
    end)`,
  "a yield inside xpcall": `
    drive(function()
      return xpcall(function(...) local a = coroutine.yield(...) error(tostring(a) .. "!", 0) end, function(m) return "handled " .. m end, 1, 2)
    end)`,
  "an error after a yield in a metamethod is caught outside": `
    local t = setmetatable({}, { __index = function() coroutine.yield("first") error("then", 0) end })
    drive(function() local ok, m = pcall(function() return t.x end) return ok, m, coroutine.yield("go on") end)`,
  "yields of nested coroutines": `
    drive(function()
      local inner = coroutine.wrap(function(a)
        local deeper = coroutine.wrap(function(b) b = coroutine.yield(b .. "1") return b .. "2" end)
        a = coroutine.yield(deeper(a)) return deeper(a)
      end)
      local x = inner("p") local y = coroutine.yield(x) return inner(tostring(y))
    end)`,
  "yields in table.foreach and foreachi": `
    drive(function()
      table.foreachi({ "a", "b" }, function(i, v) coroutine.yield(i, v) end)
      return table.foreach({ x = 1 }, function(k, v) return coroutine.yield(k, v) end)
    end)`,
  "a yield below dofile and require is refused, one inside a loaded chunk is not": `
    drive(function() return loadstring("return coroutine.yield('chunk'), 2")() end)`,
  "a yield with varargs kept across it": `
    drive(function()
      local function f(...) local a = coroutine.yield(...) return select("#", ...), a, ... end
      return f(1, nil, 3, nil)
    end)`,
  "a yield in a function with many registers": `
    drive(function()
      local a, b, c, d, e, f, g, h = 1, 2, 3, 4, 5, 6, 7, 8
      local s = a + b * (c + (coroutine.yield("deep") and d or e) * (f + (coroutine.yield("deeper") and g or h)))
      return s, a, b, c, d, e, f, g, h
    end)`,
};

/** Resumes a coroutine until it ends, and prints all that goes in and out. */
const DRIVE = `local function drive(f)
  local co, turn = coroutine.create(f), 0
  local results = { n = 0 }
  local function keep(...) results = { n = select("#", ...), ... } end
  repeat
    turn = turn + 1
    if turn % 3 == 0 then keep(coroutine.resume(co)) else keep(coroutine.resume(co, turn, nil)) end
    for i = 1, results.n do if type(results[i]) ~= "number" then results[i] = tostring(results[i]):gsub("0x%x+", "ADDR") end end
    print(coroutine.status(co), table.concat(results, " ", 1, results.n))
  until coroutine.status(co) == "dead" or turn > 40
end
`;

const SCRIPTS = Object.fromEntries(Object.entries(YIELDING).map(([name, source]) => [name, DRIVE + source]));
/** The same, twenty times, so that it is compiled in the end whatever makes functions hot. */
const OFTEN = Object.fromEntries(
  Object.entries(SCRIPTS).map(([name, source]) => [`${name}, again and again`, `for turn = 1, 20 do ${source}\nend`]),
);

agreeWithLuaJit(SCRIPTS);
agreeWithLuaJit(OFTEN);

/** As yields, but the host is waited for: nothing shows. */
const WAITING = Object.fromEntries(
  Object.entries(SCRIPTS).map(([name, source]) => [
    `waiting for the host shows nowhere: ${name}`,
    source.replaceAll("coroutine.yield(", "wait(").replaceAll("coroutine.yield,", "wait,"),
  ]),
);
agreeWithLuaJit(WAITING);

/** What a script prints that stands back when `shouldYield` says so, asked after the numbers of steps that `slices` gives. */
function runSliced(source: string, tier: Tier, slices: () => number): string {
  const made: Sandbox = sandbox({}, {}, tier);
  const { machine } = made;
  const { budget, state } = machine;
  const coroutine = machine.createCoroutine(machine.load(source, "@t.lua"));
  budget.nextSlice = () => {
    const next = slices();
    // Work that is charged at once must be paid in full, else the bill would never be settled.
    return { steps: state.steps < -1 ? -state.steps : next, standBack: true };
  };
  state.steps = 0;
  let outcome = machine.resume(coroutine, []);
  while (outcome.kind === "suspended") {
    const { suspension } = outcome;
    outcome = machine.resume(coroutine, "values" in suspension ? (suspension.values as []) : []);
  }
  if (made.defects.length > 0) throw made.defects[0];
  return made.output() + (outcome.kind === "failed" ? `failed: ${String(outcome.error)}\n` : "");
}

const smooth = new Map(Object.entries({ ...SCRIPTS, ...WAITING }).map(([, source]) => [source, unsliced(source)]));

function unsliced(source: string): string {
  return runSliced(source, TIERS[0] as Tier, () => 1e9);
}

for (const every of [1, 2, 7]) {
  test(`standing back after every ${every} steps shows nowhere`, () => {
    for (const tier of TIERS) {
      for (const [source, expected] of smooth)
        assert.is(
          runSliced(source, tier, () => every),
          expected,
        );
    }
  });
}

test("standing back at any steps shows nowhere", () => {
  const sources = [...smooth.keys()];
  fc.assert(
    fc.property(
      fc.constantFrom(...sources),
      fc.constantFrom(...TIERS),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (source, tier, steps) => {
        assert.is(
          runSliced(source, tier, () => steps.next().value as number),
          smooth.get(source),
        );
      },
    ),
    { numRuns: 100, seed: 1 },
  );
});

test("a coroutine that stands back inside others leaves the whole chain waiting, and all go on", () => {
  const source = `
    local function work(name) local n = 0 for i = 1, 50 do n = n + i end return name .. n end
    local function chain(n) if n == 0 then return work("x") end return coroutine.wrap(chain)(n - 1) .. work("y"):sub(1, 1) end
    print(chain(20)) print(select(2, coroutine.resume(coroutine.create(chain), 3)))`;
  const expected = unsliced(source);
  for (const tier of TIERS)
    for (const every of [1, 5, 13])
      assert.is(
        runSliced(source, tier, () => every),
        expected,
      );
});

test("deep recursion that stands back in the middle goes on", () => {
  const source = `
    local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end print(deep(3000))
    local t = setmetatable({}, {}) getmetatable(t).__index = function(_, n) if n == 0 then return 0 end return 1 + t[n - 1] end
    print(t[150]) print(pcall(function() local function f() return 1 + f() end return f() end))
    local function p(n) if n == 0 then return "bottom" end return select(2, pcall(p, n - 1)) end print(p(500))`;
  const expected = unsliced(source);
  for (const tier of TIERS)
    assert.is(
      runSliced(source, tier, () => 211),
      expected,
    );
});

test.run();
