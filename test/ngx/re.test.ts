import { test } from "uvu";
import * as assert from "uvu/assert";
import { harness, linesOf } from "../runtime/harness.ts";

const CORE = "/usr/local/openresty/lualib/resty/core/regex.lua";

/** What pcall answers of each call, `r` being ngx.re. */
function results(...calls: readonly string[]): string[] {
  return linesOf(`local r, rep = ngx.re, string.rep\n${calls.map((call) => `ngx.say(pcall(${call}))`).join("\n")}`);
}

test("a pattern that is no string, and options that are none, are errors of the reference's library", () => {
  assert.equal(
    results(
      'r.match, "a", nil',
      'r.match, "a", 5',
      'r.match, "a", nil, "o"',
      'r.match, "a", 5, "o"',
      'r.match, "a", {}',
      'r.gsub, "a", nil, "b"',
      'r.match, "a", "a", "iq"',
      'r.gmatch, "a", "a", "q"',
      'r.sub, "a", "a", "b", "q"',
      'r.sub, "a", "a", function() end, "q"',
      'r.match, "a", "a", 5',
      'r.match, "a", "a", { "i" }',
      'type(r.match("a", "a", {})) == "table" and error, "an empty table is no option"',
    ),
    [
      `false${CORE}:618: attempt to get length of local 'regex' (a nil value)`,
      `false${CORE}:618: attempt to get length of local 'regex' (a number value)`,
      `false${CORE}:608: attempt to concatenate local 'regex' (a nil value)`,
      `false${CORE}:618: attempt to get length of local 'regex' (a number value)`,
      `false${CORE}:618: bad argument #1 to 'ngx_lua_ffi_compile_regex' (cannot convert 'table' to 'const unsigned char *')`,
      `false${CORE}:908: attempt to get length of local 'regex' (a nil value)`,
      `false${CORE}:648: unknown flag "q" (flags "iq")`,
      `false${CORE}:818: unknown flag "q" (flags "q")`,
      `false${CORE}:1086: unknown flag "q" (flags "q")`,
      `false${CORE}:976: unknown flag "q" (flags "q")`,
      `false${CORE}:380: attempt to get length of local 'opts' (a number value)`,
      `false${CORE}:383: bad argument #1 to 'byte' (string expected, got table)`,
      "falsean empty table is no option",
    ],
  );
});

test("a subject of any type is matched as its text", () => {
  assert.equal(
    linesOf(`
      ngx.say(ngx.re.match(nil, "n.l")[0], ngx.re.match(12.5, "2.")[0], ngx.re.find(true, "u"))
      ngx.say(ngx.re.gsub(setmetatable({}, { __tostring = function() return "a-b" end }), "-", "+"))`),
    ["nil2.33", "a+b1"],
  );
});

test("a search begins at ctx.pos, and leaves it behind the match", () => {
  assert.equal(
    linesOf(`
      local function try(pos) local ctx = { pos = pos } ngx.say(pcall(ngx.re.find, "abab", "b", "", ctx)) return ctx.pos end
      ngx.say(try(nil), try(-3), try(1.9), try(3), try(4), try(5))
      try(6) try(0 / 0) try(2 ^ 40) try("2") try({})
      ngx.say(pcall(ngx.re.find, "b", "b", "", 5))
      ngx.say(pcall(ngx.re.find, "b", "b", "", "a string"))
      local seen = {}
      local ctx = setmetatable({}, { __index = function(_, k) return 2 end, __newindex = function(_, k, v) seen[k] = v end })
      ngx.say(ngx.re.find("bab", "b", "", ctx) .. seen.pos)`),
    [
      ...["true22", "true22", "true22", "true44", "true44", "true"],
      "333555",
      ...Array(3).fill("truenilnilpcre_exec() failed: -33"),
      `false${CORE}:664: attempt to compare string with number`,
      `false${CORE}:664: attempt to compare table with number`,
      `false${CORE}:663: attempt to index local 'ctx' (a number value)`,
      `false${CORE}:709: attempt to index local 'ctx' (a string value)`,
      "34",
    ],
  );
});

test("find reckons with the number of a group as the reference does", () => {
  assert.equal(
    results(
      'r.find, "xab", "(a)(b)", "", nil, 2',
      'r.find, "xab", "(a)(b)", "", nil, -1',
      'r.find, "xab", "(a)(b)", "", nil, 3',
      'r.find, "xb", "(a)?(b)", "", nil, 1',
      'r.find, "xa", "(a)(b)?", "", nil, 2',
      'r.find, "ab", "(a)(b)", "", nil, 1.5',
      'r.find, "ab", "(a)(b)", "", nil, "1"',
    ),
    [
      ...["true33", "true23", "truenilnilnth out of bound", "truenilnil", "truenilnil", "true21"],
      `false${CORE}:713: attempt to compare string with number`,
    ].map((line) => line.replace(/(?:nil)+$/, (nils) => (nils === "nilnil" ? "" : nils))),
  );
});

test("captures go into a table of the script's, and lists of names grow", () => {
  assert.equal(
    linesOf(`
      local t = { "old", "old", "old", n = "old" }
      ngx.re.match("b", "(a)?(?<n>b)", "", nil, t)
      ngx.say(t[0], t[1], t[2], t[3], t.n)
      local seen = {}
      local odd = setmetatable({}, { __newindex = function(_, k, v)
        seen[#seen + 1] = tostring(k) .. "=" .. tostring(v)
        ngx.re.match("zz", "(a)?(?<n>b)")
      end })
      ngx.say(ngx.re.match("ab", "(a)?(?<n>b)", "", nil, odd) == odd, table.concat(seen, " "))
      local list = {}
      for _, s in ipairs { "ab", "b" } do ngx.re.match(s, "(?<n>a)?(?<n>b)", "D", nil, list) end
      ngx.say(table.concat(list.n, ","))
      ngx.say(pcall(ngx.re.match, "a", "(?<n>a)", "D", nil, { n = 5 }))
      ngx.say(pcall(ngx.re.match, "a", "a", "", nil, 5))`),
    [
      "bfalsebold" + "b",
      "true0=ab 1=a 2=b n=nil",
      "a,b,b",
      `false${CORE}:523: attempt to get length of local 'old' (a number value)`,
      `false${CORE}:555: attempt to index local 'res' (a number value)`,
    ],
  );
});

test("gmatch gives a table that can be called, and ends after an error", () => {
  assert.equal(
    linesOf(`
      local it = ngx.re.gmatch("ab", "[ab]")
      ngx.say(type(it), it()[0], it()[0], it(), it())
      local bad = ngx.re.gmatch("a\\255", ".", "u")
      ngx.say(bad())
      ngx.say(bad())
      for m in ngx.re.gmatch("aba", "(?<x>a)|b") do ngx.say(m.x, m[1], m[0]) end`),
    ["tableab", "nilpcre_exec() failed: -23", "nil", "aaa", "falsefalseb", "aaa"].map((line) =>
      line === "nil" ? "" : line,
    ),
  );
});

test("a function that replaces may wait, and match patterns itself", () => {
  assert.equal(
    linesOf(`
      local function slowly(m) ngx.sleep(0.01) return "<" .. ngx.re.gsub(m[0], "[ab]", "$0$0") .. ">" end
      ngx.say(ngx.re.gsub("a-b-c", "[abc]", slowly))
      ngx.say(ngx.re.sub("a-b-c", "[bc]", slowly, "jo"))
      ngx.say(coroutine.wrap(function() return ngx.re.gsub("ab", ".", function(m) return coroutine.yield(m[0]) end) end)())`),
    ["<aa>-<bb>-<c>3", "a-<bb>-c1", "a"],
  );
});

test("what a function answers is replaced as tostring has it; nothing at all is an error", () => {
  assert.equal(
    results(
      'r.gsub, "ab", ".", function(m) return m[0] == "a" and 1 or nil end',
      'r.gsub, "a", "a", function() return "$0", 2 end',
      'r.gsub, "a", "a", function() return setmetatable({}, { __tostring = function() return "T" end }) end',
      'r.gsub, "a", "a", function() end',
      'r.gsub, "a", "a", function() error("mine", 0) end',
      'r.gsub, "a", "a"',
    ),
    [
      "true1nil2",
      "true$01",
      "trueT1",
      `false${CORE}:1027: bad argument #1 to 'tostring' (value expected)`,
      "falsemine",
      "truenil1",
    ],
  );
});

test("a template that is none is logged for the worker", () => {
  const run = harness()
    .start('ngx.say(ngx.re.gsub("a", "a", "$" .. "{1a}")) ngx.say(ngx.re.gsub("a", "(a)", "$1$$1$" .. "{1}1$2$0"))')
    .settle();
  assert.equal(run.lines(), ["nilnilfailed to compile the replacement template", "a$1a1a1"]);
  assert.equal(run.log, ['error: the closing bracket in "1" variable is missing']);
});

test("an empty match is stepped over by one byte: inside a character of UTF-8 that is an error", () => {
  assert.equal(
    linesOf(`
      ngx.say(ngx.re.gsub("ab", "x*", "-"))
      ngx.say(ngx.re.gsub("\\195\\169", "", "-"))
      ngx.say(ngx.re.gsub("\\195\\169", "", "-", "u"))`),
    ["-a-b-3", "-\xc3-\xa9-3", "nilnilpcre_exec() failed: -36"],
  );
});

test("a message about a pattern is cut at a zero byte and at its longest", () => {
  assert.equal(
    results('r.match, "a", "(\\0b"', 'r.match, "a", "a{2,1}\\0b"', 'r.match, "a", rep("x", 300) .. "("').map(
      (line) => line.length,
    ),
    ['truenilpcre2_compile() failed: missing closing parenthesis in "('.length].concat([
      'truenilpcre2_compile() failed: numbers out of order in {} quantifier in "a{2,1}'.length,
      "truenil".length + 255,
    ]),
  );
});

test("zero bytes are bytes as others", () => {
  assert.equal(
    linesOf(`
      ngx.say(#ngx.re.match("a\\0\\0b", "\\0+")[0], " ", ngx.re.find("a\\0b", "[^\\0]\\\\x00b"))
      ngx.say(#ngx.re.gsub("a\\0b", "\\0", "\\0\\0"), #ngx.re.match("a\\0b", "(?|a)\\0b")[0])`),
    ["2 13", "43"],
  );
});

test("nests, counts and subjects beyond all measure are refused or matched", () => {
  assert.equal(
    results(
      'r.match, "a", rep("(", 300) .. "a" .. rep(")", 300)',
      'r.match, "a", rep("(", 1e6)',
      'r.match, "a", "(?:ab|c){20000}"',
      'r.match, "a", "a{65536}"',
      'r.match, "a", rep("a|", 1e6)',
      'r.find, rep("a", 3e6) .. "b", "b"',
      'r.find, rep("a", 3e6) .. "b", "(?|b)"',
      'r.find, rep("ab", 2e5), "(?:a|b)*$"',
      "r.gsub, rep('ab', 1e5), 'a(?=b)', ''",
    ).map((line) => (line.length > 100 ? line.slice(0, 100) : line)),
    [
      'truenilpcre2_compile() failed: parentheses are too deeply nested in "(((((((((((((((((((((((((((((((',
      'truenilpcre2_compile() failed: parentheses are too deeply nested in "(((((((((((((((((((((((((((((((',
      'truenilpcre2_compile() failed: regular expression is too large in "(?:ab|c){20000}"',
      'truenilpcre2_compile() failed: number too big in {} quantifier in "a{65536}" at "}"',
      'truenilpcre2_compile() failed: regular expression is too large in "a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a',
      "true30000013000001",
      "true30000013000001",
      "true1400000",
      `true${"b".repeat(96)}`,
    ],
  );
});

test("a pattern that tries without end is stopped at lua_regex_match_limit", () => {
  const lua = `
    ngx.say(ngx.re.match(("a"):rep(40) .. "c", "(a+)+$"))
    ngx.say(ngx.re.find(("a"):rep(40) .. "c", "(a+)+$"))
    ngx.say(ngx.re.gsub(("a"):rep(40) .. "c", "(a+)+$", ""))
    ngx.say(ngx.re.match("aaab", "(a+)+b")[0])`;
  assert.equal(linesOf(lua, { regex: { matchLimit: 5000 } }), [
    "nilpcre_exec() failed: -47",
    "nilnilpcre_exec() failed: -47",
    "nilnilpcre_exec() failed: -47",
    "aaab",
  ]);
});

test("what PCRE2 tries is paid for with the script's steps", () => {
  const run = harness({ budget: { steps: 20_000 } })
    .start('pcall(ngx.re.match, ("a"):rep(40) .. "c", "(a+)+$") ngx.say("not reached")')
    .settle();
  assert.equal(run.lines(), []);
  assert.is((run.thrown[0] as { reason: string }).reason, "instruction limit exceeded");
});

test("a function for replacements that never ends is ended by the budget", () => {
  for (const replace of ["sub", "gsub"]) {
    const run = harness({ budget: { steps: 20_000 } })
      .start(
        `pcall(ngx.re.${replace}, "aaa", "a", function() while true do pcall(error) end end) ngx.say("not reached")`,
      )
      .settle();
    assert.equal(run.lines(), []);
    assert.is((run.thrown[0] as { reason: string }).reason, "instruction limit exceeded");
  }
});

test("with the option d the longest match counts, and nothing is captured", () => {
  assert.equal(
    linesOf(`
      local m = ngx.re.match("foobarbaz", "foo|(?<n>foob)|foobar", "d")
      ngx.say(m[0], #m, m.n)
      ngx.say(ngx.re.find("xaaa", "a+?", "d"))
      ngx.say(ngx.re.gsub("aab ab", "a|aa", "<$0$1>", "d"))
      ngx.say(ngx.re.match("aa", "(a)\\\\1", "d"))
      ngx.say(ngx.re.find("ab", "(a)(b)", "d", nil, 1))`),
    ["foobar0nil", "24", "<aa>b <a>b2", "nilpcre_exec() failed: -42", "nilnilnth out of bound"].map((line) =>
      line.replace(/0nil$/, "0"),
    ),
  );
});

test("u looks at subjects as UTF-8, on whichever road", () => {
  assert.equal(
    linesOf(`
      local e = "\\195\\169"
      ngx.say(ngx.re.find("ab" .. e .. "c", ".c", "u"))
      ngx.say(ngx.re.find("abc", ".c", "u"))
      ngx.say(#ngx.re.match(e .. e, "^.{2}$", "u")[0], ngx.re.match(e, "^.{2}$")[0] == e)
      ngx.say(ngx.re.find(e .. "\\255b", "b", "u", { pos = 4 }))
      ngx.say(ngx.re.find(e, "$", "u", { pos = 2 }))
      ngx.say(ngx.re.match("\\195", "a", "u"))
      ngx.say(ngx.re.match("a", "\\195", "u"))
      ngx.say(ngx.re.match("\\255a", "a", "U")[0])
      ngx.say(ngx.re.match("\\240\\159\\152\\128x", "(.)x", "u")[1] == "\\240\\159\\152\\128")`),
    [
      ...["35", "23", "4true", "44", "nilnilpcre_exec() failed: -36", "nilpcre_exec() failed: -3"],
      'nilpcre2_compile() failed: UTF-8 error: 1 byte missing at end in "\xc3" at "\xc3"',
      ...["a", "true"],
    ],
  );
});

test.run();
