import { test } from "uvu";
import * as assert from "uvu/assert";
import { sortPlain } from "../../../src/vm/library/sort-plain.ts";
import type { State } from "../../../src/vm/state.ts";
import type { Value } from "../../../src/vm/values.ts";

/** @returns what comes of it, and how often the budget was asked */
function sorted(values: readonly Value[]): { asked: number; result: Value[] | undefined } {
  let asked = 0;
  const nextSlice = () => {
    asked++;
    return { steps: 100, standBack: false };
  };
  const result = sortPlain({ steps: 0, budget: { nextSlice } } as unknown as State, values);
  return { asked, result: result === undefined ? undefined : Array.from(result) };
}

/** The same numbers each time. */
function numbers(count: number): number[] {
  let seed = 7;
  return Array.from({ length: count }, () => (seed = (seed * 16_807) % 2_147_483_647));
}

test("numbers and strings are sorted, in one piece and in many", () => {
  for (const count of [1, 2, 1000, 131_073, 400_000]) {
    const values = numbers(count);
    assert.equal(
      sorted(values).result,
      [...values].sort((one, other) => one - other),
      `${count} numbers`,
    );
  }
  for (const count of [1, 1000, 70_000, 140_000]) {
    const values = numbers(count).map((value) => `v${value % 50_000}`);
    assert.equal(sorted(values).result, [...values].sort(), `${count} strings`);
  }
});

test("long strings make pieces of few, and the budget is asked in between", () => {
  const head = "x".repeat(300_000);
  const values = numbers(100).map((value) => `${head}${value}`);
  const { asked, result } = sorted(values);
  assert.equal(result, [...values].sort());
  assert.ok(asked > 100, `asked ${asked} times`);
});

test("a NaN or anything else is left to others", () => {
  for (const values of [
    [1, Number.NaN],
    [1, "1"],
    ["a", undefined],
    [true, false],
  ]) {
    assert.is(sorted(values).result, undefined);
  }
});

test.run();
