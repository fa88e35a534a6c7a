import { test } from "uvu";
import * as assert from "uvu/assert";
import { LuaError } from "../../src/vm/errors.ts";
import { NO_REGISTERS } from "../../src/vm/frames.ts";
import { NativeFunction } from "../../src/vm/functions.ts";
import { Table } from "../../src/vm/table.ts";
import type { Value } from "../../src/vm/values.ts";
import { finish, sandbox, TIERS, type Tier } from "./scripts.ts";

test("each way in which a coroutine comes back to the host is told apart", () => {
  for (const tier of TIERS) {
    const { machine } = sandbox({}, {}, tier);
    const outcome = (source: string, ...values: Value[]) =>
      machine.resume(machine.createCoroutine(machine.load(source, "@t.lua")), values);
    assert.equal(outcome("return 1, nil, ...", 2), { kind: "returned", values: [1, undefined, 2] });
    assert.equal(outcome("return"), { kind: "returned", values: [] });
    assert.equal(outcome("coroutine.yield(1, nil)"), { kind: "yielded", values: [1, undefined] });
    assert.is(outcome("wait()").kind, "suspended");
    const failed = outcome("error({ 5 })");
    assert.ok(failed.kind === "failed" && failed.error instanceof Table && failed.error.get(1) === 5);
    const failedWithNothing = outcome("error()");
    assert.ok(failedWithNothing.kind === "failed" && failedWithNothing.error === undefined);
  }
});

test("a coroutine that has ended cannot be resumed", () => {
  const { machine } = sandbox();
  for (const source of ["return 1", "error('x')"]) {
    const coroutine = machine.createCoroutine(machine.load(source, "@t.lua"));
    machine.resume(coroutine, []);
    assert.is(coroutine.status, "dead");
    assert.equal(machine.resume(coroutine, []), {
      kind: "failed",
      error: "cannot resume dead coroutine",
      coroutines: [],
    });
  }
});

test("a closed machine runs nothing", () => {
  const { machine } = sandbox();
  const waiting = machine.createCoroutine(machine.load("wait() return 1", "@t.lua"));
  machine.resume(waiting, []);
  machine.close();
  assert.throws(() => machine.resume(waiting, []), "the machine is closed");
  assert.throws(
    () => machine.resume(machine.createCoroutine(machine.load("return 1", "@t.lua")), []),
    "the machine is closed",
  );
});

test("a call from outside gives a list, cannot suspend, and leaves the machine as it was when it fails", () => {
  for (const tier of TIERS) {
    const { machine } = sandbox({}, {}, tier);
    const call = (source: string, ...args: Value[]) => machine.call(machine.load(source, "@t.lua"), ...args);
    assert.equal(call("return ..."), []);
    assert.equal(call("return ...", 1, undefined), [1, undefined]);
    assert.equal(machine.call(machine.globals.get("type"), 5), ["number"]);
    for (const [source, message] of [
      ["coroutine.yield()", "t.lua:1: attempt to yield across C-call boundary"],
      ["wait()", "attempt to yield across C-call boundary"],
      ["local t return t.x", "t.lua:1: attempt to index local 't' (a nil value)"],
      ["local function f() return 1 + f() end return f()", "t.lua:1: stack overflow"],
    ] as const) {
      assert.throws(
        () => call(source),
        (thrown: unknown) => thrown instanceof LuaError && thrown.value === message,
      );
      assert.is(machine.state.frame, null);
      assert.is(machine.state.coroutine, machine.state.root);
      assert.is(machine.state.callbacks, 0);
      assert.is(machine.state.unyieldable, 0);
    }
    assert.throws(
      () => machine.call(undefined),
      (thrown: unknown) => thrown instanceof LuaError,
    );
    assert.equal(call("return coroutine.wrap(function() coroutine.yield(7) end)()"), [7]);
  }
});

test("a call from inside a native function may fail and be caught by the script", () => {
  const { machine, output } = sandbox();
  machine.globals.set(
    "twice",
    new NativeFunction("twice", (callee) => [...machine.call(callee, 1), ...machine.call(callee, 2)]),
  );
  const chunk = machine.load(
    "print(twice(function(n) return n * 10 end)) print(pcall(twice, function(n) if n == 2 then error('two', 0) end end)) print('on')",
    "@t.lua",
  );
  assert.is(finish(machine, machine.createCoroutine(chunk)).kind, "returned");
  assert.is(output(), "10\t20\nfalse\ttwo\non\n");
});

test("modules that the host defines are found by require, a loader is called once", () => {
  const { machine, output } = sandbox();
  machine.defineModule("host.value", 42);
  let loads = 0;
  machine.defineLoader(
    "host.lazy",
    new NativeFunction("loader", (name) => Table.fromArray([`${String(name)} ${++loads}`])),
  );
  machine.defineLoader(
    "host.broken",
    new NativeFunction("loader", () => {
      throw new LuaError("cannot");
    }),
  );
  const chunk = machine.load(
    "print(require('host.value'), require('host.lazy')[1], require('host.lazy')[1], pcall(require, 'host.broken'))",
    "@t.lua",
  );
  finish(machine, machine.createCoroutine(chunk));
  assert.is(output(), "42\thost.lazy 1\thost.lazy 1\tfalse\tcannot\n");
});

test("two machines share nothing that a script can change", () => {
  const one = sandbox();
  const other = sandbox();
  const change = one.machine.load(
    `x = 1 string.x = 1 getmetatable("").__index = function() return "changed" end math.huge = 0 package.loaded.m = 1
     debug.setmetatable(1, { __call = function() return "called" end }) debug.getregistry().x = 1 table.insert = nil`,
    "@t.lua",
  );
  assert.is(finish(one.machine, one.machine.createCoroutine(change)).kind, "returned");
  const look = other.machine.load(
    `print(x, string.x, ("x").nope, math.huge, package.loaded.m, pcall(function() return (1)() end), debug.getregistry().x, type(table.insert))`,
    "@t.lua",
  );
  assert.is(finish(other.machine, other.machine.createCoroutine(look)).kind, "returned");
  assert.is(other.output(), "nil\tnil\tnil\tinf\tnil\tfalse\tnil\tfunction\n");
});

test("values of variables cannot be written where another machine would see them", () => {
  for (const tier of TIERS) {
    const { machine, output } = sandbox({}, {}, tier);
    const chunk = machine.load(
      `local set
       local function work(n)
         local a, b = 1, 2
         for i = 1, n do
           a = a + 1
           if i == 50 then set = load("for i = 1, 20 do debug.setlocal(2, i, 'written') end return select(2, debug.getlocal(2, 1))") end
           if set then set() end
         end
         return a
       end
       print(pcall(work, 40)) print(pcall(work, 60))`,
      "@t.lua",
    );
    finish(machine, machine.createCoroutine(chunk));
    assert.match(output(), /^true\t41\n/);
    assert.equal(NO_REGISTERS, []);
  }
});

test("a JavaScript exception in a native function is no Lua error, and is reported", () => {
  for (const tier of TIERS) {
    const { machine, defects } = sandbox({}, {}, tier);
    const bug = new TypeError("a defect");
    machine.globals.set(
      "bug",
      new NativeFunction("bug", () => {
        throw bug;
      }),
    );
    const chunk = machine.load("pcall(bug) caught = true", "@t.lua");
    assert.throws(
      () => machine.resume(machine.createCoroutine(chunk), []),
      (thrown: unknown) => thrown === bug,
    );
    assert.ok(defects.includes(bug));
    assert.is(machine.globals.get("caught"), undefined);
    assert.equal(machine.call(machine.load("return 1", "@t.lua")), [1]);
  }
});

test("a call that is traced fails with the traceback of where it did, where the error is a text", () => {
  for (const tier of TIERS) {
    const { machine } = sandbox({}, {}, tier);
    const failureOf = (source: string): Value => {
      try {
        machine.callTraced(machine.load(source, "=chunk"));
      } catch (thrown) {
        if (thrown instanceof LuaError) return thrown.value;
        throw thrown;
      }
      throw new Error("it has not failed");
    };
    assert.is(
      failureOf("local function f() error('deep') end\nf()"),
      "chunk:1: deep\nstack traceback:\n\t[C]: in function 'error'\n\tchunk:1: in function 'f'\n\tchunk:2: in main chunk",
    );
    assert.is(failureOf("error(5, 0)"), "5\nstack traceback:\n\t[C]: in function 'error'\n\tchunk:1: in main chunk");
    assert.ok(failureOf("error({})") instanceof Table);
    assert.is(failureOf("error()"), undefined);
    assert.is(machine.state.frame, null);
    assert.equal(machine.callTraced(machine.load("return 1, nil", "=chunk")), [1, undefined]);
  }
});

test("options say what is compiled, and when", () => {
  const state = (tier: Tier) => sandbox({}, {}, tier).machine.state;
  assert.not.ok(state({ tier: "interpreter" }).compiles);
  assert.ok(state({}).compiles);
  assert.ok(state({ tier: "compiler" }).compiles);
  assert.is(state({ compileAfter: 7 }).hot, 7);
});

test.run();
