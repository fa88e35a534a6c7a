import { test } from "uvu";
import * as assert from "uvu/assert";
import { Slices } from "../../src/runtime/slices.ts";
import { Budget } from "../../src/vm/budget.ts";

function watched() {
  const clock = { ms: 0 };
  const told: string[] = [];
  const slices = new Slices(() => clock.ms, {
    begin: () => told.push("stuck"),
    end: () => told.push("free"),
    goOn: () => told.push("on"),
  });
  return { clock, told, slices, budget: new Budget() };
}

test("a script is asked to stand back when its turn has taken 500 ms", () => {
  const { clock, slices, budget } = watched();
  clock.ms = 1000;
  slices.turnBegins();
  clock.ms = 1499;
  assert.not(slices.shouldYield(budget));
  clock.ms = 1500;
  assert.ok(slices.shouldYield(budget));
  slices.turnOver();
  slices.turnBegins();
  assert.not(slices.shouldYield(budget));
});

test("one that asks again in the same turn is stuck, until the turn is over", () => {
  const { clock, told, slices, budget } = watched();
  slices.turnBegins();
  clock.ms = 510;
  for (let asked = 0; asked < 3; asked++) slices.shouldYield(budget);
  assert.equal(told, ["stuck", "on", "on"]);
  slices.turnOver();
  assert.is(told.at(-1), "free");
});

test("what was asked before the first turn does not count", () => {
  const { clock, told, slices, budget } = watched();
  clock.ms = 510;
  slices.shouldYield(budget);
  slices.turnBegins();
  clock.ms = 600;
  slices.shouldYield(budget);
  assert.equal(told, []);
});

test("a turn can be made to end early, which makes nobody stuck", () => {
  const { told, slices, budget } = watched();
  slices.turnBegins();
  slices.turnShouldEnd();
  assert.ok(slices.shouldYield(budget) && slices.shouldYield(budget));
  assert.equal(told, []);
});

test("steps that take long make the machine ask sooner, quick ones later", () => {
  const { clock, slices, budget } = watched();
  slices.begin(budget);
  const first = budget.slice;
  clock.ms += 20;
  slices.shouldYield(budget);
  assert.ok(budget.slice < first);
  for (let asked = 0; asked < 20; asked++) slices.shouldYield(budget);
  assert.ok(budget.slice > first);
});

test.run();
