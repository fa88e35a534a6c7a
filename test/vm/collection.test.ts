import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { finalizeAll } from "../../src/vm/collection.ts";
import { resumeFromHost } from "../../src/vm/coroutines.ts";
import { collectgarbageLibrary } from "../../src/vm/library/collectgarbage.ts";
import { define } from "../../src/vm/library/define.ts";
import type { State } from "../../src/vm/state.ts";
import { load, run } from "./library/scripts.ts";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** Collects in a later turn, and is done when finalization registries have had theirs. */
const collector = {
  collect(done: () => void) {
    setImmediate(() => {
      gc();
      setTimeout(() => setImmediate(done), 5);
    });
  },
  memoryInUse: () => 4096,
};

const install = (state: State) => {
  define(state.globals, collectgarbageLibrary(state));
};

/** Runs a script as a host does that has a collector. */
async function runCollecting(source: string): Promise<{ state: State; lines: string[]; failures: string[] }> {
  const { state, lines, coroutine } = load(source, install);
  const failures: string[] = [];
  state.collector = collector;
  state.finalizerFailed = (message) => failures.push(message);
  let outcome = resumeFromHost(state, coroutine, []);
  while (outcome.kind === "suspended") {
    const { suspension } = outcome;
    await new Promise<void>((resolve) => suspension.start(() => resolve()));
    outcome = resumeFromHost(state, coroutine, []);
  }
  if (outcome.kind === "failed") lines.push(`failed: ${String(outcome.error)}`);
  return { state, lines, failures };
}

test("weak values go with a full collection, strings and numbers stay", async () => {
  const { lines } = await runCollecting(
    `local keep = {}
    local v = setmetatable({}, { __mode = "v" })
    v[1] = {} v[2] = keep v[3] = "string" v.n = 5 v.gone = {} v.f = function() return v end
    collectgarbage()
    p(v[1], v[2] == keep, v[3], v.n, v.gone, v.f)
    v[4] = {} collectgarbage() p(v[4], v[3]) v[4] = 4 p(v[4], next(v, 3))`,
  );
  assert.equal(lines, ["nil true string 5 nil nil", "nil string", "4 4 4"]);
});

test("weak keys go, and take their values along", async () => {
  const { lines } = await runCollecting(
    `local keep = {}
    local values = setmetatable({}, { __mode = "v" })
    local k = setmetatable({}, { __mode = "k" })
    k[{}] = 1 k[keep] = 2 k.name = {} k[1] = {} values.x = {} k[{}] = values.x
    collectgarbage() collectgarbage()
    local n = 0 for _ in next, k do n = n + 1 end
    p(n, k[keep], k.name, k[1], values.x)
    k[keep] = nil p(k[keep]) k[keep] = 3 p(k[keep])`,
  );
  assert.equal(lines, ["3 2 table table nil", "nil", "3"]);
});

test("an entry weak in both goes when either is gone", async () => {
  const { lines } = await runCollecting(
    `local keep, other = {}, {}
    local kv = setmetatable({}, { __mode = "kv" })
    kv[{}] = keep kv[keep] = {} kv[other] = keep
    collectgarbage()
    local n = 0 for _ in next, kv do n = n + 1 end p(n, kv[other] == keep)`,
  );
  assert.equal(lines, ["1 true"]);
});

test("entries keep their order, and a traversal goes on after a collection inside it", async () => {
  const { lines } = await runCollecting(
    `local keys, k = {}, setmetatable({}, { __mode = "k" })
    for i = 1, 6 do local key = {} k[key] = i if i % 2 == 0 then keys[i] = key end end
    local order = {} for key, i in next, k do collectgarbage() order[#order + 1] = i end
    p(unpack(order))`,
  );
  const last = lines[0]?.replace(/^1 /, "");
  assert.is(last, "2 4 6");
});

test("the mode counts that the metatable has at the collection", async () => {
  const { lines } = await runCollecting(
    `local mt = { __mode = "v" } local t = setmetatable({ {}, {} }, mt)
    mt.__mode = nil collectgarbage() p(t[1], #t)
    mt.__mode = "v" collectgarbage() p(t[1], #t)`,
  );
  assert.equal(lines, ["table 2", "nil 0"]);
});

test("what instructions remember of a table keeps nothing in it that is weak, nor in one that becomes weak", async () => {
  const { lines } = await runCollecting(
    `local function read(o) return o.a end
    local function remembered(class, fill)
      class.__index = class
      local o = setmetatable({}, class)
      fill(class) for i = 1, 20 do read(o) end
      return o
    end
    local function fill(class) class.a = {} end
    local mode = { __mode = "v" }
    local weak = remembered(setmetatable({}, { __mode = "v" }), fill)
    local later = {} local o = remembered(later, fill) setmetatable(later, { __mode = "v" })
    local again = setmetatable({}, mode) mode.__mode = nil local other = remembered(again, fill) mode.__mode = "v"
    collectgarbage()
    p(read(weak), read(o), read(other))`,
  );
  assert.equal(lines, ["nil nil nil"]);
});

test("the __index of a weak metatable goes as its other entries do", async () => {
  const { lines } = await runCollecting(
    `local metatable = setmetatable({}, { __mode = "v" })
    local o = setmetatable({}, metatable)
    local function read() return o.a end
    do metatable.__index = { a = 1 } for i = 1, 20 do read() end end
    p(read()) collectgarbage() p(metatable.__index, read())`,
  );
  assert.equal(lines, ["1", "nil nil"]);
});

test("a coroutine that resumed the collecting one is searched for finished work too", async () => {
  const { lines } = await runCollecting(
    `local v = setmetatable({}, { __mode = "v" }) local function id(x) return x end
    do local a = {} v[1] = a id(a) id(id(a)) a = nil end
    resume(function() do local b = {} v[2] = b id(b) b = nil end collectgarbage() p(v[1], v[2]) end)`,
  );
  assert.equal(lines, ["nil nil"]);
});

test("__gc of a proxy runs in the collection, with a userdata of the same metatable", async () => {
  const { lines, failures } = await runCollecting(
    `local ran, mt = {}, nil
    mt = { __gc = function(o) ran[#ran + 1] = type(o) ran.same = getmetatable(o) == mt end }
    do local a = newproxy(mt) a = nil end
    collectgarbage() p(#ran, ran[1], ran.same) collectgarbage() p(#ran)`,
  );
  assert.equal(lines, ["1 userdata true", "1"]);
  assert.equal(failures, []);
});

test("of many proxies that go together each runs its __gc once, and so do those of the next collection", async () => {
  const { lines } = await runCollecting(
    `local ran = {}
    local function drop(from, to)
      for i = from, to do newproxy({ __gc = function() ran[i] = (ran[i] or 0) + 1 end }) end
      collectgarbage()
    end
    local function once() for i = 1, #ran do if ran[i] ~= 1 then return i end end return #ran end
    drop(1, 3000) p(once()) drop(3001, 3010) p(once())`,
  );
  assert.equal(lines, ["3000", "3010"]);
});

test("an error in __gc reaches no script", async () => {
  const { lines, failures } = await runCollecting(
    `do local a = newproxy({ __gc = function() error("in gc") end }) a = nil end
    do local b = newproxy({ __gc = function() error({}) end }) b = nil end
    do local c = newproxy({ __gc = function() yield() end }) c = nil end
    p(pcall(collectgarbage)) p("survived")`,
  );
  assert.equal(lines, ["true 0", "survived"]);
  assert.equal(failures.sort(), ["?", "attempt to yield across C-call boundary", "t.lua:1: in gc"]);
});

test("a closing machine finalizes what is left, newest first", () => {
  const { state, lines, coroutine } = load(
    `local function gc(o) p(getmetatable(o).name) end
    a = newproxy({ __gc = gc, name = "a" }) b = newproxy({ __gc = gc, name = "b" }) c = newproxy({})`,
    install,
  );
  resumeFromHost(state, coroutine, []);
  finalizeAll(state);
  finalizeAll(state);
  assert.equal(lines, ["b", "a"]);
});

test("collectgarbage answers each option as LuaJIT does", () => {
  const lines = run(
    `p(collectgarbage(), collectgarbage("collect"), collectgarbage("step"), collectgarbage("step", 100))
    p(collectgarbage("count") > 0, gcinfo() > 0, collectgarbage("stop"), collectgarbage("isrunning"))
    p(collectgarbage("restart"), collectgarbage("isrunning"))
    p(collectgarbage("setpause", 150), collectgarbage("setpause"), collectgarbage("setstepmul", 1))
    for _, o in next, { "generational", "bogus", 5, {} } do p(pcall(collectgarbage, o)) end
    p(pcall(collectgarbage, "count", "x"))`,
    install,
  );
  assert.equal(lines, [
    "0 0 false true",
    "true true 0 false",
    "0 true",
    "200 150 200",
    "false bad argument #1 to '?' (invalid option 'generational')",
    "false bad argument #1 to '?' (invalid option 'bogus')",
    "false bad argument #1 to '?' (invalid option '5')",
    "false bad argument #1 to '?' (string expected, got table)",
    "false bad argument #2 to '?' (number expected, got string)",
  ]);
});

test("small steps end a cycle at last", () => {
  const lines = run(`local n = 0 repeat n = n + 1 until collectgarbage("step") p(n < 100)`, install);
  assert.equal(lines, ["true"]);
});

test("the host's count of bytes is told in kilobytes", async () => {
  const { lines } = await runCollecting(`p(collectgarbage("count"), gcinfo())`);
  assert.equal(lines, ["4 4"]);
});

test("inside a callback that cannot be suspended nothing is collected", async () => {
  const { lines } = await runCollecting(
    `local v = setmetatable({ {} }, { __mode = "v" })
    do local a = newproxy({ __gc = function() p(collectgarbage(), v[1]) end }) a = nil end
    v[1] = { v } collectgarbage()`,
  );
  assert.equal(lines, ["0 nil"]);
});

test("registering one table again and again keeps one entry", () => {
  const { state, coroutine } = load(
    `local t, mt = {}, { __mode = "k" } for i = 1, 1000 do setmetatable(t, mt) end`,
    install,
  );
  resumeFromHost(state, coroutine, []);
  assert.is(state.weakTables?.all().length, 1);
});

test.run();
