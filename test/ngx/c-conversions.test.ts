import { test } from "uvu";
import * as assert from "uvu/assert";
import { low32, toDistance, toInt32, toInt64, unconvertible } from "../../src/ngx/c-conversions.ts";
import { Userdata, type Value } from "../../src/vm/values.ts";

const HUGE = Number.POSITIVE_INFINITY;

test("what fits is cut towards zero", () => {
  assert.equal([toInt64(1.9), toInt64(-1.9), toInt32(2 ** 31 - 0.5), toDistance(1.9)], [1, -1, 2 ** 31 - 1, 1]);
});

test("what does not fit is the smallest integer", () => {
  for (const value of [HUGE, -HUGE, Number.NaN, 1e300, 2 ** 63]) assert.is(toInt64(value), -(2 ** 63), String(value));
  for (const value of [HUGE, -HUGE, Number.NaN, 2 ** 31, -(2 ** 31) - 1])
    assert.is(toInt32(value), -(2 ** 31), String(value));
});

test("a distance is signed again after it was unsigned", () => {
  assert.equal([toDistance(-500), toDistance(9.3e18)], [-500, 9.3e18 - 2 ** 64]);
  assert.equal([toDistance(HUGE), toDistance(2 ** 64)], [0, 0]);
  assert.equal([toDistance(Number.NaN), toDistance(-HUGE), toDistance(-1e300)], [2 ** 63, 2 ** 63, 2 ** 63]);
});

test("%d prints the low half", () => {
  assert.equal([low32(-3_000_000_000), low32(-(2 ** 63)), low32(-1000)], [1_294_967_296, 0, -1000]);
});

test("what cannot be converted is named as C would", () => {
  const named = (value: Value) => unconvertible(value, "int");
  assert.is(named(true), "cannot convert 'bool' to 'int'");
  assert.is(named(new Userdata()), "cannot convert 'void *' to 'int'");
  assert.is(named(new Userdata(undefined, "cdata")), "cannot convert 'cdata' to 'int'");
  assert.is(named(undefined), "cannot convert 'nil' to 'int'");
});

test.run();
