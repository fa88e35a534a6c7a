import { test } from "uvu";
import * as assert from "uvu/assert";
import { ExactRegex, ExactRoad } from "../../../../src/ngx/regex/exact/exact-regex.ts";
import { type RegexOptions, readOptions } from "../../../../src/ngx/regex/options.ts";
import { pcre2 } from "../pcre2.ts";

interface Road {
  readonly road: ExactRoad;
  readonly tries: number[];
  /** How often the binary was asked for. */
  readonly asked: () => number;
}

function newRoad(matchLimit = 0): Road {
  const tries: number[] = [];
  let asked = 0;
  const counting = {
    ...pcre2,
    binary: () => {
      asked++;
      return pcre2.binary();
    },
  };
  return {
    road: new ExactRoad({ pcre2: counting, matchLimit, worked: (count) => tries.push(count) }),
    tries,
    asked: () => asked,
  };
}

function compile(road: ExactRoad, pattern: string, letters = ""): ExactRegex {
  const regex = road.compile(pattern, readOptions(letters) as RegexOptions);
  if (!(regex instanceof ExactRegex)) throw new Error(regex.message);
  return regex;
}

test("PCRE2 is loaded by the first pattern that needs it, once", () => {
  const { road, asked } = newRoad();
  assert.is(asked(), 0);
  compile(road, "a");
  compile(road, "b");
  assert.is(asked(), 1);
});

test("work is told in portions that grow, up to the limit", () => {
  const { road, tries } = newRoad(50_000);
  const regex = compile(road, "(a+)+$");
  assert.is(regex.exec(`${"a".repeat(30)}b`, 0), -47);
  assert.equal(tries, [1000, 10_000]);
  tries.length = 0;
  assert.is(regex.exec("aaa", 0), 2);
  assert.equal(tries, []);
});

test("a pattern may lower the limit, but not lift it", () => {
  const { road } = newRoad(2000);
  const subject = `${"a".repeat(30)}b`;
  assert.is(compile(road, "(*LIMIT_MATCH=10)(a+)+$").exec(subject, 0), -47);
  const { road: free, tries } = newRoad(2000);
  assert.is(compile(free, "(*LIMIT_MATCH=100000)(a+)+$").exec(subject, 0), -47);
  assert.equal(tries, [1000]);
});

test("offsets are told in bytes, whatever the characters", () => {
  const { road } = newRoad();
  const regex = compile(road, "(\\w)(.)(?<x>x)?", "u");
  assert.is(regex.exec("\xe2\x82\xac\xf0\x9f\x98\x80a\xc3\xa9x", 0), 4);
  assert.equal([...regex.offsets], [7, 11, 7, 8, 8, 10, 10, 11]);
  assert.equal(regex.names, [["x", 3]]);
  assert.is(regex.exec("\xe2\x82\xac", 1), -36);
  assert.is(regex.exec("\xe2\x82\xac", 4), -33);
});

test("only what a match may look at is checked to be UTF-8", () => {
  const { road } = newRoad();
  assert.is(compile(road, "b", "u").exec("\xffab", 1), 1);
  assert.is(compile(road, "(?<=\\Ga)b", "u").exec("\xffab", 2), -1);
  assert.is(compile(road, "(?<=.a)b", "u").exec("\xffab", 2), -23);
  assert.is(compile(road, "b", "U").exec("\xffab", 0), 1);
});

test("a pattern itself may ask for UTF-8", () => {
  const { road } = newRoad();
  const regex = compile(road, "(*UCP)(*UTF)^.$");
  assert.is(regex.exec("\xc3\xa9", 0), 1);
  assert.is(regex.exec("\xe9", 0), -4);
});

test("patterns beyond a number give way to others, and are compiled again when they are used", () => {
  const { road } = newRoad();
  const regexes = Array.from({ length: 600 }, (_, index) => compile(road, `a{${index}}(b)`));
  // Each has its code and its match data.
  assert.is(road.live, 2 * 500);
  regexes.forEach((regex, index) => {
    assert.is(regex.exec(`${"a".repeat(index)}b`, 0), 2);
  });
  assert.is(road.live, 2 * 500 + 1);
  road.freeAll();
  assert.is(road.live, 0);
  assert.is(regexes[0]?.exec("b", 0), 2);
});

test("after a large subject patterns go on in a new instance", () => {
  const { road } = newRoad();
  const regex = compile(road, "(?:a|(b))*c");
  assert.is(regex.exec("ab".repeat(1e5), 0), -1);
  const subject = `${"a".repeat(36_000_000)}c`;
  assert.is(compile(road, "c").exec(subject, 0), 1);
  assert.is(regex.exec("abc", 0), 2);
  assert.equal([...regex.offsets], [0, 3, 1, 2]);
});

test.run();
