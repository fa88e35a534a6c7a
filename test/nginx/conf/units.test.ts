import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseCount, parseMilliseconds, parseOffset, parseSeconds, parseSize } from "../../../src/nginx/conf/units.ts";

test("a count is digits that fit nginx's integer", () => {
  assert.is(parseCount("010"), 10);
  assert.is(parseCount("9223372036854775807"), 2 ** 63);
  for (const text of ["", "-1", "1x", "9223372036854775808", "1.5", " 1"]) assert.is(parseCount(text), undefined, text);
});

test("a size takes k and m, an offset g besides", () => {
  assert.is(parseSize("8"), 8);
  assert.is(parseSize("12k"), 12288);
  assert.is(parseSize("1M"), 1048576);
  assert.is(parseOffset("1g"), 1073741824);
  for (const text of ["", "k", "1g", "many", "-1m", "1kk"]) assert.is(parseSize(text), undefined, text);
});

test("a time adds up units from large to small", () => {
  assert.is(parseMilliseconds("10"), 10_000);
  assert.is(parseMilliseconds("500ms"), 500);
  assert.is(parseMilliseconds("1h30m"), 5_400_000);
  assert.is(parseMilliseconds("1h 30m"), 5_400_000);
  assert.is(parseMilliseconds("1d2h3m4s5ms"), 93_784_005);
  assert.is(parseMilliseconds("1m 5"), 65_000);
  assert.is(parseSeconds("1M"), 2_592_000);
});

test("units in the wrong order, twice or of the other kind are no time", () => {
  for (const text of ["", "1x", "-1", "1m1h", "1s1s", "1M", "1y", "1 2", "ms", " "]) {
    assert.is(parseMilliseconds(text), undefined, text);
  }
  assert.is(parseSeconds("1ms"), undefined);
});

test("any text is a number or none", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9 yMwdhmsk]*$/)), (text) =>
      [parseCount, parseSize, parseOffset, parseMilliseconds, parseSeconds].every((parse) => {
        const value = parse(text);
        return value === undefined || (Number.isInteger(value) && value >= 0);
      }),
    ),
  );
});

test.run();
