import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Budget } from "../../../src/vm/budget.ts";
import { interpreter } from "../../../src/vm/calls.ts";
import { Kill, LuaError } from "../../../src/vm/errors.ts";
import type { NativeBody } from "../../../src/vm/functions.ts";
import { execute } from "../../../src/vm/interpreter.ts";
import { readPattern } from "../../../src/vm/library/patterns.ts";
import { Matcher } from "../../../src/vm/library/strings/matcher.ts";
import { Matches } from "../../../src/vm/library/strings/matches.ts";
import { type NativeSearch, nativeSearch } from "../../../src/vm/library/strings/native-search.ts";
import { Decision, type Pattern } from "../../../src/vm/library/strings/pattern-nodes.ts";
import { substitutionLibrary } from "../../../src/vm/library/strings/substitution.ts";
import { State } from "../../../src/vm/state.ts";
import { asList, type Value } from "../../../src/vm/values.ts";
import { installed } from "../real-lua.ts";
import { eachExpression } from "./scripts.ts";
import { calls, literal, runStrings, sameAsLuaJit } from "./string-scripts.ts";

/** Results and errors that LuaJIT is asked about. */
const EXPRESSIONS = [
  `string.find("a\\0b", "\\0")`,
  `string.find("a\\0b", "[\\0]")`,
  `string.find("a\\0c", "a\\0.")`,
  `string.find("axc", "%a\\0zzz")`,
  `string.find("abc", "%b\\0b")`,
  `string.gsub("a\\0c", "\\0", "x")`,
  `string.find("abc)", "c)")`,
  `string.find("abc)", "[c])")`,
  `string.find("a]b", "[]]")`,
  `string.find("a]b", "[^]]+")`,
  `string.find("-", "[%a-z]")`,
  `string.find("-", "[a-%z]")`,
  `string.find("%", "[a-%]")`,
  `string.find("b", "[c-a]")`,
  `string.find("a]", "[a%]]+")`,
  `string.find("^abc", "^^a")`,
  `string.find("a$c", "a$c")`,
  `string.find("*a", "*a")`,
  `string.find("a*", "a**")`,
  `string.find("aa+", "(a)%1+")`,
  `string.find("aa", "(a%1)")`,
  `string.find("x", "()%1")`,
  `string.find("aa", "%0")`,
  `string.find("abab", "((a)(b))%1")`,
  `string.find("xxyxx", "%bxx")`,
  `string.find("(()", "%b()")`,
  `string.find("", "%f[%z]")`,
  `string.find("abc", "%f[%z]")`,
  `string.find("THE (quick) fox", "%f[%a]%a+%f[%A]", 2)`,
  `string.find("abc", "%f[a")`,
  `string.find("abc", "b", 1, true)`,
  `string.find("a.c", ".", 1, 0)`,
  `string.find("abc", "c", 2^31)`,
  `string.find("abc", "c", -2^40)`,
  `string.find("abc", "", 0/0)`,
  `string.find("abc", "", 4)`,
  `string.find("abc", "a", "x")`,
  `string.find("abc", {})`,
  `string.find("abc", "(b")`,
  `string.find("abc", ("("):rep(33) .. "a")`,
  `string.find("abc", "x" .. ("("):rep(40))`,
  `string.find("a", ("()"):rep(32))`,
  `string.find("a", ("()"):rep(33))`,
  `string.match("2024-01-15", "(%d+)-(%d+)-(%d+)")`,
  `string.match("  trim  ", "^%s*(.-)%s*$")`,
  `string.match("abc", "()", 2)`,
  `string.match("abc", "b", -10)`,
  `string.match("abc", "", {})`,
  `string.match(("a"):rep(300), ("a?"):rep(200))`,
  `string.match(("a"):rep(199), ("a?"):rep(199))`,
  `string.find(("a"):rep(300), ("a-"):rep(199) .. "a")`,
  `string.find(("a"):rep(300), ("a-"):rep(200) .. "a")`,
  `string.match(("a"):rep(300), ("a*"):rep(199))`,
  `string.match(("a"):rep(300), ("a*"):rep(200))`,
  `string.match("b", ("a?"):rep(250) .. "b")`,
  `string.gsub("hello", "", "-")`,
  `string.gsub("hello", "l", "%")`,
  `string.gsub("hello", "l", "%9")`,
  `string.gsub("hello", "x", "%9")`,
  `string.gsub("hello", "(l)(l)", "%2%1%0%%%z")`,
  `string.gsub("abc", "(a)(b", "%1")`,
  `string.gsub("abc", "(a)(b", "%2")`,
  `string.gsub("abc", "b*", "x")`,
  `string.gsub("abc", "$", "x")`,
  `string.gsub("aab", "^a", "x")`,
  `string.gsub("hello", "l", "x", 2^32 + 1)`,
  `string.gsub("hello", "l", "x", 2^31)`,
  `string.gsub("hello", "l", "x", 1/0)`,
  `string.gsub("hello", "l", "x", 1.9)`,
  `string.gsub("hello", "l", "x", -1)`,
  `string.gsub("hello", "l", "x", "y")`,
  `string.gsub("hello", "l", nil, {})`,
  `string.gsub("hello", "l", nil)`,
  `string.gsub("hello", "l")`,
  `string.gsub("hello", "l", true)`,
  `string.gsub(12321, 2, 0)`,
  `string.gsub("abc", "(.)(.)", { a = 1 })`,
  `string.gsub("abc", "()", { "one", "two" })`,
  `string.gsub("abc", ".", { a = {} })`,
  `string.gsub("abc", ".", { a = true })`,
  `string.gsub("a<b<<c>&>", "[<>&]", { ["<"] = "&lt;", [">"] = 7.5, ["&"] = false })`,
  `string.gsub("<<a<", "[<]", { ["<"] = "" }, 2)`,
  `string.gsub("<a>", "([<>])", { ["<"] = "(" })`,
  `string.gsub("<a>", "[<>]", { ["<"] = "(", [">"] = {} })`,
  `string.gsub("aab", "^[a]", { a = "x" })`,
  `string.gsub(("x"):rep(30000) .. "<", "[<x]", { ["<"] = "(" })`,
  `string.gsub("abc", ".", setmetatable({}, { __index = function(_, k) return k .. k end }))`,
  `string.gsub("abc", ".", setmetatable({}, { __index = { a = 1.5 } }))`,
  `string.gsub("abc", ".", function(...) return select("#", ...) end)`,
  `string.gsub("abc", "((.))", function(...) return select("#", ...) end)`,
  `string.gsub("abc", ".", function() end)`,
  `string.gsub("abc", ".", function() return nil, 1 end)`,
  `string.gsub("abc", ".", function() return "z", 1 end)`,
  `string.gsub("abc", ".", function() return {} end)`,
  `string.gsub("abc", "(b", function() end)`,
  `string.gsub("abc", "[", function() end)`,
  `string.gsub("abc", "b", function() error("inside", 0) end)`,
  `string.gsub("abc", "%w", function(c) return (c:gsub(".", "<%0>")) end)`,
  `string.gmatch("x")`,
  `(string.gmatch("abc", "["))()`,
  `(string.gmatch("^a^a", "^a"))()`,
];

test("patterns match and fail as LuaJIT's do", () => {
  if (!installed("luajit")) return;
  sameAsLuaJit(eachExpression(EXPRESSIONS));
});

test("any pattern on any subject does what LuaJIT does", () => {
  if (!installed("luajit")) return;
  const piece = fc.constantFrom(
    ..."ab1 ()[]%.^$*+-?x\0\xe9".split(""),
    ...[
      "%a",
      "%d",
      "%s",
      "%W",
      "%z",
      "%b()",
      "%f[%w]",
      "%1",
      "%2",
      "[ab]",
      "[^a]",
      "[a-f%d]",
      "(a",
      "b)",
      "()",
      ".-",
      ".*",
    ],
  );
  const pattern = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(""));
  const subject = fc.string({ unit: fc.constantFrom(..."aab1 ()x%\0\xe9".split("")), maxLength: 12 });
  const template = fc.string({ unit: fc.constantFrom(..."ab%012".split("")), maxLength: 4 });
  const init = fc.integer({ min: -14, max: 14 });
  const sample = fc.sample(fc.tuple(subject, pattern, template, init), { numRuns: 800, seed: 7 });
  const expressions = sample.flatMap(([text, pat, replacement, at]) => {
    const both = `${literal(text)}, ${literal(pat)}`;
    // Debian's LuaJIT, unlike OpenResty's, finds something beyond the end.
    const from = Math.min(at, text.length + 1);
    return [
      `string.find, ${both}, ${from}`,
      `string.find, ${both}, ${from}, true`,
      `string.match, ${both}, ${from}`,
      `string.gsub, ${both}, ${literal(replacement)}`,
      `string.gsub, ${both}, function(a, b) return b or a end, ${at}`,
      `string.gsub, ${both}, { a = "<>", b = false, x = 1, [" "] = "", ["%"] = true }, ${at}`,
      `all, ${both}`,
    ];
  });
  const all = `function all(s, pattern)
    local found = ""
    for a, b in string.gmatch(s, pattern) do found = found .. a .. "," .. (b or "") .. ";" end
    return found
  end\n`;
  sameAsLuaJit(all + calls(expressions));
});

/** How many patterns the properties are asked of. */
const RUNS = Number(process.env.RUNS ?? 5000);

/** Patterns of items that repeat and capture, some of them with mistakes. */
function patterns(): fc.Arbitrary<string> {
  const pieces = [..."ab ", "%a", "%s", "%d", "[ab]", "[^a]", ".", "ab", "%f[%w]", "%f[%z]", "%b()", "%1"];
  const repeated = fc
    .tuple(fc.constantFrom(...pieces), fc.constantFrom("", "", "*", "+", "-", "?"))
    .map(([a, b]) => a + b);
  const item = fc.oneof(
    { arbitrary: repeated, weight: 4 },
    { arbitrary: fc.array(repeated, { maxLength: 2 }).map((inside) => `(${inside.join("")})`), weight: 1 },
    { arbitrary: fc.constantFrom("()", "(", ")", "[a", "%"), weight: 1 },
  );
  return fc
    .tuple(fc.constantFrom("", "^"), fc.array(item, { maxLength: 6 }), fc.constantFrom("", "$"))
    .map((parts) => parts.flat().join(""));
}

test("all roads to a match find what trying everything finds", () => {
  const subject = fc.string({ unit: fc.constantFrom(..."aab1 ()\0\xe9".split("")), maxLength: 14 });
  const matcher = new Matcher(new State(new Budget(), execute, interpreter));
  const byNodes = (text: string, from: number, read: Pattern): unknown => {
    try {
      matcher.begin(text, read);
      const start = matcher.search(from);
      if (start < 0) return undefined;
      const values: Value[] = [];
      matcher.addCaptures(values, start);
      return [start, matcher.end, ...values];
    } catch (thrown) {
      return thrown instanceof LuaError ? thrown.value : thrown;
    }
  };
  const byEngine = (text: string, from: number, native: NativeSearch): unknown => {
    const match = matcher.searchNatively(native, text, from);
    return match === null ? undefined : [match.index, match.index + match[0].length, ...asList(native.captures(match))];
  };
  let searched = 0;
  fc.assert(
    fc.property(subject, fc.nat(), patterns(), (text, start, source) => {
      const from = start % (text.length + 1);
      const whole = `${source} in ${JSON.stringify(text)} from ${from}`;
      const tried = readPattern(source, true);
      for (let node = tried.first; ; node = node.next) {
        node.decision = Decision.Tried;
        node.leading = undefined;
        if (node.next === node) break;
      }
      const answer = byNodes(text, from, tried);
      const read = readPattern(source, true);
      assert.equal(byNodes(text, from, read), answer, `by nodes: ${whole}`);
      const native = nativeSearch(read);
      if (native === null) return;
      assert.equal(byEngine(text, from, native), answer, `by the engine: ${whole}`);
      searched++;
    }),
    { numRuns: RUNS },
  );
  assert.ok(searched > RUNS / 4, `only ${searched} patterns of ${RUNS} were for the engine`);
});

test("every way from match to match leads to the same ones", () => {
  const subject = fc.string({ unit: fc.constantFrom(..."aab1 ()\0\xe9".split("")), maxLength: 20 });
  const runs = fc.constantFrom("%w+", "(%a+)", "[^a]", "([ab])", "[^ ]+", "a", "%(", "ab", "");
  const state = new State(new Budget(), execute, interpreter);
  const matcher = new Matcher(state);
  const orError = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (thrown) {
      return thrown instanceof LuaError ? thrown.value : thrown;
    }
  };
  const all = (text: string, read: Pattern): unknown =>
    orError(() => {
      const found: unknown[] = [];
      const matches = new Matches(state, matcher, text, read);
      while (matches.next()) {
        found.push(matches.start, matches.end, matches.whole(), matches.captures());
        for (const index of [0, 1]) found.push(orError(() => matches.capture(index)));
      }
      return found;
    });
  fc.assert(
    fc.property(subject, fc.oneof(patterns(), runs), (text, source) => {
      const whole = `${source} in ${JSON.stringify(text)}`;
      const slowest = all(text, { ...readPattern(source, false), native: null, isLiteral: false });
      assert.equal(all(text, readPattern(source, false)), slowest, whole);
      assert.equal(all(text, { ...readPattern(source, false), searched: 1e9 }), slowest, `by a loop: ${whole}`);
    }),
    { numRuns: RUNS },
  );
});

test("runs that are replaced in one loop are replaced as one after the other", () => {
  const subject = fc.string({ unit: fc.constantFrom(..."aab1 ()\0\xe9".split("")), maxLength: 20 });
  const runs = fc.constantFrom("%w+", "(%a+)", "[^a]", "([ab])", "[^ ]+", "%s+", ".+");
  const template = fc.constantFrom("", "-", "%%", "<%0>", "%1", "%0%1", "%2", "%1%", "<%0");
  const state = new State(new Budget(), execute, interpreter);
  const matcher = new Matcher(state);
  const gsub = substitutionLibrary(state, matcher).gsub as NativeBody;
  const orError = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (thrown) {
      return thrown instanceof LuaError ? thrown.value : thrown;
    }
  };
  fc.assert(
    fc.property(subject, runs, template, fc.constantFrom(undefined, -1, 0, 1, 2, 99), (text, source, by, limit) => {
      const read = matcher.read(source);
      read.searched = 0;
      const expected = orError(() => gsub(text, source, by, limit));
      read.searched = 1e9;
      const what = `${source} by ${by} in ${JSON.stringify(text)}, at most ${limit}`;
      assert.equal(
        orError(() => gsub(text, source, by, limit)),
        expected,
        what,
      );
    }),
    { numRuns: RUNS },
  );
});

test("the engine gets no pattern that takes it long to fail", () => {
  const long = 100_000;
  const subject = fc
    .tuple(
      fc.array(fc.constantFrom("a", "b", " ", "1", "(", "\n"), { minLength: 1, maxLength: 3 }),
      fc.constantFrom("", "!"),
    )
    .map(([pieces, last]) => pieces.join("").repeat(long / pieces.length) + last);
  fc.assert(
    fc.property(subject, patterns(), fc.boolean(), (text, source, isWhole) => {
      const search = nativeSearch(readPattern(isWhole ? source : `${source}!!`, true));
      if (search === null) return;
      const tookMs = () => {
        const began = performance.now();
        search.search(text, 0);
        search.search(text, 1);
        return performance.now() - began;
      };
      // A hundred thousand squared would be some ten seconds, what is allowed is far below one, if nothing else is going on.
      const isFast = [1, 2, 3, 4, 5].some(() => tookMs() < 1000);
      assert.ok(isFast, source);
    }),
    { numRuns: RUNS / 10 },
  );
});

test("a start beyond the end finds nothing", () => {
  // dialect.cases "find with plain text and positions": LuaJIT as OpenResty builds it.
  const source = `p(("hello"):find("", 10)) p(("hello"):find("", 6)) p(("hello"):match("", 7)) p(("x"):find("", 3, true))`;
  assert.equal(runStrings(source), ["nil", "6 5", "nil", "nil"]);
});

test("a callback of gsub cannot yield, and its errors leave the matcher in order", () => {
  const lines = runStrings(`
    p(resume(wrapped(function() return ("abc"):gsub("b", function() yield("g") end) end)))
    p(pcall(string.gsub, "abc", "(.)", function(c) ("xyz"):match("(y)(z)") if c == "b" then error("b!", 0) end end))
    p(("abc"):gsub("(.)", function(c) ("xyz"):gsub("(y)(z)", "%2%1") return c:upper() end))`);
  assert.equal(lines, ["false attempt to yield across C-call boundary", "false b!", "ABC 3"]);
});

test("a pattern that tries for ever ends with the budget", () => {
  const endless = [
    `("a"):rep(40):find(("a?"):rep(40) .. ("a"):rep(40) .. "b")`,
    `("a"):rep(100000):find(".-.-.-b")`,
    `("a"):rep(100000):find("(a*)(a*)(a*)%1b")`,
    `("("):rep(100000):gsub("%b()", "")`,
    `("a"):rep(100000):find(("."):rep(5000) .. "b")`,
  ];
  for (const expression of endless) {
    assert.throws(
      () => runStrings(`local x = ${expression}`, { steps: 20_000 }),
      (thrown: unknown) => thrown instanceof Kill,
      expression,
    );
  }
});

test("a pattern of millions of items costs no memory", () => {
  const lines = runStrings(`
    p(pcall(string.find, "b", ("a?"):rep(3e6)))
    p(pcall(string.find, "b", "c" .. ("a?"):rep(3e6)))
    p(("x"):find(("[a]"):rep(3e6)))`);
  assert.equal(lines, ["false pattern too complex", "true nil", "nil"]);
});

test("a substitution that outgrows its limit is an error", () => {
  const source = `p(pcall(string.gsub, ("x"):rep(1000), "x", ("y"):rep(1000)))`;
  assert.equal(runStrings(source, { stringBytes: 100_000 }), ["false not enough memory"]);
});

test.run();
