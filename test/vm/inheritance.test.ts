// What instructions remember of what tables inherit must never show. For a long run with other actions:
//   RANDOM_PROGRAMS=100000 RANDOM_SEED=7 npx tsx test/vm/inheritance.test.ts
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inheritanceOf } from "../../src/vm/inheritance.ts";
import { Table } from "../../src/vm/table.ts";
import { actionLists, carriedOutHere, carriedOutInLuaJit } from "./inheritance/actions.ts";
import { Model } from "./inheritance/model.ts";
import { installed } from "./real-lua.ts";
import type { Tier } from "./scripts.ts";

const numRuns = Number(process.env.RANDOM_PROGRAMS ?? 25);
const seed = Number(process.env.RANDOM_SEED ?? 1);
const lists = actionLists(400);

/** A place that is compiled at its first run has met nothing; one that runs more often first has quick ways. */
const WAYS: readonly Tier[] = [
  { tier: "interpreter" },
  ...[1, 3, 8].map((compileAfter): Tier => ({ tier: "compiler", compileAfter })),
];

test("what tables inherit is what the model says, however often and whatever changes, in each tier", () => {
  fc.assert(
    fc.property(lists, (actions) => {
      const model = new Model();
      const expected = actions.map((action) => model.act(action));
      for (const way of WAYS) assert.equal(carriedOutHere(actions, way), expected, JSON.stringify(way));
    }),
    { numRuns, seed },
  );
});

test("the model says what LuaJIT does", () => {
  if (!installed("luajit")) return;
  const sample = fc.sample(lists, { numRuns, seed });
  const real = carriedOutInLuaJit(sample);
  sample.forEach((actions, at) => {
    const model = new Model();
    assert.equal(
      actions.map((action) => model.act(action)),
      real[at],
    );
  });
});

test("what a table has already changes nothing where it is written again, but for the sign of a zero", () => {
  const [metatable, index] = [new Table(), new Table()];
  metatable.set("__index", index);
  const inheritance = inheritanceOf(metatable);
  metatable.set("__index", index);
  assert.is(inheritanceOf(metatable), inheritance);
  index.set("zero", 0);
  assert.is(inheritance.cell("zero")?.value, 0);
  index.set("zero", -0);
  assert.ok(Object.is(inheritance.cell("zero")?.value, -0));
  assert.ok(Object.is(index.get("zero"), -0));
});

test.run();
