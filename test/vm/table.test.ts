import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Machine } from "../../src/vm/machine.ts";
import { Shape } from "../../src/vm/shapes.ts";
import { type Entry, Table } from "../../src/vm/table.ts";
import type { Value } from "../../src/vm/values.ts";
import { agreeWithLuaJit } from "./agreement.ts";
import { runInTiers, sandbox } from "./scripts.ts";

/** Keys that could be mistaken for one another or lie at an edge. */
const key = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      0,
      -0,
      -1,
      0.5,
      1.5,
      16,
      32,
      64,
      2 ** 31,
      2 ** 32 + 1,
      2 ** 53,
      -(2 ** 31),
      Number.POSITIVE_INFINITY,
    ),
  },
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "c", "1", "", "__index", "__proto__", "constructor", "\0", "a\0") },
  { weight: 1, arbitrary: fc.constantFrom<Value>(true, false) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }).map((number) => `k${number}`) },
);
const value: fc.Arbitrary<Value> = fc.oneof(fc.constant(undefined), fc.integer(), fc.constantFrom("x", true, false));
const write = fc.tuple(key, value);

/** What a table is to a script: a map. -0 and 0 are one key. */
class Model {
  readonly map = new Map<Value, Value>();

  set(where: Value, what: Value): void {
    if (what === undefined) this.map.delete(where);
    else this.map.set(where, what);
  }
}

function entriesOf(table: Table): Map<Value, Value> {
  const entry: Entry = { key: undefined, value: undefined, passed: 0 };
  const entries = new Map<Value, Value>();
  while (table.next(entry.key, entry)) {
    assert.not.ok(entries.has(entry.key), `key ${String(entry.key)} comes twice`);
    entries.set(entry.key, entry.value);
  }
  return entries;
}

function isBorder(table: Table, at: number): boolean {
  return (at === 0 || table.get(at) !== undefined) && table.get(at + 1) === undefined;
}

test("a table holds what was written to it, whatever the keys and their order", () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 120 }), (writes) => {
      const table = new Table();
      const model = new Model();
      for (const [where, what] of writes) {
        table.set(where, what);
        model.set(where, what);
        assert.is(table.get(where), what);
        assert.ok(isBorder(table, table.length()), `# is ${table.length()}`);
      }
      assert.equal([...entriesOf(table)].sort(), [...model.map].sort());
      for (const [where, what] of model.map) assert.is(table.get(where), what);
    }),
    { numRuns: 500, seed: 1 },
  );
});

test("entries may be changed and removed while a table is traversed, and each of the others is met once", () => {
  fc.assert(
    fc.property(
      fc.array(write, { maxLength: 60 }),
      fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }),
      (writes, actions) => {
        const table = new Table();
        for (const [where, what] of writes) table.set(where, what);
        const before = entriesOf(table);
        const met: Value[] = [];
        const entry: Entry = { key: undefined, value: undefined, passed: 0 };
        for (let turn = 0; table.next(entry.key, entry); turn++) {
          met.push(entry.key);
          const action = actions[turn];
          if (action === 0) table.set(entry.key, undefined);
          if (action === 1) table.set(entry.key, "changed");
        }
        assert.equal(met, [...before.keys()]);
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

test("a traversal goes on after any key that is there, and refuses one that is not", () => {
  const table = Table.fromArray([1, 2, 3]);
  table.set("a", 1);
  table.set("b", 2);
  table.set(0.5, 3);
  const entry: Entry = { key: undefined, value: undefined, passed: 0 };
  const order = [...entriesOf(table).keys()];
  order.forEach((where, at) => {
    assert.is(table.next(where, entry), at + 1 < order.length);
    assert.is(entry.key, order[at + 1]);
  });
  for (const absent of ["c", 4.5, -1, true, new Table()]) assert.is(table.next(absent, entry), undefined);
});

agreeWithLuaJit({
  "next takes each number that has room in the array part, whether it has a value or not, and refuses others": `
    local function try(t)
      local out = {} for _, n in pairs{ 0, -1, 1, 2, 3, 4, 5, 8, 9, 100, 1e9, 2^31, 2^32 + 1, 2^53, 1.5, 1/0, -1/0, 0/0 } do out[#out + 1] = n .. ":" .. tostring(select(2, pcall(next, t, n))) end
      print(table.concat(out, " "))
    end
    try({}) try({ 1, 2, 3 }) try({ 1, 2, 3, x = 9 }) try({ [1] = 1, [2] = 2, [3] = 3 })
    local t = {} for i = 1, 5 do t[i] = i end try(t) t[5] = nil t[4] = nil try(t)
    t = { 1, 2, 3, 4, 5, 6, 7, 8 } for k in pairs(t) do t[k] = nil end try(t)
    t = require("table.new")(8, 0) try(t) t = { 1, 2, 3 } require("table.clear")(t) try(t)`,
});

test("places of removed entries that a traversal passes are counted", () => {
  const table = new Table();
  for (let number = 1; number <= 100; number++) table.set(-number, true);
  for (let number = 1; number < 100; number++) table.set(-number, undefined);
  const entry: Entry = { key: undefined, value: undefined, passed: 0 };
  assert.ok(table.next(undefined, entry));
  assert.is(entry.key, -100);
  assert.is(entry.passed, 99);
  entry.passed = 0;
  assert.not.ok(table.next(-100, entry));
  assert.is(entry.passed, 0);
});

test("a table with all its entries removed and refilled does not grow", () => {
  const table = new Table();
  for (let round = 0; round < 200; round++) {
    for (let number = 0; number < 50; number++) table.set(`key ${round} ${number}`, true);
    for (let number = 0; number < 50; number++) table.set(`key ${round} ${number}`, undefined);
  }
  assert.ok(table.slots.length < 500, `${table.slots.length} slots for nothing`);
});

test("clear leaves nothing and keeps the metatable", () => {
  const table = Table.fromArray([1, 2]);
  table.set("a", 1);
  table.set(-1, 1);
  table.setMetatable(new Table());
  table.clear();
  assert.is(entriesOf(table).size, 0);
  assert.is(table.length(), 0);
  assert.is(table.get(-1), undefined);
  assert.ok(table.metatable);
  table.set(1, "again");
  assert.is(table.length(), 1);
});

test("tables with the same keys in the same order share a shape, and do not see one another's values", () => {
  const root = Shape.root();
  const one = new Table(root);
  const other = new Table(root);
  for (const name of ["x", "y", "z"]) {
    one.set(name, 1);
    other.set(name, 2);
  }
  assert.is(one.shape, other.shape);
  one.set("w", 3);
  assert.is.not(one.shape, other.shape);
  assert.is(other.get("w"), undefined);
  other.set("y", undefined);
  assert.is(one.get("y"), 1);
});

test("tables with the same keys in ever other order stop sharing shapes at last, those with one that was there do not", () => {
  const root = Shape.root();
  let seed = 1;
  const tableOf = (keys: number) => {
    const table = new Table(root);
    for (let at = 0; at < keys; at++) {
      seed = (seed * 16807) % 2147483647;
      table.set(`k${seed % 60}`, at);
    }
    return table;
  };
  const first = tableOf(6);
  const shared: boolean[] = [];
  for (let at = 0; at < 20_000; at++) shared.push(!tableOf(6).shape.isPrivate);
  assert.ok(shared.slice(0, 1000).every((isShared) => isShared));
  assert.ok(shared.slice(-1000).filter((isShared) => isShared).length < 10);
  const again = new Table(root);
  for (const key of first.shape.keys) again.set(key, 1);
  assert.is(again.shape, first.shape);
});

test("names of JavaScript's objects are ordinary keys", () => {
  const source = `local t = {}
    for _, k in ipairs({ "__proto__", "constructor", "toString", "hasOwnProperty", "length", "prototype", "valueOf" }) do
      print(k, t[k], rawget(t, k), t[k] == nil) t[k] = k print(t[k], rawget(_G, k))
    end
    local n = 0 for k, v in pairs(t) do n = n + 1 assert(k == v) end print(n, #t)`;
  const output = runInTiers(source);
  assert.is(output.split("\n").at(-2), "7\t0");
  assert.not.ok(/function|object/.test(output));
});

test("keys that no table takes are refused where a script writes them, and are nil where it reads", () => {
  const source = `local t, nan = {}, 0 / 0
    print(t[nil], t[nan], rawget(t, nil), rawget(t, nan))
    print(pcall(function() t[nil] = 1 end)) print(pcall(function() t[nan] = 1 end)) print(pcall(function() t[nil] = nil end))
    print(pcall(rawset, t, nil, 1)) print(pcall(rawset, t, nan, 1)) print(pcall(function() return { [nil] = 1 } end))
    print(pcall(next, t, nil)) print(pcall(next, t, "absent")) print(pcall(next, t, nan)) print(next(t))`;
  assert.is(
    runInTiers(source),
    `nil\tnil\tnil\tnil
false\tt.lua:2: table index is nil
false\tt.lua:2: table index is NaN
false\tt.lua:2: table index is nil
false\ttable index is nil
false\ttable index is NaN
false\tt.lua:3: table index is nil
true\tnil
false\tinvalid key to 'next'
false\tinvalid key to 'next'
nil
`
      .replace(/t\.lua:2/g, "t.lua:3")
      .replace("t.lua:3: table index is nil\ntrue", "t.lua:4: table index is nil\ntrue"),
  );
});

test("what one machine makes of its tables says nothing to another's", () => {
  const [greedy, other] = [sandbox().machine, sandbox().machine];
  const run = (machine: Machine, code: string) => machine.call(machine.load(code, "=t"))[0] as Table;
  const inherited = `local t = require("table.new")(0, 1) t.name = 1 return t`;
  assert.not(run(greedy, inherited).shape.isPrivate);
  run(greedy, `for i = 1, 1000 do local t = {} t["k" .. i] = 1 end`);
  assert.ok(run(greedy, `local t = {} t.last = 1 return t`).shape.isPrivate, "it has too many kinds of table");
  for (const code of [inherited, `local t = {} t.last = 1 return t`, `return { a = 1, b = 2 }`]) {
    assert.not(run(other, code).shape.isPrivate, code);
  }
  const native = [new Table(), new Table()];
  for (const table of native) table.set("key", 1);
  assert.is.not(native[0]?.shape, native[1]?.shape);
});

test("a table that was cleared takes part in its machine's shapes again", () => {
  const machine = sandbox().machine;
  const answer = machine.call(
    machine.load(
      `local clear = require("table.clear")
    local t, u = { b = 1 }, {}
    t[{}] = true clear(t) t.a = 1 u.a = 1 return t, u`,
      "=t",
    ),
  );
  const [t, u] = answer as Table[];
  assert.is(t?.shape, u?.shape);
});

const ZERO = Shape.root().beginningWith([0]);

test("a table that begins at 0 is one as others", () => {
  const table = Table.withZero(ZERO, "all", ["one", false]);
  assert.equal(
    [table.get(0), table.get(-0), table.get(1), table.get(2), table.get(3)],
    ["all", "all", "one", false, undefined],
  );
  assert.is(table.length(), 2);
  const other = Table.withZero(ZERO, "all", []);
  other.set(1, "one");
  other.set("name", "n");
  other.set(-1, "minus");
  other.set(0, undefined);
  assert.equal([other.get(0), other.get(1), other.get("name"), other.get(-1)], [undefined, "one", "n", "minus"]);
  assert.is(table.get("name"), undefined);
  const entry: Entry = { key: undefined, value: undefined, passed: 0 };
  const keys: Value[] = [];
  while (table.next(entry.key, entry)) keys.push(entry.key);
  assert.equal(keys, [1, 2, 0]);
});

test.run();
