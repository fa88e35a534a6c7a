// What an instruction remembers of the tables that it met must never show. Programs of random actions are run with fields
// named in the code, which are remembered, and with names that are computed, which are not.
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { run, runInTiers, TIERS, type Tier } from "./scripts.ts";

/** Compiled when they have run some times, instructions have quick ways to what they have met by then. */
const HOT: Tier = {};

function runInEachTier(source: string): string {
  const output = runInTiers(source);
  assert.is(run(source, {}, {}, HOT), output);
  return output;
}

const NAMES = ["a", "b", "c", "__index"];
const object = fc.integer({ min: 1, max: 6 }).map((number) => `o[${number}]`);
const name = fc.constantFrom(...NAMES.slice(0, 3));
const value = fc.oneof(fc.integer({ min: 0, max: 9 }).map(String), fc.constant("nil"), fc.constantFrom('"s"', "false"));

const action = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(object, name, value).map(([o, n, v]) => `set(${o}, "${n}", ${v})`) },
  { weight: 2, arbitrary: fc.tuple(object, name, value).map(([o, n, v]) => `rawset(${o}, "${n}", ${v})`) },
  { weight: 2, arbitrary: fc.tuple(object, object).map(([o, m]) => `setmetatable(${o}, ${m})`) },
  { weight: 1, arbitrary: object.map((o) => `setmetatable(${o}, nil)`) },
  { weight: 2, arbitrary: fc.tuple(object, object).map(([o, m]) => `${o}.__index = ${m}`) },
  { weight: 1, arbitrary: object.map((o) => `${o}.__index = function(_, k) return "f" .. k end`) },
  { weight: 1, arbitrary: object.map((o) => `${o}.__index = nil`) },
  { weight: 1, arbitrary: fc.tuple(object, object).map(([o, m]) => `${o}.__newindex = ${m}`) },
  { weight: 1, arbitrary: object.map((o) => `${o}.__newindex = nil`) },
  { weight: 1, arbitrary: object.map((o) => `for i = 1, 30 do ${o}["k" .. i] = i end`) },
  { weight: 1, arbitrary: object.map((o) => `for i = 1, 30 do ${o}["k" .. i] = nil end`) },
  { weight: 1, arbitrary: object.map((o) => `${o} = {}`) },
  { weight: 1, arbitrary: object.map((o) => `${o} = { a = 1, b = 2 }`) },
  { weight: 1, arbitrary: object.map((o) => `require("table.clear")(${o})`) },
);

/** Reads and writes, each by one instruction for all objects. */
const BY_NAME = `
local function a(o) return o.a end local function b(o) return o.b end local function c(o) return o.c end
local function sa(o, v) o.a = v end local function sb(o, v) o.b = v end local function sc(o, v) o.c = v end
local getters, setters = { a = a, b = b, c = c }, { a = sa, b = sb, c = sc }
local function get(o, k) return getters[k](o) end
local function set(o, k, v) return pcall(setters[k], o, v) end`;

/** The same through keys that instructions cannot remember. */
const BY_KEY = `
local function get(o, k) return o[k .. ""] end
local function set(o, k, v) return pcall(function() o[k .. ""] = v end) end`;

function program(accessors: string, actions: readonly string[]): string {
  const looks = `for i = 1, 6 do for _, k in ipairs({ "a", "b", "c" }) do local ok, v = pcall(get, o[i], k) io.write(tostring(ok and v), " ") end end print()`;
  const blocks = actions.map((text) => `pcall(function() ${text} end) ${looks}`);
  return `local o = {} for i = 1, 6 do o[i] = {} end ${accessors}\n${blocks.join("\n")}`;
}

test("what an instruction remembers of tables never shows", () => {
  const plain = (output: string) => output.replace(/table: 0x[0-9a-f]+/g, "table");
  fc.assert(
    fc.property(fc.array(action, { minLength: 5, maxLength: 40 }), (actions) => {
      const expected = plain(run(program(BY_KEY, actions), {}, {}, { tier: "interpreter" }));
      for (const tier of [...TIERS, HOT]) assert.is(plain(run(program(BY_NAME, actions), {}, {}, tier)), expected);
    }),
    { numRuns: 40, seed: 1 },
  );
});

test("a method found by inheritance is the new one once any class on the way changes", () => {
  const source = `
    local A = { m = function() return "A" end } A.__index = A
    local B = setmetatable({}, A) B.__index = B
    local C = setmetatable({}, B) C.__index = C
    local o, log = setmetatable({}, C), {}
    local function call() log[#log + 1] = o:m() end
    for _ = 1, 5 do call() end
    B.m = function() return "B" end call() call()
    B.m = nil call() call()
    C.m = function() return "C" end call() C.m = nil call()
    o.m = function() return "own" end call() o.m = nil call()
    A.m = function() return "A2" end call()
    setmetatable(B, { __index = { m = function() return "other" end } }) call() call()
    setmetatable(B, { __index = function() return function() return "function" end end }) call() call()
    setmetatable(o, { __index = A }) call() setmetatable(o, B) call() B.__index = A call()
    print(table.concat(log, " "))`;
  assert.is(runInEachTier(source), "A A A A A B B A A C A own A A2 other other function function A2 function A2\n");
});

test("a class with too many members to share a shape, and many classes at one call, are found right", () => {
  const source = `
    local sums = 0
    local classes = {}
    for i = 1, 12 do
      local class = {} class.__index = class
      for k = 1, i * 5 do class["member" .. k] = k end
      class.m = function(self) return i + self.v end
      classes[i] = class
    end
    for round = 1, 20 do for i = 1, 12 do local o = setmetatable({ v = round }, classes[i]) sums = sums + o:m() end end
    print(sums)`;
  assert.is(runInEachTier(source), "4080\n");
});

test("globals are read from the environment that a function has now", () => {
  const source = `
    x = "global" local function f() return x end local out = { f() }
    setfenv(f, { x = "first" }) out[2] = f() setfenv(f, { x = "second" }) out[3] = f()
    setfenv(f, setmetatable({}, { __index = function(_, k) return "made " .. k end })) out[4] = f()
    setfenv(f, _G) x = "changed" out[5] = f() x = nil out[6] = tostring(f())
    print(table.concat(out, ", "))`;
  assert.is(runInEachTier(source), "global, first, second, made x, changed, nil\n");
});

test("what is inherited from a table that is cleared, and of what inherited it then, is what is there now", () => {
  const source = `
    local clear = require("table.clear")
    local first, second = { a = 1 }, { a = 2 }
    local metatable = { __index = first }
    local o, log = setmetatable({}, metatable), {}
    local function read() log[#log + 1] = tostring(o.a) end
    for _ = 1, 5 do read() end
    clear(first) read() first.a = 3 read() clear(first) read()
    metatable.__index = second read()
    clear(metatable) read() metatable.__index = first read() first.a = 4 read()
    print(table.concat(log, " "))`;
  assert.is(runInEachTier(source), "1 1 1 1 1 nil 3 nil 2 nil nil 4\n");
});

test("a table that becomes its own metatable, as others like it are, is looked at anew once its __index changes", () => {
  const source = `
    local index = { a = 1 }
    local like = setmetatable({}, { __index = index })
    local own, log = { __index = index }, { like.a }
    setmetatable(own, own)
    local function read() log[#log + 1] = own.a end
    for _ = 1, 5 do read() end
    own.__index = { a = 2 } read() read()
    print(table.concat(log, " "))`;
  assert.is(runInEachTier(source), "1 1 1 1 1 1 2 2\n");
});

test("a write goes to __newindex once there is one, though the instruction has added the field often", () => {
  const source = `
    local log = {}
    local function note(_, k, v) log[#log + 1] = k .. v end
    local function write(o, v) o.f = v end
    local class = {} class.__index = class
    local function make() return setmetatable({}, class) end
    for i = 1, 12 do write(make(), i) end
    local lacking, emptied = make(), make()
    for i = 1, 12 do write(emptied, i) write(emptied, nil) end
    class.__newindex = note
    write(lacking, "a") write(emptied, "b") write(make(), "c")
    class.__newindex = nil
    write(lacking, "d") log[#log + 1] = lacking.f
    local other = setmetatable({ f = 1 }, { __newindex = note })
    log[#log + 1] = tostring(other.none)
    for i = 1, 12 do write(other, i) write({ g = i, f = i }, i) end
    rawset(other, "f", nil) write(other, "e")
    print(table.concat(log, " "))`;
  assert.is(runInEachTier(source), "fa fb fc d nil fe\n");
});

test("a string whose metatable has no __index has no fields", () => {
  const source = `
    local read, log = function(s) return s.a end, {}
    local function try() log[#log + 1] = tostring((select(2, pcall(read, "s")))) end
    debug.setmetatable("", { __index = { a = 1 } }) for _ = 1, 5 do try() end
    debug.setmetatable("", { __index = {} }) try() try()
    debug.setmetatable("", {}) try() try()
    print(table.concat(log, ", "))`;
  const refused = "t.lua:2: attempt to index local 's' (a string value)";
  assert.is(runInEachTier(source), `1, 1, 1, 1, 1, nil, nil, ${refused}, ${refused}\n`);
});

test.run();
