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

test("what is written is as near as the digits allow", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(finite, fc.integer({ min: 1, max: 16 }), (number, precision) => {
      const text = numberText(number, precision);
      assert.match(text, /^-?\d+(\.\d*[1-9])?(e[+-]\d{2,3})?$/);
      // exactly: to read it back would round once more, by nearly as much where there are 16 digits
      const [wrong, whole] = difference(fractionOfText(text), fractionOf(number));
      const lastPlace = Number(number.toExponential(20).split("e")[1]) + 1 - precision;
      const [digit, parts] = fractionOfText(`1e${lastPlace}`);
      assert.ok(2n * wrong * parts <= digit * whole, `${number} ${precision} ${text}`);
    }),
  );
});

type Fraction = readonly [numerator: bigint, denominator: bigint];

function fractionOf(number: number): Fraction {
  let [whole, halvings] = [number, 0n];
  for (; !Number.isInteger(whole); halvings++) whole *= 2;
  return [BigInt(whole), 2n ** halvings];
}

function fractionOfText(text: string): Fraction {
  const [, before = "", behind = "", exponent = "0"] = /^(-?\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text) ?? [];
  const places = Number(exponent) - behind.length;
  const digits = BigInt(before + behind);
  return places < 0 ? [digits, 10n ** BigInt(-places)] : [digits * 10n ** BigInt(places), 1n];
}

function difference([a, b]: Fraction, [c, d]: Fraction): Fraction {
  const numerator = a * d - c * b;
  return [numerator < 0n ? -numerator : numerator, b * d];
}

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
