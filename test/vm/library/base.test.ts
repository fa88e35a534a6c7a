import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { baseLibrary } from "../../../src/vm/library/base.ts";
import { define } from "../../../src/vm/library/define.ts";
import type { State } from "../../../src/vm/state.ts";
import { installed } from "../real-lua.ts";
import { run, runInLuaJit } from "./scripts.ts";
import { calls, literal } from "./string-scripts.ts";

const install = (state: State) => {
  define(state.globals, baseLibrary(state));
};

test("tonumber reads digits of any base as LuaJIT does", () => {
  if (!installed("luajit")) return;
  const piece = fc.constantFrom(
    ..."01789afgzAFZ-+ \t\v.x@[`{\0\xe1".split(""),
    "0x",
    "0X",
    "0xf",
    "  ",
    "f".repeat(17),
  );
  const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
  const base = fc.constantFrom(2, 8, 16, 16, 17, 36);
  const sample = fc.sample(fc.tuple(text, base), { numRuns: 1500, seed: 11 });
  const source = calls(sample.map(([digits, radix]) => `tonumber, ${literal(digits)}, ${radix}`));
  assert.equal(run(source, install), runInLuaJit(source));
});

test("assert raises its last argument where the message is no text", () => {
  if (!installed("luajit")) return;
  const source = `p(pcall(assert, false, nil, 3)) p(pcall(assert, nil, {}, 3, "x")) p(pcall(assert, false, true, nil)) p(pcall(assert, false, "text", 3)) p(pcall(assert, false, 5, 3)) p(pcall(assert, false, nil)) p(pcall(assert, false))`;
  assert.equal(run(source, install), runInLuaJit(source));
});

test("rawset misses the first argument that is missing", () => {
  if (!installed("luajit")) return;
  const source = "p(pcall(rawset)) p(pcall(rawset, {})) p(pcall(rawset, {}, 1)) p(pcall(rawset, {}, nil, nil))";
  assert.equal(run(source, install), runInLuaJit(source));
});

test("wrong and missing arguments are refused as LuaJIT refuses them", () => {
  if (!installed("luajit")) return;
  const names = "rawset rawget rawequal select tonumber next setmetatable pcall xpcall";
  const values = ["nil", "{}", "{ 7, 8 }", "1", '"x"', "type"];
  const lists: string[] = [""];
  for (let from = 0, count = 0; count < 3; count++) {
    const end = lists.length;
    for (; from < end; from++) for (const value of values) lists.push(`${lists[from]}, ${value}`);
  }
  const source = names
    .split(" ")
    .map((name) => calls(lists.map((list) => `${name}${list}`)))
    .join(";\n");
  assert.equal(run(source, install), runInLuaJit(source));
});

test.run();
