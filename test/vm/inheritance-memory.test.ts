// Classes, metatables and tables that are dropped must go, though instructions and long-lived tables remember what is inherited.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inheritanceOf } from "../../src/vm/inheritance.ts";
import { Table } from "../../src/vm/table.ts";
import { sandbox } from "./scripts.ts";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

const ROUNDS = 500;
/** Instructions remember so many places each, and code that is compiled some more. */
const MOST_ALIVE = 40;
/** One for each round would be seven times as many. Up to 64 cells wait to be told of the same thing, then they are forgotten. */
const MOST_OBJECTS_MORE = 300;

/** Each makes a function that is called again and again, and returns the tables that it drops. */
const LIVES: Readonly<Record<string, string>> = {
  "classes on two levels": `
    local function call(o) return o:m() + o:n() end
    return function(i)
      local Base = {} Base.__index = Base function Base.m() return i end
      local Derived = setmetatable({}, Base) Derived.__index = Derived function Derived.n() return i end
      local o = setmetatable({ x = i }, Derived)
      for _ = 1, 3 do call(o) end
      return o, Derived, Base
    end`,
  "classes that derive from one that stays": `
    local Base = {} Base.__index = Base function Base.m(self) return self end
    local function call(o) return o:m() end
    return function(i)
      local Derived = setmetatable({}, Base) Derived.__index = Derived
      local o = setmetatable({ x = i }, Derived)
      for _ = 1, 3 do call(o) end
      return o, Derived
    end`,
  "metatables of one object each": `
    local Class = { m = function(self) return self end }
    local function call(o) return o:m() end
    return function(i)
      local o = setmetatable({ x = i }, { __index = Class, ["f" .. i] = i })
      for _ = 1, 3 do call(o) end
      return o, getmetatable(o)
    end`,
  "proxies with an index of their own": `
    local Base = { m = 1 }
    local function use(o) o.x = o.m end
    return function(i)
      local index = setmetatable({ y = i }, { __index = Base, __newindex = function(t, k, v) rawset(t, k, v) end })
      local o = setmetatable({}, { __index = index, __newindex = index })
      use(o) use(index)
      return o, index
    end`,
  "classes of one object, one after the other": `
    local o = { x = 1 }
    local function read(t) return t.m end
    return function(i)
      local Class = { m = i } Class.__index = Class
      read(setmetatable({}, Class)) setmetatable(o, Class) read(o)
      return Class
    end`,
  "what is the __index of one metatable": `
    local metatable, index = {}, nil
    local o = setmetatable({}, metatable)
    local function read() return o.m end
    return function(i)
      metatable.__index = { m = i } read()
      return metatable.__index
    end`,
  "environments that inherit the globals": `
    local function f() x = 1 return tostring(x) end
    return function(i)
      local environment = setmetatable({}, { __index = _G })
      setfenv(f, environment) f() f()
      return environment
    end`,
  "metatables of strings": `
    local function read(s) return s.m end
    return function(i)
      local index = { m = i }
      debug.setmetatable("", { __index = index }) read("s")
      return index
    end`,
};

for (const [what, source] of Object.entries(LIVES)) {
  test(`${what} go`, async () => {
    const { machine } = sandbox();
    const [round] = machine.call(machine.load(source, "@t.lua"));
    const live = (rounds: number) => {
      const dropped: Table[] = [];
      for (let at = 0; at < rounds; at++) {
        for (const value of machine.call(round, at)) if (value instanceof Table) dropped.push(value);
      }
      return dropped;
    };
    live(ROUNDS);
    const before = objectsIn(machine, round);
    const references = live(4 * ROUNDS).map((table) => new WeakRef(table));
    const more = objectsIn(machine, round) - before;
    assert.ok(more <= MOST_OBJECTS_MORE, `${more} objects more after ${4 * ROUNDS} rounds more`);
    await collect();
    const alive = references.filter((reference) => reference.deref() !== undefined).length;
    assert.ok(alive <= MOST_ALIVE, `${alive} tables are alive`);
  });
}

test("of many classes that stay, all are remembered", () => {
  const base = new Table();
  base.set("m", 1);
  const metatable = new Table();
  metatable.set("__index", base);
  const classes = Array.from({ length: 500 }, () => {
    const index = new Table();
    index.setMetatable(metatable);
    const own = new Table();
    own.set("__index", index);
    return own;
  });
  for (let round = 0; round < 20; round++) for (const each of classes) inheritanceOf(each).cell("m");
  const values = classes.map((each) => inheritanceOf(each).cell("m")?.value);
  assert.equal(new Set(values), new Set([1]));
  base.set("m", 2);
  for (const each of classes) assert.is(inheritanceOf(each).cell("m")?.value, 2);
});

test("of names without end, not all are remembered", () => {
  const base = new Table();
  const metatable = new Table();
  metatable.set("__index", base);
  const names = 20_000;
  for (let at = 0; at < names; at++) inheritanceOf(metatable).cell(`name${at}`);
  assert.ok(objectsIn(metatable) < names);
  base.set("m", 1);
  assert.is(inheritanceOf(metatable).cell("m")?.value, 1);
});

/** How many objects can be reached from others, but for what functions of JavaScript close over. */
function objectsIn(...roots: readonly unknown[]): number {
  const seen = new Set<object>();
  const waiting = [...roots];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Map) waiting.push(...value.keys(), ...value.values());
    else if (value instanceof Set) waiting.push(...value);
    else waiting.push(...Object.values(value));
  }
  return seen.size;
}

/** In turns of their own: what a weak reference was asked for, or made of, stays up to the end of the turn. */
async function collect(): Promise<void> {
  for (let time = 0; time < 2; time++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    gc();
  }
}

test.run();
