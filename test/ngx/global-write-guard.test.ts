import { test } from "uvu";
import * as assert from "uvu/assert";
import { installGlobalWriteGuard } from "../../src/ngx/global-write-guard.ts";
import { NativeFunction } from "../../src/vm/functions.ts";
import { setIndex } from "../../src/vm/operators.ts";
import { type FakeOptions, fakeWorker } from "./fake-worker.ts";

function guarded(options: FakeOptions = {}) {
  const fake = fakeWorker(options);
  installGlobalWriteGuard(fake.context);
  const { state } = fake.context;
  const warnings = () =>
    fake.logged.map((line) => line.replace(/^[^*]*\*2 /, "").replace(/, context: ngx.timer\n$/, ""));
  return { ...fake, state, warnings };
}

const TEXT = (name: string) =>
  `writing a global Lua variable ('${name}') which may lead to race conditions between concurrent requests, so prefer the use of 'local' variables`;

test("a new global is made and warned about once, with the place", () => {
  const fake = guarded();
  assert.equal(fake.run("some = 1 some = 2\nreturn some"), [2]);
  assert.is(fake.warnings().length, 1);
  const [first = "", second, third] = (fake.warnings()[0] ?? "").split("\n");
  assert.is(first, `[lua] _G write guard:12: __newindex(): ${TEXT("some")}`);
  assert.is(second, "stack traceback:");
  assert.is(third, "\tt.lua:1: in main chunk");
});

test("every way of assigning is one: functions, fields of _G, odd keys, nil", () => {
  const fake = guarded();
  fake.run('function f() end _G["y z"] = 1 _G[5] = 1 _G[true] = 1 absent = nil absent = nil');
  assert.equal(
    fake.warnings().map((text) => /\('(.*)'\)/.exec(text)?.[1]),
    ["f", "y z", "5", "true", "absent", "absent"],
  );
});

test("a global made by a function of ours names no metamethod, and shows that function", () => {
  const fake = guarded();
  fake.state.globals.setHash(
    "module",
    new NativeFunction("module", (name) => setIndex(fake.state, fake.state.globals, name, 1, -1)),
  );
  fake.run('module("oldmod")');
  assert.match(fake.warnings()[0] ?? "", /^\[lua\] _G write guard:12: writing .*'oldmod'/);
  assert.match(
    fake.warnings()[0] ?? "",
    /\nstack traceback:\n\t\[C\]: in function 'module'\n\tt\.lua:1: in main chunk/,
  );
});

test("called by hand it has the name that the call gives it", () => {
  const fake = guarded();
  fake.state.globals.setHash("guard", fake.state.globals.metatable?.get("__newindex"));
  fake.run('local g = guard g(_G, "direct", 1)');
  assert.match(
    fake.warnings()[0] ?? "",
    /^\[lua\] _G write guard:12: g\(\): writing .*'direct'.*\nstack traceback:\n\tt\.lua:1: in main chunk\n/,
  );
});

test("init and init_worker may make globals, and levels above warn hide the warning", () => {
  for (const options of [{ phase: "init" }, { phase: "init_worker" }, { logLevel: 4 }] as const) {
    const fake = guarded(options);
    assert.equal(fake.run("some = 1 return some"), [1]);
    assert.equal(fake.warnings(), []);
  }
});

test("a script can take the guard away", () => {
  const fake = guarded();
  fake.run("setmetatable(_G, nil) some = 1");
  assert.equal(fake.warnings(), []);
});

test.run();
