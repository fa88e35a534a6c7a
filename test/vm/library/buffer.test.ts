import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bufferLibrary } from "../../../src/vm/library/buffer.ts";
import { define, libraryTable } from "../../../src/vm/library/define.ts";
import { Layout } from "../../../src/vm/library/fields.ts";
import { formatLibrary } from "../../../src/vm/library/format.ts";
import type { State } from "../../../src/vm/state.ts";
import { tostringBlocking } from "../../../src/vm/tostring.ts";
import { installed } from "../real-lua.ts";
import { eachExpression, run, runInLuaJit } from "./scripts.ts";

function install(state: State): void {
  state.globals.set("buffer", bufferLibrary(state));
  state.globals.set("string", libraryTable(new Layout(), formatLibrary(state)));
  define(state.globals, { tostring: (value) => tostringBlocking(state, value) });
}

const REQUIRE = 'buffer = require "string.buffer"';

/** What both machines have before each script; `b(…)` is a new buffer that holds its arguments. */
const PRELUDE = `
  function b(...) return buffer.new():put(...) end
  method = getmetatable(b()) == "buffer" and debug.getmetatable(b()) or getmetatable(b())
  T = function(made) return setmetatable({}, { __tostring = function() return made end }) end
`;

const VALUES = ["nil", "{}", "-1", '"x"', '"2"', "2.7", "true", "print", "1, 2", "1e10", "0/0", "buffer.new()"];
const METHODS = ["put", "putf", "get", "set", "skip", "encode", "decode", "tostring", "reset", "free", "__len"];

/** Results and errors that LuaJIT is asked about. */
const EXPRESSIONS = [
  ...METHODS.flatMap((name) => [
    `method.${name}()`,
    `method.${name}(1)`,
    `method.${name}(b("abc"))`,
    ...VALUES.map((value) => `tostring(method.${name}(b("abc"), ${value}))`),
  ]),
  ...["commit", "reserve"].flatMap((name) =>
    ["nil", "{}", "-1", '"1"'].map((value) => `method.${name}(b("x"), ${value})`),
  ),
  ...["1", "nil", '"x"', "{}"].map((value) => `method.putcdata(b("x"), ${value})`),
  ...["", "1", "{}", "1, {}", "nil, {}", "1, 2", "1, nil", "-1", '"5"', "true", "2^31", "0/0", "{}, 1"].map(
    (args) => `#buffer.new(${args})`,
  ),
  ...["{ dict = 1 }", "{ dict = { 1 } }", '{ metatable = { "x" } }', "{ dict = { false } }"].map(
    (options) => `#buffer.new(${options})`,
  ),
  'b("abcdef"):get(1, nil, 2)',
  'b("abcdef"):get(0, 2, 100)',
  'b("ab"):skip(1):put("c"):get()',
  '(function() local x = b("abcdef") return pcall(x.get, x, 2, 1, "x", 1), tostring(x) end)()',
  'tostring(b("ab"):put(b("cd"), 1, -0.5, 1e300, 12345678901234567890, T("made"), T(5), T(b("x"))))',
  "b(T(nil))",
  'b("a", nil)',
  '(function() local x = b("x") return pcall(x.put, x, "y", x), tostring(x) end)()',
  '(function() local x = b() pcall(x.put, x, "a", nil, "c") return tostring(x) end)()',
  'tostring(b():putf("%5d|%s|%q|%s", 42, T("t"), "y", b("in")))',
  'b():putf("%d", "x")',
  'b():putf("%y")',
  'b():putf("%d")',
  'b("x") .. "y", "y" .. b("x"), b("x") .. b("y"), b("x") .. 1',
  'b("x") .. {}',
  '{} .. b("x")',
  'b("x") .. T("y")',
  'b("x") < b("y")',
  'b("x") + 1',
  'b("x") == b("x")',
  'b("x").nothing',
  'b("x"):nothing()',
  'type(b()), #b("abc"), tostring(b("abc"))',
  'string.format("%s %q", b("in"), b("q"))',
];

const NESTED = (depth: number) => `(function() local d = {} for i = 2, ${depth} do d = { d } end return d end)()`;

/** Values whose bytes do not depend on how a table lies in memory. */
const ENCODED = [
  ...["nil", "true", "false", "0", "1", "-1", "2147483647", "2147483648", "0.5", "-0.0", "0/0", "1/0", "1e300"],
  ...[
    '""',
    '"a"',
    "'\\0\\255'",
    "{}",
    "{ 1, 2, 3 }",
    "{ a = 1 }",
    '{ "x", y = "z" }',
    "{ {}, { {} } }",
    "{ [1.5] = 2 }",
  ],
  ...["{ [true] = false }", "{ [{}] = 1 }", "{ [-1] = 1 }", "print", "{ print }", "b()", "setmetatable({ 1 }, {})"],
  ...[NESTED(100), NESTED(101), "(function() local round = {} round.x = round return round end)()"],
  ...[191, 192, 8159, 8160, 8161].map((length) => `("${"x".repeat(length)}")`),
];

/** What is no value, or a value that is made otherwise here. */
const BYTES = [
  ...[
    "",
    "\\0",
    "\\1",
    "\\2",
    "\\6\\1\\0\\0\\0",
    "\\6\\255\\255\\255\\255",
    "\\6\\1",
    "\\7",
    "\\7\\255\\255\\255\\255\\255\\255\\255\\255",
  ],
  ...[
    "\\8",
    "\\9",
    "\\9\\1",
    "\\9\\1\\0\\1",
    "\\9\\2\\33a\\1\\33a\\2",
    "\\10\\2\\1",
    "\\10\\3\\1\\2",
    "\\12\\3\\1\\2",
    "\\13\\2\\1\\1\\33a\\2",
  ],
  ...[
    "\\14",
    "\\14\\0\\8",
    "\\15",
    "\\15\\0",
    "\\19",
    "\\31",
    "\\32",
    "\\32x",
    "\\33",
    "\\224",
    "\\224\\0",
    "\\255",
    "\\255\\1",
  ],
  ...[
    "\\255\\32\\0\\0\\0",
    "\\0\\0",
    "\\10\\255\\255\\255\\255\\255",
    "\\9\\255\\255\\255\\255\\127\\0",
    "\\10\\255\\0\\0\\0\\1",
  ],
  ...["\\9\\1\\7\\0\\0\\0\\0\\0\\0\\248\\255\\1", "\\33", "\\34ab", "\\223\\1"],
];

/** Defines `shown(value)`: a table's content, in an order of its own. */
const SHOWN = `
  function shown(value)
    if type(value) ~= "table" then return tostring(value) end
    local all, count = {}, 0
    for key, held in next, value do count = count + 1 all[count] = tostring(shown(key)) .. "=" .. tostring(shown(held)) end
    for i = 1, count do for j = i + 1, count do if all[j] < all[i] then all[i], all[j] = all[j], all[i] end end end
    local text = "{" for i = 1, count do text = text .. all[i] .. ";" end
    return text .. "}"
  end
`;

function sameAsLuaJit(script: string): void {
  if (!installed("luajit")) return;
  const whole = PRELUDE + SHOWN + script;
  assert.equal(run(whole, install), runInLuaJit(whole, REQUIRE));
}

test("buffers do what LuaJIT's do, and fail with its texts", () => {
  sameAsLuaJit(eachExpression(EXPRESSIONS));
});

test("what get gave before an argument that is wrong is gone", () => {
  sameAsLuaJit(
    `local b = b("abcde") p(pcall(b.get, b, 2, "x", 1)) p(#b, b:tostring()) p(pcall(b.get, b, nil, {})) p(#b)`,
  );
});

test("values become the bytes that LuaJIT makes of them, and come back", () => {
  sameAsLuaJit(ENCODED.map((value) => `p(pcall(function() return buffer.encode(${value}) end))`).join("\n"));
  sameAsLuaJit(
    ENCODED.map((value) => `p(pcall(function() return shown(buffer.decode(buffer.encode(${value}))) end))`).join("\n"),
  );
});

test("bytes that are no value are refused in LuaJIT's words", () => {
  sameAsLuaJit(BYTES.map((bytes) => `p(pcall(function() return shown(buffer.decode("${bytes}")) end))`).join("\n"));
});

test("a buffer is a stream of values, whose dictionaries stand for texts and metatables", () => {
  sameAsLuaJit(`
    local x = buffer.new():encode(1):encode("x"):encode({ 5 })
    p(#x, x:decode(), x:decode(), x:decode()[1], #x, pcall(x.decode, x))
    x:put("\\33") p(pcall(x.decode, x)) p(#x)
    local metatable = { __index = { inherited = "yes" } }
    local y = buffer.new({ dict = { "foo", "bar", false, "foo" }, metatable = { false, metatable } })
    p(tostring(y:encode({ foo = 1 }))) p(y:decode().foo)
    p(tostring(y:encode(setmetatable({ bar = { "bar" } }, metatable))))
    local made = y:decode() p(made.inherited, made.bar[1], #y)
    for _, bytes in next, { "\\15\\1", "\\15\\2", "\\15\\9", "\\14\\1\\8", "\\14\\0\\8", "\\14\\1\\1" } do
      p(pcall(function() return shown(y:set(bytes):decode()) end))
    end
    local kept = b("kept") p(pcall(kept.encode, kept, { 1, print })) p(tostring(kept))`);
});

test("ngx.null is a null pointer", () => {
  const withNull = (state: State) => {
    install(state);
    state.globals.set("null", state.null);
  };
  const lines = run("p(buffer.encode({ null })) p(buffer.decode(buffer.encode({ null }))[1] == null)", withNull);
  assert.equal(lines, ["\x0c\x02\x03", "true"]);
});

test("what needs pointers or 64-bit integers says so", () => {
  const lines = run(
    `${PRELUDE} p(pcall(function() b():reserve(1) end)) p(pcall(function() b():ref() end)) p(pcall(function() b("x"):commit(1) end))
    p(pcall(buffer.decode, "\\16\\1\\0\\0\\0\\0\\0\\0\\0"))`,
    install,
  );
  assert.equal(lines, [
    "false t.lua:5: 'reserve' of string.buffer needs ffi, which ngxbox does not have",
    "false t.lua:5: 'ref' of string.buffer needs ffi, which ngxbox does not have",
    "false t.lua:5: bad argument #1 to 'commit' (number out of range)",
    "false cannot deserialize tag 0x10",
  ]);
});

test("any bytes decode to a value or an error, and a value to the same bytes again", () => {
  const bytes = fc
    .uint8Array({ maxLength: 40 })
    .map((all) => [...all].map((byte) => `\\${String(byte).padStart(3, "0")}`));
  const lead = fc.constantFrom("", "\\009\\002", "\\012\\004", "\\013\\002\\001", "\\014\\000\\008", "\\033");
  fc.assert(
    fc.property(lead, bytes, (first, rest) => {
      const lines = run(
        `local ok, value = pcall(buffer.decode, "${first}${rest.join("")}")
        if not ok then return p(type(value)) end
        local encoded = buffer.encode(value)
        p(buffer.encode(buffer.decode(encoded)) == encoded)`,
        install,
      );
      assert.ok(lines[0] === "true" || lines[0] === "string", lines[0]);
    }),
    { numRuns: 300 },
  );
});

test("a buffer that is filled and emptied in turns does not grow", () => {
  const lines = run(
    `local x = buffer.new()
    for i = 1, 2000 do x:put("0123456789"):put(("x")) if #x ~= 11 or x:get(11) ~= "0123456789x" then p("wrong", i) end end
    for i = 1, 1000 do x:put("0123456789") end
    local joined = "" for i = 1, 1000 do joined = x:get(7) x:put("abcdefg") end
    p(#x, #joined)`,
    install,
  );
  assert.equal(lines, ["10000 7"]);
});

test.run();
