import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { numberText } from "../../../src/ngx/cjson/number-text.ts";
import { installed } from "../../vm/real-lua.ts";

test("numbers are written as C writes them", () => {
  const cases: [number, number, string][] = [
    [0, 14, "0"],
    [-0, 14, "-0"],
    [1e14, 14, "1e+14"],
    [99999999999999, 14, "99999999999999"],
    [99999999999999.5, 14, "1e+14"],
    [0.0001, 14, "0.0001"],
    [0.00001, 14, "1e-05"],
    [5e-324, 14, "4.9406564584125e-324"],
    [1.7976931348623157e308, 16, "1.797693134862316e+308"],
    [123.456, 2, "1.2e+02"],
    [-1e100, 5, "-1e+100"],
  ];
  for (const [number, precision, text] of cases) assert.is(numberText(number, precision), text);
});

test("a number in the middle between two goes to the even one", () => {
  assert.equal(
    [0.5, 1.5, 2.5, 3.5, 0.125, 0.375, 1e22 + 0.5].map((number) => numberText(number, 1)),
    ["0.5", "2", "2", "4", "0.1", "0.4", "1e+22"],
  );
  assert.is(numberText(2 ** -20 * 3, 13), "2.861022949219e-06");
  assert.is(numberText(70368744177665.5, 15), "70368744177665.5");
  assert.is(numberText(70368744177665.25, 15), "70368744177665.2");
  assert.is(numberText(70368744177665.75, 15), "70368744177665.8");
});

test("what is written reads back as near as the digits allow", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(finite, fc.integer({ min: 1, max: 16 }), (number, precision) => {
      const text = numberText(number, precision);
      assert.match(text, /^-?\d+(\.\d*[1-9])?(e[+-]\d{2,3})?$/);
      const error = Math.abs(Number(text) - number);
      // Half a digit, and what reading it back rounds.
      const most = 0.75 * 10 ** (Math.floor(Math.log10(Math.abs(number) || 1)) + 1 - precision);
      assert.ok(error <= Math.max(most, 5e-324) || !Number.isFinite(Number(text)), `${number} ${precision} ${text}`);
    }),
  );
});

test("C's printf agrees", () => {
  if (!installed("lua5.1")) return;
  const halves = fc
    .tuple(fc.integer({ min: 1, max: 2 ** 30 }), fc.integer({ min: -30, max: 30 }))
    .map(([whole, exponent]) => whole * 2 ** exponent);
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => number !== 0);
  const numbers = fc.oneof(halves, finite);
  const jobs = fc.sample(numbers, 600).map((number, at) => ({ number, precision: (at % 16) + 1 }));
  const script = jobs.map(({ number, precision }) => `print(("%.${precision}g"):format(${number}))`).join("\n");
  const { stdout } = spawnSync("lua5.1", ["-"], { input: script, encoding: "utf8" });
  assert.equal(
    jobs.map(({ number, precision }) => numberText(number, precision)),
    stdout.trim().split("\n"),
  );
});

test.run();
