import { test } from "uvu";
import * as assert from "uvu/assert";
import { toText } from "../../../src/vm/tostring.ts";
import { installed } from "../real-lua.ts";
import { runInTiers } from "../scripts.ts";
import { eachExpression, load } from "./scripts.ts";
import { runStrings, sameAsLuaJit } from "./string-scripts.ts";

/** Results and errors that LuaJIT is asked about. */
const EXPRESSIONS = [
  `string.len()`,
  `string.len(nil)`,
  `string.len(123)`,
  `string.len({})`,
  `string.sub("hello", 2^31, 2^32)`,
  `string.sub("hello", -2^40, 2^40)`,
  `string.sub("hello", 0/0, 3)`,
  `string.sub("hello", -1/0, 1/0)`,
  `string.sub("hello", 1/0)`,
  `string.sub("hello", 2^32 + 2, 2^32 + 3)`,
  `string.sub("hello", "2", "3.7")`,
  `string.sub("hello", 2.9, -1.9)`,
  `string.sub("hello", 0, 0)`,
  `string.sub("hello", 2, -9)`,
  `string.sub("hello", -3, -2)`,
  `string.sub("hello")`,
  `string.sub("hello", nil)`,
  `string.sub("hello", 2, nil)`,
  `string.sub("hello", 2, {})`,
  `string.sub(12345, 2, 3)`,
  `string.byte("hello", 2^31)`,
  `string.byte("hello", -2^31)`,
  `string.byte("hello", 1, 2^40)`,
  `string.byte("hello", 2, 1/0)`,
  `string.byte("hello", 0/0)`,
  `string.byte("hello", 0)`,
  `string.byte("hello", 10)`,
  `string.byte("hello", -1)`,
  `string.byte("hello", 2, -2)`,
  `string.byte("hello", nil, 3)`,
  `string.byte("hello", 3, nil)`,
  `string.byte("")`,
  `string.byte(123)`,
  `string.byte("a", "x")`,
  `string.byte({})`,
  `string.byte()`,
  `string.char(256)`,
  `string.char(-1)`,
  `string.char(-0.5)`,
  `string.char(65.9, "66")`,
  `string.char(0/0)`,
  `string.char(1/0)`,
  `string.char(2^32 + 65)`,
  `string.char(65, {})`,
  `string.char(65, nil)`,
  `string.char()`,
  `string.rep("x", -1)`,
  `string.rep("x", 2.7)`,
  `string.rep("x", "3")`,
  `string.rep("x", 3, ",")`,
  `string.rep("x", 3, nil)`,
  `string.rep("x", 3, 5)`,
  `string.rep("x", 3, {})`,
  `string.rep("x", 0/0)`,
  `string.rep("", 1e9)`,
  `string.rep("", 3, "-")`,
  `string.rep("xx", 1, "yy")`,
  `string.rep("xx", 0, "yy")`,
  `string.rep("x", 2^31 - 1, "xxx")`,
  `string.rep(5, 3)`,
  `string.rep("x")`,
  `string.rep("x", "z")`,
  `string.rep(nil, 1)`,
  `string.upper(12)`,
  `string.upper({})`,
  `string.lower()`,
  `string.lower("\\192\\201[]@Z{\`az")`,
  `string.upper("\\224\\233[]@Z{\`az\\255")`,
  `string.upper("azAZ09{\`@[")`,
  `string.lower("azAZ09{\`@[")`,
  `string.reverse()`,
  `string.reverse(123)`,
  `string.reverse("a\\0b\\255")`,
  `string.dump()`,
  `string.dump(1)`,
];

test("the functions give and refuse what LuaJIT's do", () => {
  if (!installed("luajit")) return;
  sameAsLuaJit(eachExpression(EXPRESSIONS));
});

test("the functions are methods of strings", () => {
  const lines = runStrings(`
    p(("x"):rep(3), ("%d"):format(7), #("abc"):upper(), ("a,b"):find(",", 1, true))
    local mt = getmetatable("")
    p(mt.__index == string, getmetatable("x") == mt, mt.__name, ("abc").missing)
    p(pcall(function() return ("abc"):nope() end))`);
  assert.equal(lines, [
    "xxx 7 3 2 2",
    "true true nil nil",
    "false t.lua:5: attempt to call method 'nope' (a nil value)",
  ]);
});

test("byte gives up to 8000 values", () => {
  const lines = runStrings(`
    p(select("#", ("x"):rep(8000):byte(1, -1)))
    p(pcall(function() local n = ("x"):rep(8001):byte(1, -1) end))`);
  assert.equal(lines, ["8000", "false t.lua:3: string slice too long"]);
});

test("a repetition too big for memory is an error without a position; a count beyond 32 bits is a negative one", () => {
  const source = `
    p(pcall(function() local s = ("x"):rep(2^31 - 1) end))
    p(pcall(function() local s = (""):rep(2^31 - 1, "xy") end))
    p(("x"):rep(1e10) == "", ("x"):rep(1/0) == "", (""):rep(1e10, "xy") == "", ("x"):rep(2^31) == "", #("ab"):rep(10))`;
  const tooMuch = "false not enough memory";
  assert.equal(runStrings(source), [tooMuch, tooMuch, "true true true true 20"]);
  assert.equal(runStrings(`p(pcall(string.rep, "ab", 6))`, { stringBytes: 10 }), [tooMuch]);
});

test("what gmatch answers is a function of LuaJIT's own", () => {
  assert.is(runInTiers(`print(("x"):gmatch("x"))`), "function: builtin#89\n");
});

test("a dumped function can be loaded again, without its captured variables", () => {
  const lines = runStrings(`
    local d = string.dump(function(a) return a * 2 end)
    p(type(d), d:byte(1), d:sub(2, 3), loadstring(d)(21), loadstring(d .. "")(4))
    local up = 5
    local function reads() return up end
    p(pcall(loadstring(string.dump(reads))))
    p(string.dump(reads) == string.dump(reads, true), string.dump(reads) == d)
    p(pcall(function() local x = string.dump(string.rep) end))
    p(pcall(string.dump, "x"))`);
  assert.equal(lines, [
    "string 27 LJ 42 8",
    "true nil",
    "true false",
    "false t.lua:8: unable to dump given function",
    "false bad argument #1 to '?' (function expected, got string)",
  ]);
});

test("every value has a text", () => {
  const { state } = load("", () => {});
  const texts = [undefined, true, false, 1.5, "x", state.globals].map((value) => toText(state, value));
  assert.equal(texts.slice(0, 5), ["nil", "true", "false", "1.5", "x"]);
  assert.match(texts[5] ?? "", /^table: 0x[0-9a-f]{14}$/);
  const lines = runStrings(`p(("%s|%s"):format(null, string.len):match("^(userdata: NULL)|(function: 0x)%x+$"))`);
  assert.equal(lines, ["userdata: NULL function: 0x"]);
});

test.run();
