import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatNumber, parseNumber } from "../../src/vm/numbers.ts";
import { installed } from "./real-lua.ts";

test("numbers print as %.14g", () => {
  const printed: [number, string][] = [
    [5, "5"],
    [-0, "-0"],
    [0, "0"],
    [1e15, "1e+15"],
    [1e14, "1e+14"],
    [99999999999999, "99999999999999"],
    [999999999999999, "1e+15"],
    [123456789012345, "1.2345678901235e+14"],
    [123456789012355, "1.2345678901236e+14"],
    [0.1 + 0.2, "0.3"],
    [1 / 3, "0.33333333333333"],
    [2 ** 53, "9.007199254741e+15"],
    [1e100, "1e+100"],
    [1e-5, "1e-05"],
    [1e-4, "0.0001"],
    [9.9999999999999e-5, "9.9999999999999e-05"],
    [9.999999999999999e-5, "0.0001"],
    [99999999999999.5, "1e+14"],
    [-12345678901234.5, "-12345678901235"],
    [12345678901235.5, "12345678901236"],
    [5e-324, "4.9406564584125e-324"],
    [Number.MAX_VALUE, "1.7976931348623e+308"],
    [Number.POSITIVE_INFINITY, "inf"],
    [Number.NEGATIVE_INFINITY, "-inf"],
    [Number.NaN, "nan"],
    [-0.5, "-0.5"],
    [4294967296, "4294967296"],
  ];
  for (const [number, text] of printed) assert.is(formatNumber(number), text);
});

test("texts turn into numbers as the recordings show", () => {
  const read: [string, number | undefined][] = [
    ["  12  ", 12],
    ["12a", undefined],
    ["", undefined],
    [" ", undefined],
    ["0x1F", 31],
    ["0xfg", undefined],
    ["0x", undefined],
    ["0x.8", 0.5],
    ["0x1p4", 16],
    ["0xA.8", 10.5],
    ["1e5", 1e5],
    ["1e", undefined],
    ["1e+2", 100],
    [".5", 0.5],
    ["5.", 5],
    [".", undefined],
    ["-7", -7],
    ["- 7", undefined],
    ["--7", undefined],
    ["1_000", undefined],
    ["12\0", undefined],
    ["0b101", 5],
    ["0b2", undefined],
    ["inf", Number.POSITIVE_INFINITY],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    ["1LL", undefined],
    ["2i", undefined],
    ["\v\f\r\n\t1", 1],
    ["1\u00a0", undefined],
  ];
  for (const [text, number] of read) assert.is(parseNumber(text), number, text);
  assert.ok(Number.isNaN(parseNumber("nan")));
  assert.is(Object.is(parseNumber("-0"), -0), true);
});

test("long and hostile texts are read in linear time", () => {
  const zeros = "0".repeat(300_000);
  assert.is(parseNumber(`0x.${zeros}1`), 0);
  assert.is(parseNumber(`0x${zeros}1`), 1);
  assert.is(parseNumber(`1${zeros}`), Number.POSITIVE_INFINITY);
  assert.is(parseNumber(`${" ".repeat(300_000)}x`), undefined);
  assert.is(parseNumber(`1e${"9".repeat(100_000)}`), undefined);
  assert.is(parseNumber(`0b${"1".repeat(65)}`), undefined);
});

test("printing agrees with luajit on random doubles", () => {
  if (!installed("luajit")) return;
  // The recorded LuaJIT rounds a number exactly between two neighbours to the even one, older ones round it up.
  const numbers = sampleDoubles(6000);
  assert.ok(numbers.filter(isTie).length > 100);
  const lines = numbers.map((number) => hexadecimalOf(number)).join("\n");
  const script = `
    local ffi = require "ffi"
    local bits = ffi.new("union { double number; uint32_t word[2]; }")
    for line in io.lines() do
      bits.word[1], bits.word[0] = tonumber(line:sub(1, 8), 16), tonumber(line:sub(9), 16)
      print(bits.number)
    end`;
  const printed = linesOf("luajit", script, lines);
  numbers.forEach((number, i) => {
    assert.is(formatNumber(number), printed[i]?.replace("-nan", "nan"), String(number));
  });
});

test("decimals are read as exactly as JavaScript reads them", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789".split("")), maxLength: 17 });
  const exponent = fc.tuple(fc.constantFrom("e", "E-", "e+"), fc.nat(30)).map(([sign, value]) => `${sign}${value}`);
  const text = fc
    .tuple(fc.constantFrom("", "-"), digits, fc.constantFrom("", "."), digits, fc.oneof(fc.constant(""), exponent))
    .map((parts) => parts.join(""));
  const isNumber = /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
  const isRight = (written: string) =>
    Object.is(parseNumber(written), isNumber.test(written) ? Number(written) : undefined);
  fc.assert(fc.property(text, isRight), { numRuns: Number(process.env.RUNS ?? 5000) });
});

test("reading agrees with luajit on numbers and on what resembles them", () => {
  if (!installed("luajit")) return;
  const texts = [...sampleDoubles(800).flatMap((n) => [String(n), formatNumber(n)]), ...sampleTexts(3000)];
  const script = `
    for line in io.lines() do
      local number = tonumber(line)
      print(number and ("%.17g"):format(number) or "nil")
    end`;
  const read = linesOf("luajit", script, texts.join("\n"));
  texts.forEach((text, i) => {
    const number = parseNumber(text);
    const expected = read[i];
    if (expected === "nil") assert.is(number, undefined, text);
    else if (expected?.includes("n")) assert.is(formatNumber(number ?? 0), expected.replace("-nan", "nan"), text);
    else assert.ok(Object.is(number, Number(expected)), `${text}: ${number} instead of ${expected}`);
  });
});

/** Whether rounding to 14 digits has to choose between two neighbours at the same distance. */
function isTie(number: number): boolean {
  return /^-?\d\.\d{13}50*e/.test(number.toExponential(99));
}

function linesOf(command: string, script: string, input: string): string[] {
  const { stdout, status, stderr } = spawnSync(command, ["-e", script], { input, encoding: "latin1" });
  assert.is(status, 0, stderr);
  return stdout.trimEnd().split("\n");
}

function hexadecimalOf(number: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}

/** The same numbers in every run: bit patterns, few decimals, near powers of ten, and exact ties. */
function sampleDoubles(count: number): number[] {
  const random = generator(12345);
  const view = new DataView(new ArrayBuffer(8));
  const numbers = [0, -0, 1e14, 1e15, 5e-324, 2 ** 63];
  while (numbers.length < count) {
    view.setUint32(0, random());
    view.setUint32(4, random());
    const power = 10 ** ((random() % 40) - 20);
    numbers.push(view.getFloat64(0), (random() % 100000) / 100, power * (1 - 2 ** -(random() % 54)));
    numbers.push((random() * 4096 + (random() % 4096) + 0.5) * (random() % 2 === 0 ? 1 : -1));
    numbers.push((random() + random() / 4294967296) * 10 ** (random() % 6), 1e14 + random() * 20 + 5);
  }
  return numbers;
}

function sampleTexts(count: number): string[] {
  const random = generator(99);
  const pieces = [
    "0",
    "1",
    "9",
    "f",
    "x",
    "0x",
    "0b",
    ".",
    "e",
    "p",
    "+",
    "-",
    " ",
    "10",
    "e5",
    "p-3",
    "inf",
    "nan",
    "8",
  ];
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + (random() % 6) }, () => pieces[random() % pieces.length]).join(""),
  );
}

/** A linear congruential generator of 32-bit numbers. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state ^ (state >>> 13)) >>> 0;
  };
}

test.run();
