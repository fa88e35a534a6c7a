/** Patterns of all kinds beside the system's own PCRE2, the 8-bit library: what they match, and what is said of wrong ones. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CompileOption } from "../../../src/ngx/regex/exact/engine.ts";
import { ExactRegex, ExactRoad } from "../../../src/ngx/regex/exact/exact-regex.ts";
import { type RegexOptions, readOptions } from "../../../src/ngx/regex/options.ts";
import { compileRegex, Regex } from "../../../src/ngx/regex/regex.ts";
import { skip } from "../../skip.ts";
import { installed } from "../../vm/real-lua.ts";
import { pcre2 } from "./pcre2.ts";
import { RandomPatterns } from "./random-patterns.ts";

// RANDOM_REGEXES=1000000 RANDOM_SEED=7 npx tsx test/ngx/regex/beside-pcre2.test.ts
// is a campaign of that many cases.

const CASES = Math.min(Number(process.env.RANDOM_REGEXES ?? 5000), 1e6);
const SEED = Number(process.env.RANDOM_SEED ?? 1);
const script = fileURLToPath(new URL("real-pcre2.lua", import.meta.url));

interface Case {
  readonly pattern: string;
  readonly letters: string;
  readonly subject: string;
  readonly from: number;
}

/** What the real one answers, or undefined where there is none of the version that was recorded. */
function realAnswers(cases: readonly Case[]): string[] | undefined {
  if (!installed("luajit")) return undefined;
  const input = cases.map(
    ({ pattern, letters, subject, from }) => `${optionBits(letters)} ${from} ${hex(pattern)} ${hex(subject)}\n`,
  );
  const { stdout } = spawnSync("luajit", [script], {
    input: input.join(""),
    encoding: "latin1",
    maxBuffer: 1 << 28,
  });
  const [version = "", ...answers] = stdout.split("\n");
  if (/^10\.(39|4[012]) /.test(version)) return answers;
  skip("PCRE2 10.39 to 10.42 is not installed");
  return undefined;
}

function hex(text: string): string {
  return `x${Buffer.from(text, "latin1").toString("hex")}`;
}

function optionBits(letters: string): number {
  const { CASELESS, MULTILINE, DOTALL, EXTENDED, ANCHORED, DUPNAMES, UTF } = CompileOption;
  const bits: Record<string, number> = {
    ...{ i: CASELESS, m: MULTILINE, s: DOTALL, x: EXTENDED },
    ...{ a: ANCHORED, D: DUPNAMES, u: UTF },
  };
  return [...letters].reduce((sum, letter) => sum + (bits[letter] ?? 0), 0);
}

function answerOf(compiled: Regex | ReturnType<ExactRoad["compile"]>, { subject, from }: Case): string {
  if ("message" in compiled) return `error ${compiled.offset} ${compiled.message}`;
  const code = compiled.exec(subject, from);
  if (compiled instanceof ExactRegex) {
    if (code !== undefined && code < 0) return String(code);
    return [code, ...compiled.offsets.subarray(0, compiled.groups * 2 + 2)].join(" ");
  }
  return code === undefined ? [compiled.taken(), ...Array.from(compiled.offsets())].join(" ") : String(code);
}

/** Where a pattern has several mistakes, and a `\K` in a look-around is one, another may be told first. */
function withoutMistake(answer: string): string {
  return answer.startsWith("error") ? "error" : answer;
}

function comparable(answer: string, expected: string): string {
  return expected === "error" ? withoutMistake(answer) : answer;
}

function compare(letter: string, seed: number): void {
  const random = new RandomPatterns(seed, true);
  const cases: Case[] = Array.from({ length: CASES }, () => {
    const { pattern, options } = random.pattern();
    return { pattern, letters: `${letter}${options}`, ...random.subject() };
  });
  const answers = realAnswers(cases);
  if (answers === undefined) return;
  const road = new ExactRoad({ pcre2, matchLimit: 0, worked: () => {} });
  let valid = 0;
  cases.forEach((one, at) => {
    const options = readOptions(one.letters) as RegexOptions;
    const real = answers[at] ?? "";
    const expected = one.pattern.includes("\\K") ? withoutMistake(real) : real;
    if (!real.startsWith("error")) valid++;
    const exact = road.compile(one.pattern, options);
    const shown = JSON.stringify(one);
    assert.is(comparable(answerOf(exact, one), expected), expected, `the exact road: ${shown}`);
    const regex = compileRegex(one.pattern, options, road);
    assert.is(comparable(answerOf(regex, one), expected), expected, `the road chosen: ${shown}`);
    if (regex instanceof Regex) regex.free();
    if (exact instanceof ExactRegex) exact.free();
  });
  assert.ok(valid > CASES / 5, `${valid} are valid`);
  road.freeAll();
  assert.is(road.live, 0);
}

test("bytes are matched, and refused, as by PCRE2 itself", () => compare("", SEED));

test("UTF-8 is matched, and refused, as by PCRE2 itself", () => compare("u", SEED + 1000));

test.run();
