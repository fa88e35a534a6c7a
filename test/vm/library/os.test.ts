import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { SystemTime } from "../../../src/host/ports.ts";
import { Exit } from "../../../src/vm/errors.ts";
import { civilTime, secondsTo } from "../../../src/vm/library/civil-time.ts";
import { toEpoch } from "../../../src/vm/library/local-time.ts";
import { installed } from "../real-lua.ts";
import { runScript, valuesOf } from "./io-scripts.ts";

const utc: Partial<SystemTime> = {
  nowMs: () => 1_705_314_605_900,
  cpuSeconds: () => 1.25,
  zoneAt: () => ({ offsetSeconds: 0, isDaylightSaving: false, abbreviation: "UTC" }),
};

/** An hour east of UTC, and one more from the last Sunday of March to that of October 2024. */
function zoneAt(seconds: number) {
  const isDaylightSaving = seconds >= 1_711_846_800 && seconds < 1_729_990_800;
  return {
    offsetSeconds: isDaylightSaving ? 7200 : 3600,
    isDaylightSaving,
    abbreviation: isDaylightSaving ? "CEST" : "CET",
  };
}

const values = (source: string) => valuesOf(source, { time: utc });
const local = (source: string) => valuesOf(source, { time: { zoneAt } });

async function failureOf(call: string): Promise<unknown> {
  return (await values(`local ok, message = pcall(function() ${call} end) return message`))[0];
}

test("os.time counts parts that lie outside of their ranges", async () => {
  assert.equal(
    await values("return os.time({ year = 2024, month = 1, day = 15, hour = 10, min = 30, sec = 5 })"),
    [1705314605],
  );
  assert.equal(await values("return os.time({ year = 2000, month = 1, day = 1 })"), [946728000], "at noon");
  assert.equal(await values("return os.time({ year = 2024, month = 14, day = -3, hour = 25 })"), [1738112400]);
  assert.equal(await values('return os.time({ year = "2024", month = "01", day = 2.9 })'), [1704196800]);
  assert.equal(await values("return os.time()"), [1705314605]);
});

test("os.time wants day, month and year", async () => {
  assert.is(await failureOf("os.time({ year = 2024 })"), "t.lua:1: field 'day' missing in date table");
  assert.is(
    await failureOf("os.time({ year = 'x', month = 1, day = 1 })"),
    "t.lua:1: field 'year' missing in date table",
  );
  assert.is(await failureOf("os.time('x')"), "t.lua:1: bad argument #1 to 'time' (table expected, got string)");
});

test("the second before 1970 is no time, for C tells failure by it", async () => {
  assert.equal(await values("return os.time({ year = 1969, month = 12, day = 31, hour = 23, min = 59, sec = 59 })"), [
    undefined,
  ]);
  assert.equal(
    await values("return os.time({ year = 1969, month = 12, day = 31, hour = 23, min = 59, sec = 58 })"),
    [-2],
  );
});

test("os.date formats, in UTC after an exclamation mark", async () => {
  assert.equal(await values('return os.date("!%c", 0), os.date("!%x %X", 0)'), [
    "Thu Jan  1 00:00:00 1970",
    "01/01/70 00:00:00",
  ]);
  assert.equal(await values('return os.date("!%a %A %b %B %d %j %p %I %M %w %y %%", 86400 * 40)'), [
    "Tue Tuesday Feb February 10 041 AM 12 00 2 70 %",
  ]);
  assert.equal(await values('return os.date("!%H", 3600.9), os.date("!%Y", 2 ^ 40), os.date("", 0)'), [
    "01",
    "36812",
    "",
  ]);
  assert.equal(await values("return os.date()"), ["Mon Jan 15 10:30:05 2024"]);
  assert.equal(await local('return os.date("%H %z %Z", 1720000000), os.date("!%H %z %Z", 1720000000)'), [
    "11 +0200 CEST",
    "09 +0000 GMT",
  ]);
});

test("os.date gives a table for *t", async () => {
  const script = `local t = os.date("!*t", 1705314605)
    return t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst`;
  assert.equal(await values(script), [2024, 1, 15, 10, 30, 5, 2, 15, false]);
  assert.equal(await local('return os.date("*t", 1720000000).isdst'), [true]);
});

test("os.date of what is no year for C is nil, and of what is no number an error", async () => {
  assert.equal(await values('return os.date("!%Y", 1e300), os.date("!%Y", 0/0), os.date("!%Y", 2^60)'), [
    undefined,
    undefined,
    undefined,
  ]);
  assert.is(await failureOf("os.date(5, {})"), "t.lua:1: bad argument #2 to 'date' (number expected, got table)");
});

test("a width cannot make a date larger than LuaJIT's buffer", async () => {
  assert.equal(await values('return os.date("%999999999d", 7), os.date("%1000d")'), [7, "%1000d"]);
});

test("civil time and seconds are each other's opposite", () => {
  const seconds = fc.double({ noNaN: true, min: -6e16, max: 6e16 }).map((value) => Math.round(value));
  fc.assert(fc.property(seconds, (second) => secondsTo(civilTime(second)) === second));
  const recent = fc.integer({ min: -8_000_000_000, max: 8_000_000_000 });
  fc.assert(
    fc.property(recent, (second) => {
      const time = civilTime(second);
      const date = new Date(second * 1000);
      assert.equal(
        [time.year, time.month, time.day, time.hour, time.minute, time.second, time.weekday],
        [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours()].concat([
          date.getUTCMinutes(),
          date.getUTCSeconds(),
          date.getUTCDay(),
        ]),
      );
    }),
  );
});

test("os.time of os.date's table is the same time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_600_000_000, max: 1_800_000_000 }), (seconds) => {
      const { offsetSeconds, isDaylightSaving } = zoneAt(seconds);
      assert.is(toEpoch(seconds + offsetSeconds, zoneAt, isDaylightSaving), seconds);
    }),
  );
});

test("isdst says which of a zone's times is meant", async () => {
  const day = "year = 2024, month = 7, day = 3, hour = 12";
  const times = `return os.time({ ${day} }), os.time({ ${day}, isdst = true }), os.time({ ${day}, isdst = false })`;
  assert.equal(await local(times), [1720000800, 1720000800, 1720004400]);
  assert.equal(await values(times), [1720008000, 1720004400, 1720008000], "a zone that has only one");
});

test("os.difftime and os.clock", async () => {
  assert.equal(await values("return os.difftime(10, 4), os.difftime(10.9), os.clock()"), [6, 10, 1.25]);
  assert.is(
    await failureOf("os.difftime({}, {})"),
    "t.lua:1: bad argument #2 to 'difftime' (number expected, got table)",
  );
  assert.is(await failureOf("os.difftime()"), "t.lua:1: bad argument #1 to 'difftime' (number expected, got no value)");
});

test("os.exit ends the script whatever protects it, with the status modulo 256", async () => {
  const statusOf = async (argument: string) => {
    try {
      await runScript(`pcall(function() os.exit(${argument}) end)`);
    } catch (thrown) {
      if (thrown instanceof Exit) return thrown.status;
      throw thrown;
    }
    return "went on";
  };
  assert.is(await statusOf(""), 0);
  assert.is(await statusOf("3"), 3);
  assert.is(await statusOf("true"), 0);
  assert.is(await statusOf("false, true"), 1);
  assert.is(await statusOf("258"), 2);
  assert.is(await statusOf("-1"), 255);
  assert.is(await statusOf("1e300"), 0);
  assert.is(await failureOf("os.exit('x')"), "t.lua:1: bad argument #1 to 'exit' (number expected, got string)");
});

test("os.remove and os.rename answer true, or nil with the path and the reason", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ngxbox-os-"));
  const [a, b] = [join(folder, "a"), join(folder, "b")];
  writeFileSync(a, "");
  assert.equal(await valuesOf("return os.rename(...)", { args: [a, b] }), [true]);
  assert.equal(await valuesOf("return os.rename(...)", { args: [a, b] }), [
    undefined,
    `${a}: No such file or directory`,
    2,
  ]);
  assert.equal(await valuesOf("return os.remove(...)", { args: [folder] }), [
    undefined,
    `${folder}: Directory not empty`,
    39,
  ]);
  assert.equal(await valuesOf("return os.remove(...)", { args: [b] }), [true]);
  assert.equal(await valuesOf("return os.remove(...)", { args: [b] }), [
    undefined,
    `${b}: No such file or directory`,
    2,
  ]);
  assert.equal(await valuesOf("return os.remove(...)", { args: [folder] }), [true]);
  rmSync(folder, { recursive: true, force: true });
});

test("os.tmpname makes a file", async () => {
  const [name] = await values("return os.tmpname()");
  assert.match(String(name), /^\/tmp\/lua_\w{6}$/);
  assert.ok(existsSync(String(name)));
  rmSync(String(name));
});

test("os.getenv reads the environment", async () => {
  assert.equal(await values('return os.getenv("PATH"), os.getenv("NO_SUCH_VARIABLE_X")'), [
    process.env.PATH,
    undefined,
  ]);
  assert.is(await failureOf("os.getenv()"), "t.lua:1: bad argument #1 to 'getenv' (string expected, got no value)");
});

test("there is one locale, under the names that glibc has for it", async () => {
  assert.equal(await values('return os.setlocale("C"), os.setlocale(), os.setlocale("no_such"), os.setlocale("c")'), [
    "C",
    "C",
    undefined,
    undefined,
  ]);
  assert.equal(await values('return os.setlocale("C.UTF-8"), os.setlocale(), os.setlocale(nil, "time")'), [
    "C.UTF-8",
    "C.UTF-8",
    "C.UTF-8",
  ]);
  assert.equal(await values('return os.setlocale("C.utf8"), os.setlocale("POSIX")'), ["C.utf8", "C"]);
  assert.is(
    await failureOf("os.setlocale('C', 'bad')"),
    "t.lua:1: bad argument #2 to 'setlocale' (invalid option 'bad')",
  );
});

test("categories have locales of their own", async () => {
  const mixed =
    "LC_CTYPE=C.UTF-8;LC_NUMERIC=C;LC_TIME=C;LC_COLLATE=C;LC_MONETARY=C;LC_MESSAGES=C;LC_PAPER=C;LC_NAME=C;" +
    "LC_ADDRESS=C;LC_TELEPHONE=C;LC_MEASUREMENT=C;LC_IDENTIFICATION=C";
  const script = `local one = os.setlocale("C.UTF-8", "ctype") local all = os.setlocale()
    return one, all, os.setlocale("C"), os.setlocale(all), os.setlocale(nil, "ctype"), os.setlocale("LC_CTYPE=C")`;
  assert.equal(await values(script), ["C.UTF-8", mixed, "C", mixed, "C.UTF-8", undefined]);
});

test("os.setlocale asks the environment for what has no name", async () => {
  const before = ["LC_ALL", "LC_TIME", "LANG"].map((name) => [name, process.env[name]] as const);
  const setAll = (all: string, time: string, lang: string) =>
    Object.assign(process.env, { LC_ALL: all, LC_TIME: time, LANG: lang });
  const script = "return os.setlocale('', 'time'), os.setlocale('', 'ctype')";
  try {
    setAll("C.UTF-8", "C", "xx_YY");
    assert.equal(await values(script), ["C.UTF-8", "C.UTF-8"]);
    setAll("", "C", "C.utf8");
    assert.equal(await values(script), ["C", "C.utf8"]);
    setAll("", "xx_YY", "");
    assert.equal(await values(script), [undefined, "C"]);
    assert.equal(await values("return os.setlocale(''), os.setlocale()"), [undefined, "C"]);
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

/** Runs one script here and in LuaJIT; it writes an answer and "~" for each of `cases`. */
async function agrees(cases: readonly string[], preamble = ""): Promise<void> {
  const script = preamble + cases.map((call) => `io.write(${call} or "nil", "~")`).join("\n");
  const real = spawnSync("luajit", ["-"], { input: script, encoding: "latin1", env: { ...process.env, TZ: "UTC" } });
  const expected = real.stdout.split("~");
  const { stdout } = await runScript(script, { time: utc });
  assert.is(expected.length, cases.length + 1, real.stderr);
  const wrong = stdout
    .split("~")
    .flatMap((answer, index) =>
      answer === expected[index] ? [] : [`${cases[index]}: ${answer}, but LuaJIT: ${expected[index]}`],
    );
  assert.equal(wrong.slice(0, 5), []);
}

test("os.date formats as LuaJIT does", async () => {
  if (!installed("luajit")) return;
  const conversion = fc
    .tuple(
      fc.constantFrom("", "", "_", "-", "0", "^", "#", "-^"),
      fc.constantFrom("", "", "1", "5", "12"),
      fc.constantFrom("", "", "", "E", "O"),
      fc.constantFrom(..."aAbBcCdDeFgGhHIjklmMnpPrRsStTuUvVwWxXyYzZ%+qQ1 "),
    )
    .map((parts) => `%${parts.join("")}`);
  const times = fc.oneof(fc.integer({ min: -1e9, max: 4e9 }), fc.integer({ min: -6e15, max: 6e15 }));
  const cases = fc.sample(fc.tuple(fc.array(conversion, { minLength: 1, maxLength: 3 }), times), 1000);
  await agrees(cases.map(([parts, seconds]) => `os.date(${JSON.stringify(parts.join(""))}, ${seconds})`));
});

test("os.time reads tables as LuaJIT does", async () => {
  if (!installed("luajit")) return;
  const part = fc.oneof(fc.integer({ min: -100, max: 5000 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
  const tables = fc.sample(fc.tuple(part, part, part, part, part, part), 500);
  await agrees(
    tables.map(([year, month, day, hour, min, sec]) => {
      const fields = Object.entries({ year, month, day, hour, min, sec }).map(([name, value]) => `${name} = ${value}`);
      return `show(os.time({ ${fields.join(", ")} }))`;
    }),
    // in two numbers of few digits: how a large one is printed is another matter
    `local function show(t) return t and t % 1e9 .. " " .. (t - t % 1e9) / 1e9 end\n`,
  );
});

test.run();
