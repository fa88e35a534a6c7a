import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cos, sin, tan } from "../../../../src/vm/library/elementary/angles.ts";
import { acos, asin, atan, atan2 } from "../../../../src/vm/library/elementary/arcs.ts";
import { cosh, exp, sinh } from "../../../../src/vm/library/elementary/exponential.ts";
import { log, log2, log10 } from "../../../../src/vm/library/elementary/logarithm.ts";
import { power } from "../../../../src/vm/library/elementary/power.ts";
import { installMath } from "../../../../src/vm/library/math.ts";
import { run } from "../scripts.ts";
import { type Exact, ExactFunctions } from "./exact.ts";

type Compute = (x: number, y: number) => number;

const scattered = (at: number) => (at * 7919) % 10007;

/** For each line of the file: the function, and its arguments by number. */
const RECORDED: Readonly<Record<string, [ours: Compute, theirs: Compute, argumentsAt: (at: number) => number[]]>> = {
  "x^n": [power, Math.pow, (at) => [scattered(at) / 1000, (at % 41) - 20]],
  "n^n": [power, Math.pow, (at) => [at % 99, Math.floor(at / 99) - 40]],
  "x^y": [power, Math.pow, (at) => [scattered(at) / 1000, (at % 401) / 37 - 5]],
  exp: [exp, Math.exp, (at) => [scattered(at) / 500 - 10]],
  log: [log, Math.log, (at) => [scattered(at) / 1000 + 0.01]],
  log2: [log2, Math.log2, (at) => [scattered(at) / 1000 + 0.01]],
  log10: [log10, Math.log10, (at) => [scattered(at) / 100 + 0.01]],
  sin: [sin, Math.sin, (at) => [scattered(at) / 100 - 30]],
  cos: [cos, Math.cos, (at) => [scattered(at) / 100 - 30]],
  tan: [tan, Math.tan, (at) => [scattered(at) / 100 - 30]],
  asin: [asin, Math.asin, (at) => [scattered(at) / 5003.5 - 1]],
  acos: [acos, Math.acos, (at) => [scattered(at) / 5003.5 - 1]],
  atan: [atan, Math.atan, (at) => [scattered(at) / 1000 - 3]],
  atan2: [atan2, Math.atan2, (at) => [scattered(at) / 100 - 30, (at % 77) - 30]],
  sinh: [sinh, Math.sinh, (at) => [scattered(at) / 10 - 500]],
  cosh: [cosh, Math.cosh, (at) => [scattered(at) / 1000 - 3]],
};

test("results are those of glibc where V8's are others, and elsewhere", () => {
  // Each item is the number of the arguments and the last 16 bits of the result, of glibc 2.36 for x86-64 as LuaJIT calls it.
  // Left out are the few results that glibc does not round to the nearest double.
  const file = readFileSync(new URL("glibc-values.txt", import.meta.url), "latin1");
  const seen = new Set<string>();
  for (const line of file.trim().split("\n")) {
    const [name = "", ...items] = line.split(" ");
    const recorded = RECORDED[name];
    if (recorded === undefined) throw new Error(`the file has ${name}`);
    const [ours, theirs, argumentsAt] = recorded;
    seen.add(name);
    for (const item of items) {
      const [at = "", bits] = item.split(":");
      const [x = 0, y = 0] = argumentsAt(Number(at));
      const result = ours(x, y);
      assert.is(lastBits(result), bits, `${name} of ${x}, ${y}`);
      const near = theirs(x, y);
      assert.ok(Math.abs(result - near) <= 1e-14 * Math.abs(near), `${name} of ${x}, ${y}`);
    }
  }
  assert.is(seen.size, Object.keys(RECORDED).length);
});

function lastBits(x: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getUint16(6).toString(16);
}

const { NaN: none, POSITIVE_INFINITY: inf, MAX_VALUE: most, MIN_VALUE: least } = Number;

/** Numbers by chance, the same in each run. */
class Chance {
  private state = 1;

  below(limit: number): number {
    this.state = (this.state * 48271) % 2147483647;
    const high = this.state;
    this.state = (this.state * 48271) % 2147483647;
    return ((high + this.state / 2147483647) / 2147483647) * limit;
  }

  between(low: number, high: number): number {
    return low + this.below(high - low);
  }
}

const exact = new ExactFunctions(320);
const plain = (value: bigint): Exact => ({ value, exponent: 0 });
const fixed = (x: number) => exact.fixed(x);

/** A function, what is exact, and arguments of a kind. */
const ROUNDED: readonly [string, Compute, (x: number, y: number) => Exact, (chance: Chance) => number[]][] = [
  ["exp", exp, (x) => exact.exp(fixed(x)), (chance) => [chance.between(-3, 3)]],
  ["exp", exp, (x) => exact.exp(fixed(x)), (chance) => [chance.between(-708, 709)]],
  ["exp", exp, (x) => exact.exp(fixed(x)), (chance) => [2 ** -chance.below(60)]],
  ["log", log, (x) => plain(exact.log(x)), (chance) => [chance.between(0.01, 10)]],
  ["log", log, (x) => plain(exact.log(x)), (chance) => [chance.between(0.99, 1.01)]],
  ["log", log, (x) => plain(exact.log(x)), (chance) => [2 ** chance.between(-1022, 1024)]],
  ["log2", log2, (x) => plain(exact.log2(x)), (chance) => [chance.between(0.01, 10)]],
  ["log2", log2, (x) => plain(exact.log2(x)), (chance) => [chance.between(0.99, 1.01)]],
  ["pow", power, (x, y) => exact.pow(x, y), (chance) => [chance.below(10), Math.round(chance.between(-20, 20))]],
  ["pow", power, (x, y) => exact.pow(x, y), (chance) => [chance.below(10), chance.between(-5, 5)]],
  ["pow", power, (x, y) => exact.pow(x, y), (chance) => [chance.between(0.996, 1.004), chance.between(-1e5, 1e5)]],
  ["pow", power, (x, y) => exact.pow(x, y), (chance) => [chance.below(1e5), chance.between(-60, 60)]],
  ["sin", sin, (x) => plain(exact.sin(fixed(x))), (chance) => [chance.below(0.8)]],
  ["sin", sin, (x) => plain(exact.sin(fixed(x))), (chance) => [chance.below(300)]],
  ["sin", sin, (x) => plain(exact.sin(fixed(x))), (chance) => [2 ** chance.between(-30, 200)]],
  ["sin", sin, (x) => plain(exact.sin(fixed(x))), (chance) => [Math.floor(chance.below(1e6)) * Math.PI]],
  ["cos", cos, (x) => plain(exact.cos(fixed(x))), (chance) => [chance.below(300)]],
  ["cos", cos, (x) => plain(exact.cos(fixed(x))), (chance) => [2 ** chance.between(-30, 200)]],
  ["tan", tan, (x) => plain(exact.tan(fixed(x))), (chance) => [chance.below(0.8)]],
  ["tan", tan, (x) => plain(exact.tan(fixed(x))), (chance) => [chance.below(300)]],
  ["tan", tan, (x) => plain(exact.tan(fixed(x))), (chance) => [2 ** chance.between(-30, 200)]],
  ["tan", tan, (x) => plain(exact.tan(fixed(x))), (chance) => [Math.floor(chance.below(1e6)) * (Math.PI / 2)]],
  ["asin", asin, (x) => plain(exact.asin(fixed(x))), (chance) => [chance.between(-1, 1)]],
  ["asin", asin, (x) => plain(exact.asin(fixed(x))), (chance) => [1 - 2 ** -chance.below(52)]],
  ["acos", acos, (x) => plain(exact.acos(fixed(x))), (chance) => [chance.between(-1, 1)]],
  ["acos", acos, (x) => plain(exact.acos(fixed(x))), (chance) => [1 - 2 ** -chance.below(52)]],
  ["atan", atan, (x) => plain(exact.atan(fixed(x))), (chance) => [chance.between(-1, 1)]],
  ["atan", atan, (x) => plain(exact.atan(fixed(x))), (chance) => [2 ** chance.between(-30, 65)]],
  [
    "atan2",
    atan2,
    (y, x) => plain(exact.atan2(fixed(y), fixed(x))),
    (chance) => [chance.between(-9, 9), chance.between(-9, 9)],
  ],
  [
    "atan2",
    atan2,
    (y, x) => plain(exact.atan2(fixed(y), fixed(x))),
    (chance) => [chance.between(-9, 9), chance.between(-1e-5, 1e-5)],
  ],
];

test("results are rounded as exact ones are, but for a thousandth of the last place", () => {
  const chance = new Chance();
  for (const [name, ours, exactly, argumentsOf] of ROUNDED) {
    for (let at = 0; at < 60; at++) {
      const [x = 0, y = 0] = argumentsOf(chance);
      const result = ours(x, y);
      const error = exact.error(result, exactly(x, y));
      assert.ok(Math.abs(error) < 0.501, `${name} of ${x}, ${y} is wrong by ${error} of the last place`);
    }
  }
});

test("angles of any size are reduced in full", () => {
  const wide = new ExactFunctions(1300);
  const chance = new Chance();
  const angles = Array.from({ length: 12 }, () => 2 ** chance.between(200, 1023));
  for (const x of [...angles, Number.MAX_VALUE, 6381956970095103 * 2 ** 797, 1e22]) {
    for (const [ours, exactly] of [
      [sin, wide.sin(wide.fixed(x))],
      [cos, wide.cos(wide.fixed(x))],
      [tan, wide.tan(wide.fixed(x))],
    ] as const) {
      assert.ok(Math.abs(wide.error(ours(x), plain(exactly))) < 0.501, `${ours.name} of ${x}`);
      assert.is(ours(-x), ours === cos ? ours(x) : -ours(x));
    }
  }
});

test("powers of whole numbers are rounded once, those between two doubles to the even one", () => {
  for (let base = 1; base <= 300; base++) {
    for (let exponent = 0; exponent <= 40; exponent++) {
      const exactly = BigInt(base) ** BigInt(exponent);
      assert.is(power(base, exponent), Number(exactly), `${base}^${exponent}`);
      assert.is(power(-base, exponent), Number(exponent % 2 === 0 ? exactly : -exactly), `(-${base})^${exponent}`);
      assert.is(power(base / 64, exponent), Number(exactly) / 64 ** exponent, `(${base}/64)^${exponent}`);
    }
  }
  for (let base = 208063; base < 262144; base += 97) assert.is(power(base, 3), Number(BigInt(base) ** 3n));
  for (let exponent = -323; exponent <= 308; exponent++) {
    assert.is(power(10, exponent), Number(`1e${exponent}`), `10^${exponent}`);
  }
  for (let exponent = -1074, digits = least; exponent <= 1023; exponent++, digits *= 2) {
    assert.is(power(2, exponent), digits, `2^${exponent}`);
    assert.is(power(-2, exponent), exponent % 2 === 0 ? digits : -digits);
    assert.is(log2(digits), exponent);
  }
});

test("results too small for all digits are rounded once", () => {
  for (let at = 1; at < 200; at++) {
    const x = -708.4 - at * 0.1837;
    const whole = exact.exp(fixed(x));
    // So many units of the smallest number, to the nearest.
    const units = whole.value >> BigInt(320 - whole.exponent - 1075);
    const expected = Number((units + 1n) >> 1n) * 5e-324;
    assert.is(exp(x), expected, `exp(${x})`);
    assert.ok(Math.abs(power(Math.E, x) - expected) <= 1e-13 * expected + 5e-324);
  }
});

const SPECIAL: readonly [Compute, readonly (readonly number[])[]][] = [
  [
    power,
    [
      [none, 0, 1],
      [none, -0, 1],
      [1, none, 1],
      [1, inf, 1],
      [-1, inf, 1],
      [-1, -inf, 1],
      [none, 1, none],
      [2, none, none],
      [none, 2, none],
      [none, 0.5, none],
      [0, 3, 0],
      [-0, 3, -0],
      [-0, 2, 0],
      [-0, 0.5, 0],
      [0, 0.5, 0],
      [0, -1, inf],
      [-0, -1, -inf],
      [-0, -2, inf],
      [0, -0.5, inf],
      [-0, -0.5, inf],
      [-0, -inf, inf],
      [0, inf, 0],
      [inf, 2, inf],
      [inf, 0.5, inf],
      [-inf, 0.5, inf],
      [-inf, 3, -inf],
      [-inf, 2, inf],
      [-inf, -3, -0],
      [-inf, -2, 0],
      [inf, -1, 0],
      [inf, inf, inf],
      [2, inf, inf],
      [0.5, inf, 0],
      [2, -inf, 0],
      [0.5, -inf, inf],
      [-0.5, -inf, inf],
      [-2, inf, inf],
      [-8, 1 / 3, none],
      [-4, 0.5, none],
      [-1, 2 ** 53, 1],
      [-1, 2 ** 53 - 1, -1],
      [-2, 1023, -(2 ** 1023)],
      [2, 1024, inf],
      [-2, 1025, -inf],
      [2, -1075, 0],
      [-2, -1075, -0],
      [most, 1, most],
      [least, 1, least],
      [least, -1, inf],
      [least, 2, 0],
      [-least, 3, -0],
      [most, 2, inf],
      [most, -1, 1 / most],
      [1 + 2 ** -52, 1e300, inf],
      [1 - 2 ** -53, 1e300, 0],
      [1 - 2 ** -53, -1e300, inf],
      [7, 1e-300, 1],
      [-7, 0, 1],
      [most, least, 1],
      [10, 309, inf],
      [10, -324, 0],
    ],
  ],
  [
    exp,
    [
      [none, none],
      [inf, inf],
      [-inf, 0],
      [0, 1],
      [-0, 1],
      [least, 1],
      [709.782712893384, exp(709.782712893384)],
      [709.7827128933841, inf],
      [710, inf],
      [1e300, inf],
      [-745.1332191019411, least],
      [-745.1332191019412, 0],
      [-1e300, 0],
    ],
  ],
  [
    log,
    [
      [none, none],
      [0, -inf],
      [-0, -inf],
      [-1, none],
      [-inf, none],
      [inf, inf],
      [1, 0],
      [-least, none],
    ],
  ],
  [
    log2,
    [
      [none, none],
      [0, -inf],
      [-0, -inf],
      [-1, none],
      [inf, inf],
      [1, 0],
      [least, -1074],
      [most, 1024],
    ],
  ],
  [
    log10,
    [
      [none, none],
      [0, -inf],
      [-0, -inf],
      [-1, none],
      [inf, inf],
      [1, 0],
      [10, 1],
      [1e15, 15],
      [1e22, 22],
    ],
  ],
  [
    sin,
    [
      [none, none],
      [inf, none],
      [-inf, none],
      [0, 0],
      [-0, -0],
      [least, least],
      [-least, -least],
      [Math.PI, 1.2246467991473532e-16],
    ],
  ],
  [
    cos,
    [
      [none, none],
      [inf, none],
      [-inf, none],
      [0, 1],
      [-0, 1],
      [least, 1],
      [Math.PI, -1],
      [Math.PI / 2, 6.123233995736766e-17],
    ],
  ],
  [
    tan,
    [
      [none, none],
      [inf, none],
      [-inf, none],
      [0, 0],
      [-0, -0],
      [least, least],
      [-least, -least],
      [Math.PI / 2, 16331239353195370],
    ],
  ],
  [
    asin,
    [
      [none, none],
      [1.0000000000000002, none],
      [-2, none],
      [inf, none],
      [0, 0],
      [-0, -0],
      [least, least],
      [1, Math.PI / 2],
      [-1, -Math.PI / 2],
    ],
  ],
  [
    acos,
    [
      [none, none],
      [1.0000000000000002, none],
      [-2, none],
      [-inf, none],
      [0, Math.PI / 2],
      [-0, Math.PI / 2],
      [1, 0],
      [-1, Math.PI],
      [least, Math.PI / 2],
    ],
  ],
  [
    atan,
    [
      [none, none],
      [inf, Math.PI / 2],
      [-inf, -Math.PI / 2],
      [0, 0],
      [-0, -0],
      [least, least],
      [-least, -least],
      [most, Math.PI / 2],
      [1, Math.PI / 4],
      [-1, -Math.PI / 4],
    ],
  ],
  [
    atan2,
    [
      [none, 1, none],
      [1, none, none],
      [0, 1, 0],
      [-0, 1, -0],
      [0, -1, Math.PI],
      [-0, -1, -Math.PI],
      [0, 0, 0],
      [-0, 0, -0],
      [0, -0, Math.PI],
      [-0, -0, -Math.PI],
      [1, 0, Math.PI / 2],
      [-1, -0, -Math.PI / 2],
      [inf, inf, Math.PI / 4],
      [-inf, inf, -Math.PI / 4],
      [inf, -inf, 2.356194490192345],
      [1, inf, 0],
      [-1, inf, -0],
      [1, -inf, Math.PI],
      [inf, 1, Math.PI / 2],
      [most, least, Math.PI / 2],
      [least, most, 0],
      [-least, most, -0],
      [least, -most, Math.PI],
      [least, least, Math.PI / 4],
      [most, most, Math.PI / 4],
      [-most, -most, -2.356194490192345],
      [least, 1, least],
      [-least, 2 ** 700, -0],
      [3 * least, 1, 3 * least],
    ],
  ],
  [
    sinh,
    [
      [none, none],
      [inf, inf],
      [-inf, -inf],
      [0, 0],
      [-0, -0],
      [711, inf],
      [-711, -inf],
      [710, 1.1169973830808557e308],
    ],
  ],
  [
    cosh,
    [
      [none, none],
      [inf, inf],
      [-inf, inf],
      [0, 1],
      [-711, inf],
      [-710, 1.1169973830808557e308],
    ],
  ],
];

test("zeros, infinities, NaN and what is too large or small give what C gives", () => {
  for (const [compute, rows] of SPECIAL) {
    for (const row of rows) {
      const expected = row.at(-1);
      const [x = 0, y = 0] = row.slice(0, -1);
      assert.ok(
        Object.is(compute(x, y), expected),
        `${compute.name} of ${x}, ${y} is ${compute(x, y)}, not ${expected}`,
      );
    }
  }
});

test("powers are the same as constants, operators and calls", () => {
  const lines = run(
    `local ten, four, text = 10, -4, "10"
    p(10^-4 == 1e-4, ten^four == 1e-4, text^"-4" == 1e-4, math.pow(10, -4) == 1e-4, 10^four == 1e-4)
    local x, y = 1.1, 2.3
    p(1.1^2.3 == x^y, x^y == math.pow(x, y), 1.1^2.3 == math.pow(1.1, 2.3), 2^0.5 == math.sqrt(2))
    p(1^(0/0), (-1)^(1/0), (-8)^(1/3) ~= (-8)^(1/3), 3^34 - 3^33 * 3)`,
    (state) => state.globals.set("math", installMath(state)),
  );
  assert.equal(lines, ["true true true true true", "true true true true", "1 1 true 0"]);
});

test.run();
