import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LONGEST_DECIMAL, putDecimal } from "../../../src/ngx/cjson/decimal.ts";
import { numberText } from "../../../src/ngx/cjson/number-text.ts";

/** What stands in the buffer; undefined where the quick way is none. */
function written(magnitude: number, precision: number): string | undefined {
  const bytes = new Uint8Array(LONGEST_DECIMAL + 3);
  const end = putDecimal(bytes, 3, magnitude, precision);
  return end < 0 ? undefined : Buffer.from(bytes.subarray(3, end)).toString("latin1");
}

test("usual numbers are written", () => {
  const cases: [number, number, string][] = [
    [1, 14, "1"],
    [0.1, 14, "0.1"],
    [1 / 3, 14, "0.33333333333333"],
    [2 / 3, 14, "0.66666666666667"],
    [1 / 7000, 14, "0.00014285714285714"],
    [12345.678, 14, "12345.678"],
    [12345.678, 7, "12345.68"],
    [1200, 4, "1200"],
    [98765432109876, 14, "98765432109876"],
    [7.25, 1, "7"],
  ];
  for (const [number, precision, text] of cases) assert.is(written(number, precision), text);
});

test("others are left to the careful way", () => {
  const cases: [number, number][] = [
    [0, 14],
    [1e-5, 14],
    [1e14, 14],
    [100, 2],
    [0.25, 1],
    [99.999, 3],
    [1.5, 15],
    [Number.MAX_VALUE, 14],
  ];
  for (const [number, precision] of cases) assert.is(written(number, precision), undefined, `${number} ${precision}`);
});

test("both ways agree", () => {
  const spread = fc.tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -5, max: 15 }));
  const numbers = fc.oneof(
    spread.map(([digits, exponent]) => digits * 10 ** exponent),
    fc.tuple(fc.nat(), fc.integer({ min: 0, max: 7 })).map(([digits, places]) => digits / 10 ** places),
  );
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 14 }), (number, precision) => {
      const text = written(number, precision);
      if (text !== undefined) assert.is(text, numberText(number, precision));
    }),
    { numRuns: 2000 },
  );
});

test.run();
