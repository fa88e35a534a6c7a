// What instructions remember of what tables inherit must never show. For a long run with other actions:
//   RANDOM_PROGRAMS=100000 RANDOM_SEED=7 npx tsx test/vm/inheritance.test.ts
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inheritanceOf } from "../../src/vm/inheritance.ts";
import { EMPTY_SHAPE, Shape } from "../../src/vm/shapes.ts";
import { Table } from "../../src/vm/table.ts";
import { actionLists, carriedOutHere, carriedOutInLuaJit } from "./inheritance/actions.ts";
import { Model } from "./inheritance/model.ts";
import { installed } from "./real-lua.ts";
import { sandbox, type Tier } from "./scripts.ts";

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

test("a shape that machines share gets to know nothing of one", () => {
  const shared = [EMPTY_SHAPE, Shape.fixed(["__index", "m"]), Shape.fixed(["x"])];
  const before = shared.map((shape) => ({ ...shape }));
  const { machine } = sandbox();
  const run = (code: string, ...tables: Table[]) => machine.call(machine.load(code, "=t"), ...tables);
  const code = `local o, class, data, empty = ...
    class.__index = class
    setmetatable(o, class) setmetatable(data, { __index = o, __newindex = o }) setmetatable(empty, empty)
    for _ = 1, 20 do local _ = o.m, data.m, empty.m data.y = 1 o.z = 1 end
    require("table.clear")(data) setmetatable(o, empty) empty.__index = class
    local other = setmetatable({}, o) local _ = other.m, data.m`;
  const [empty, ofClass, ofData] = shared as [Shape, Shape, Shape];
  for (let time = 0; time < 2; time++) {
    run(code, new Table(), Table.fromSlots(ofClass, [undefined, 1]), Table.fromSlots(ofData, [2]), new Table(empty));
    run(
      code,
      Table.fromSlots(ofData, [2]),
      new Table(),
      Table.fromSlots(ofClass, [undefined, 1]),
      Table.fromArray([1]),
    );
  }
  shared.forEach((shape, at) => {
    for (const [name, value] of Object.entries(before[at] as Shape)) {
      assert.is(shape[name as keyof Shape], value, name);
    }
    assert.equal(shape.keys, [[], ["__index", "m"], ["x"]][at]);
    assert.is(shape.slotOf.size, shape.keys.length);
  });
});

test.run();
