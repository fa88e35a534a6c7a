import { test } from "uvu";
import * as assert from "uvu/assert";
import { adapted } from "../../../../src/ngx/regex/exact/binary.ts";
import { type Code, CompileOption, Pcre2Engine } from "../../../../src/ngx/regex/exact/engine.ts";
import { pcre2 } from "../pcre2.ts";

const module = pcre2.compile(adapted(pcre2.binary())) as WebAssembly.Module;
const LIMIT = 10_000_000;

function compiled(engine: Pcre2Engine, pattern: string, options = 0): Code {
  const code = engine.compile(pattern, options);
  if ("message" in code) throw new Error(code.message);
  return code;
}

/** What a pattern captures in a subject, or PCRE2's code. */
function match(pattern: string, subject: string, options = 0): number | number[] {
  const engine = new Pcre2Engine(module);
  const code = compiled(engine, pattern, options);
  const rc = engine.match(code, subject, 0, LIMIT);
  const captures = [...engine.captures.subarray(0, code.pairs * 2)];
  engine.free(code);
  return rc < 0 ? rc : captures;
}

test("options of pcre2_compile are passed on, none is taken for granted", () => {
  assert.equal(match("a(b)?", "xa"), [1, 2, -1, -1]);
  assert.is(match("A", "a"), -1);
  assert.equal(match("A", "a", CompileOption.CASELESS), [0, 1]);
  assert.is(match("\xc9", "\xe9", CompileOption.CASELESS), -1);
  assert.equal(match("\xc9", "\xe9", CompileOption.CASELESS | CompileOption.UTF), [0, 1]);
  assert.is(match("b", "ab", CompileOption.ANCHORED), -1);
  assert.equal(match("(?<n>a)(?<n>b)", "ab", CompileOption.DUPNAMES), [0, 2, 0, 1, 1, 2]);
  assert.equal(match("[]|a", "a", CompileOption.ALLOW_EMPTY_CLASS), [0, 1]);
});

test("a pattern that is wrong is told with its place, and takes no memory", () => {
  const engine = new Pcre2Engine(module);
  assert.equal(engine.compile("ab(", 0), { message: "missing closing parenthesis", offset: 3 });
  assert.equal(engine.compile("(?z)", 0), { message: "unrecognized character after (? or (?-", offset: 2 });
  assert.is(engine.live, 0);
});

test("names come sorted, with their groups", () => {
  const engine = new Pcre2Engine(module);
  const { names } = compiled(engine, "(?<b>x)(?<aa>y)(?<a>z)");
  assert.equal(names, [
    ["a", 3],
    ["aa", 2],
    ["b", 1],
  ]);
});

test("a match stops at its limit, or at the pattern's own", () => {
  const engine = new Pcre2Engine(module);
  const code = compiled(engine, "(a+)+$");
  assert.is(engine.match(code, `${"a".repeat(30)}b`, 0, 1000), -47);
  assert.is(compiled(engine, "(*LIMIT_MATCH=7)a").ownLimit, 7);
  assert.is(code.ownLimit, 2 ** 32 - 1);
});

test("everything that is made is freed: thousands of patterns and subjects leave nothing behind", () => {
  const engine = new Pcre2Engine(module);
  for (let turn = 0; turn < 3000; turn++) {
    const code = engine.compile(turn % 3 === 0 ? "(" : `(a|b${turn})*(?<n>c)`, 0);
    if ("message" in code) continue;
    engine.match(code, "abc".repeat(turn % 50), 0, LIMIT);
    engine.free(code);
  }
  engine.forgetSubject();
  assert.is(engine.live, 0);
  // Blocks lie where the first ones lay.
  const again = compiled(engine, "a");
  assert.ok(again.pointer < 5_500_000, String(again.pointer));
});

test("a large subject makes the memory grow, and the instance is given up then", () => {
  const engine = new Pcre2Engine(module);
  const code = compiled(engine, "b");
  assert.is(engine.isSpentFor("ab"), false);
  const subject = `${"a".repeat(40_000_000)}b`;
  assert.is(engine.match(code, subject, 0, LIMIT), 1);
  assert.equal([...engine.captures], [40_000_000, 40_000_001]);
  assert.is(engine.isSpentFor("ab"), true);
  assert.is(engine.isSpentFor(subject), false);
  assert.is(engine.match(code, "ab", 0, LIMIT), 1);
});

test("a subject for which there is no room is an error", () => {
  const engine = new Pcre2Engine(module);
  const code = compiled(engine, "b");
  assert.is(engine.match(code, "a".repeat(512 * 1024 * 1024 - 100), 0, LIMIT), -48);
  assert.is(engine.match(code, "ab", 0, LIMIT), 1);
});

test.run();
