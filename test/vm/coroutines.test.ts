import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Coroutine } from "../../src/vm/coroutine.ts";
import type { NativeFunction } from "../../src/vm/functions.ts";
import { agreeWithLuaJit } from "./agreement.ts";
import { finish, run, runInTiers, sandbox, TIERS } from "./scripts.ts";

agreeWithLuaJit({
  "values pass both ways": `
    local co = coroutine.create(function(...)
      print("in", ...)
      print("again", coroutine.yield(1, nil, 3))
      print("once more", coroutine.yield())
      return "end", nil
    end)
    print(coroutine.resume(co, "a", nil)) print(coroutine.resume(co)) print(coroutine.resume(co, nil, nil))
    print(coroutine.resume(co)) print(coroutine.status(co))`,
  "a coroutine knows its status, from inside and outside": `
    local outer outer = coroutine.create(function()
      print(coroutine.status(outer), coroutine.running() == outer)
      local inner = coroutine.create(function() print(coroutine.status(outer)) print(coroutine.resume(outer)) coroutine.yield() end)
      print(coroutine.resume(inner), coroutine.status(inner))
      print(coroutine.resume(outer))
    end)
    print(coroutine.status(outer)) print(coroutine.resume(outer)) print(coroutine.status(outer)) print(coroutine.resume(outer))`,
  "errors of a coroutine carry the position where they were raised": `
    local co = coroutine.create(function()
      local t
      return t.x
    end)
    print(coroutine.resume(co)) print(coroutine.status(co), coroutine.resume(co))
    print(coroutine.resume(coroutine.create(function() error({}) end)) == false)
    print(coroutine.resume(coroutine.create(function() error("plain", 0) end)))
    print(coroutine.resume(coroutine.create(error), "from a native"))`,
  "what wrap made raises errors, with its own position in front where they are texts": `
    print(pcall(coroutine.wrap(function() error("one") end)))
    print(pcall(coroutine.wrap(function() error("zero", 0) end)))
    print(pcall(function() coroutine.wrap(function() error("two") end)() end))
    print(select("#", pcall(coroutine.wrap(function() error() end))))
    local f = coroutine.wrap(function() return 1 end) print(f()) print(pcall(f))
    local g g = coroutine.wrap(function() return g() end) print(pcall(g))`,
  "arguments of the library that are wrong are named": `
    for _, f in ipairs({ "create", "wrap", "resume", "status" }) do
      print(f, pcall(coroutine[f])) print(f, pcall(coroutine[f], 1)) print(f, pcall(coroutine[f], {}))
    end
    print(pcall(function() coroutine.resume(nil) end)) print(pcall(function() coroutine.create("x") end))`,
  "a generator is a wrapped coroutine in a for loop": `
    local function tree(n) if n == 0 then return end tree(n - 1) coroutine.yield(n) tree(n - 1) end
    local list = {} for n in coroutine.wrap(function() tree(4) end) do list[#list + 1] = n end print(table.concat(list, " "))`,
  "yields pass through deep calls": `
    local function deep(n) if n == 0 then return coroutine.yield("bottom") end return (deep(n - 1)) + 1 end
    local co = coroutine.create(deep)
    print(coroutine.resume(co, 100)) print(coroutine.resume(co, 5)) print(coroutine.status(co))`,
  "yields pass through pcall and xpcall, and errors after them are caught": `
    local co = coroutine.wrap(function()
      print(pcall(function() coroutine.yield(1) error("after") end))
      print(xpcall(function() coroutine.yield(2) error("after", 0) end, function(m) return "handled " .. m end))
      print(pcall(pcall, function() coroutine.yield(3) return 4 end))
      print(select("#", pcall(coroutine.yield, 5)))
      return "done"
    end)
    for _ = 1, 6 do print(co("given")) if _ == 5 then break end end`,
  "a yielded coroutine can be resumed by another one": `
    local co = coroutine.create(function() for i = 1, 3 do coroutine.yield(i) end return "end" end)
    local function step() return coroutine.resume(co) end
    print(coroutine.wrap(step)()) print(coroutine.wrap(step)()) print(step()) print(coroutine.wrap(function() return pcall(step) end)())`,
  "coroutines nest, each yielding to the one that resumed it": `
    local function nest(n)
      if n == 0 then coroutine.yield("innermost") return "bottom" end
      local co = coroutine.wrap(nest)
      coroutine.yield(co(n - 1))
      return co()
    end
    local co = coroutine.create(nest)
    for i = 1, 12 do local results = { coroutine.resume(co, 5) } print(unpack(results)) if not results[1] then break end end`,
  "a native function can be a coroutine's body": `
    print(coroutine.resume(coroutine.create(math.max), 1, 5, 2)) print(coroutine.wrap(pcall)(error, "x"))
    local co = coroutine.create(coroutine.yield) print(coroutine.resume(co, 1, 2)) print(coroutine.resume(co, 3, 4)) print(coroutine.status(co))
    co = coroutine.create(pcall) print(coroutine.resume(co, coroutine.yield, "through")) print(coroutine.resume(co, "back"))
    co = coroutine.wrap(coroutine.wrap) print(type(co(print)))`,
  "yielding outside of any coroutine but the host's": `print(pcall(coroutine.yield, 1)) coroutine.yield(2) print("never")`,
  "upvalues are shared across coroutines": `
    local n = 0 local function count() while true do n = n + 1 coroutine.yield(n) end end
    local a, b = coroutine.wrap(count), coroutine.wrap(count) print(a(), b(), a(), b(), n) n = 10 print(a(), b())`,
  "an error through several wrapped coroutines": `
    local function layer(n) return coroutine.wrap(function() if n == 0 then error("deep", 0) end layer(n - 1)() end) end
    print(pcall(layer(3))) print(coroutine.resume(coroutine.create(function() layer(2)() end)))`,
  "what cannot be suspended refuses a yield, and the coroutine goes on": `
    local function y() coroutine.yield("leaked") end
    local function try(name, f) print(name, coroutine.wrap(function() return pcall(f) end)()) end
    try("sort", function() table.sort({ 3, 2, 1 }, function(a, b) y() return a < b end) end)
    try("gsub", function() return (("x"):gsub(".", y)) end)
    try("gsub with a table", function() return (("x"):gsub(".", setmetatable({}, { __index = y }))) end)
    try("load", function() assert(load(function() y() end)) end)
    try("print", function() print(setmetatable({}, { __tostring = y })) end)
    try("format", function() string.format("%s", setmetatable({}, { __tostring = y })) end)
    try("require", function() package.preload.m = y require("m") end)
    try("a handler", function() return xpcall(error, y) end)
    try("a sort by __lt", function() local t = setmetatable({}, { __lt = y }) table.sort({ t, t, t }) end)
    try("a coroutine inside may yield to its resumer there", function()
      local t = { 3, 1, 2 }
      table.sort(t, function(a, b) local co = coroutine.wrap(function() y() return a < b end) co() return co() end)
      return table.concat(t, " ")
    end)
    try("but not past it", function()
      table.sort({ 2, 1 }, function() return coroutine.wrap(function() return ("x"):gsub(".", y) end)() end)
    end)`,
  "many values go through": `
    local t = {} for i = 1, 200 do t[i] = i end
    local co = coroutine.wrap(function(...) local n = select("#", ...) local a = { coroutine.yield(n, ...) } return #a end)
    print(select("#", co(unpack(t)))) print(co(unpack(t)))`,
});

test("ten thousand coroutines nest", () => {
  const source = `local function nest(n) if n == 0 then return 0 end return 1 + coroutine.wrap(nest)(n - 1) end print(nest(10000))
    local function yielding(n) if n == 0 then coroutine.yield("mid") return 0 end
      local co = coroutine.create(yielding) local _, r = coroutine.resume(co, n - 1) coroutine.yield(r) return n end
    local co = coroutine.create(yielding) print(coroutine.resume(co, 1000)) print(coroutine.status(co))`;
  assert.is(runInTiers(source), "10000\ntrue\tmid\nsuspended\n");
});

test("coroutines that nest without end are an error, again and again", () => {
  const source = `local function nest() return coroutine.wrap(nest)() end
    for i = 1, 2 do local ok, message = pcall(nest) print(ok, message:match("C stack overflow") or message:match("stack overflow")) end
    local depth = 0 local function count() depth = depth + 1 local ok = coroutine.resume(coroutine.create(count)) return ok end count() print(depth > 1000)
    print(coroutine.wrap(function() return "fine" end)())`;
  for (const tier of TIERS) {
    const output = run(source, {}, {}, tier);
    assert.match(output, /^false\t(C )?stack overflow\nfalse\t(C )?stack overflow\ntrue\nfine\n$/);
  }
});

test("a suspension of the host is refused in the same places", () => {
  const source = `
    print(pcall(table.sort, { 2, 1 }, function() wait(1) end))
    print(pcall(string.gsub, "x", ".", function() wait(1) end))
    print(pcall(table.sort, { 2, 1 }, function() return coroutine.wrap(function() wait(1) end)() end))
    print(wait("and here it works"))`;
  const refusal = "attempt to yield across C-call boundary";
  assert.is(
    runInTiers(source)
      .split("\n")
      .map((line) => line.replace(/t\.lua:\d+: /, ""))
      .join("\n"),
    `false\t${refusal}\nfalse\t${refusal}\nfalse\t${refusal}\nand here it works\n`,
  );
});

test("a killed coroutine is dead, and so are those that it had resumed", () => {
  for (const tier of TIERS) {
    const { machine } = sandbox({}, {}, tier);
    const chunk = machine.load(
      `inner = coroutine.create(function() wait() alive = true end)
       outer = coroutine.running()
       coroutine.resume(inner) alive = true`,
      "@t.lua",
    );
    const coroutine = machine.createCoroutine(chunk);
    assert.is(machine.resume(coroutine, []).kind, "suspended");
    machine.kill(coroutine);
    assert.is((machine.globals.get("inner") as Coroutine).status, "dead");
    assert.equal(machine.resume(coroutine, []), {
      kind: "failed",
      error: "cannot resume dead coroutine",
      coroutines: [],
    });
    assert.is(machine.globals.get("alive"), undefined);
    const after = machine.load("return coroutine.resume(inner)", "@t.lua");
    assert.equal(finish(machine, machine.createCoroutine(after)), {
      kind: "returned",
      values: [false, "cannot resume dead coroutine"],
    });
  }
});

test("a coroutine whose resumer waits for the host cannot be resumed by others", () => {
  const { machine } = sandbox();
  const first = machine.createCoroutine(
    machine.load("co = coroutine.create(function() wait() return 'done' end) return coroutine.resume(co)", "@t.lua"),
  );
  assert.is(machine.resume(first, []).kind, "suspended");
  const second = machine.load("return coroutine.status(co), coroutine.resume(co)", "@t.lua");
  assert.equal(machine.resume(machine.createCoroutine(second), []), {
    kind: "returned",
    values: ["running", false, "cannot resume running coroutine"],
  });
  assert.equal(machine.resume(first, []), { kind: "returned", values: [true, "done"] });
});

test("several coroutines of the host wait at once and go on in any order", () => {
  for (const tier of TIERS) {
    const { machine, output } = sandbox({}, {}, tier);
    const body = machine.load("local name = ... for i = 1, 3 do wait() print(name, i) end", "@t.lua");
    const threads = ["a", "b", "c"].map((name) => {
      const thread = machine.createCoroutine(body);
      machine.resume(thread, [name]);
      return thread;
    });
    for (const at of [2, 0, 1, 1, 0, 2, 2, 0, 1]) machine.resume(threads[at] as Coroutine, []);
    assert.is(output(), "c\t1\na\t1\nb\t1\nb\t2\na\t2\nc\t2\nc\t3\na\t3\nb\t3\n");
    assert.ok(threads.every((thread) => thread.status === "dead"));
  }
});

test("the host's values are what a suspended call returns, at every depth of coroutines", () => {
  for (const tier of TIERS) {
    for (const depth of [0, 1, 2, 50]) {
      const { machine } = sandbox({}, {}, tier);
      const chunk = machine.load(
        `local function at(n, ...) if n == 0 then return wait(...) end return coroutine.wrap(at)(n - 1, ...) end
         local a, b, c = at(${depth}) local d = at(${depth}) return select("#", at(${depth})), a, b, c, d`,
        "@t.lua",
      );
      const coroutine = machine.createCoroutine(chunk);
      machine.resume(coroutine, []);
      machine.resume(coroutine, [1, undefined, "three", 4]);
      machine.resume(coroutine, []);
      assert.equal(machine.resume(coroutine, [undefined, undefined]), {
        kind: "returned",
        values: [2, 1, undefined, "three", undefined],
      });
    }
  }
});

test("an error that the host's coroutine ends with tells which coroutines ran", () => {
  const { machine } = sandbox();
  const coroutine = machine.createCoroutine(machine.load("coroutine.wrap(function() error('x', 0) end)()", "@t.lua"));
  const outcome = machine.resume(coroutine, []);
  assert.is(outcome.kind, "failed");
  assert.ok(outcome.kind === "failed" && outcome.error === "t.lua:1: x" && outcome.coroutines.includes(coroutine));
});

test("a native function that suspends may be a coroutine's whole body", () => {
  const { machine } = sandbox();
  const coroutine = machine.createCoroutine(machine.globals.get("wait") as NativeFunction);
  const outcome = machine.resume(coroutine, ["x"]);
  assert.is(outcome.kind, "suspended");
  assert.equal(machine.resume(coroutine, ["y", 2]), { kind: "returned", values: ["y", 2] });
});

test.run();
