import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Table } from "../../../src/vm/table.ts";
import { withCjson } from "./with-cjson.ts";

const { fake, run, encode, decode, toLua, fromLua } = withCjson();

/** The JSON of a Lua expression, or what cjson.safe says is wrong with it. */
function json(expression: string) {
  const [text, mistake] = run(`return safe.encode(${expression})`);
  return text ?? mistake;
}

test("values that are no tables", () => {
  const cases: Record<string, string> = {
    nil: "null",
    "cjson.null": "null",
    "ngx.null": "null",
    true: "true",
    false: "false",
    "cjson.empty_array": "[]",
    '""': '""',
    1: "1",
    "-0": "-0",
    "1e20": "1e+20",
    "2^53": "9.007199254741e+15",
    "1/3": "0.33333333333333",
    "0.1": "0.1",
    "-1.5e-7": "-1.5e-07",
  };
  for (const [expression, text] of Object.entries(cases)) assert.is(json(expression), text, expression);
});

test("controls, quotes, backslashes, slashes and byte 127 are escaped; other bytes pass", () => {
  assert.is(encode('"\\/\b\t\n\f\r\0\x01\x1f\x7f'), '"\\"\\\\\\/\\b\\t\\n\\f\\r\\u0000\\u0001\\u001f\\u007f"');
  assert.is(encode("é\x80\xff\xc0"), '"é\x80\xff\xc0"');
});

test("strings of any length are escaped alike", () => {
  for (const length of [1, 23, 24, 25, 100, 1000, 5000]) {
    const text = 'a"\x01/é'.repeat(length).slice(0, length);
    const short = [...text].map((byte) => String(encode(byte)).slice(1, -1)).join("");
    assert.is(encode(text), `"${short}"`);
  }
});

test("tables whose keys are 1 to n are arrays, others objects", () => {
  const cases: Record<string, string> = {
    "{}": "{}",
    "{1, 2, {3}}": "[1,2,[3]]",
    "{1, nil, 3}": "[1,null,3]",
    "{[3] = true}": "[null,null,true]",
    "{a = 1}": '{"a":1}',
    "{1, a = 2}": '{"1":1,"a":2}',
    "{[0] = 1}": '{"0":1}',
    "{[-1] = 1}": '{"-1":1}',
    "{[1.5] = 1}": '{"1.5":1}',
    "{[1e20] = 1}": '{"1e+20":1}',
    '{["a/\\"b"] = {}}': '{"a\\/\\"b":{}}',
  };
  for (const [expression, text] of Object.entries(cases)) assert.is(json(expression), text, expression);
});

test("what JSON does not have is named", () => {
  const cases: Record<string, string> = {
    pcall: "function: type not supported",
    "{f = pcall}": "function: type not supported",
    "{pcall}": "function: type not supported",
    "1/0": "number: must not be NaN or Infinity",
    "{-1/0}": "number: must not be NaN or Infinity",
    "0/0": "number: must not be NaN or Infinity",
    "{[1/0] = 1}": "number: must not be NaN or Infinity",
    "{[true] = 1}": "boolean: table key must be a number or string",
    "{[{}] = 1}": "table: table key must be a number or string",
    "{[pcall] = 1}": "function: table key must be a number or string",
    "{[cjson.null] = 1}": "userdata: table key must be a number or string",
    "{[1] = 1, [1000] = 2}": "table: excessively sparse array",
    "{a = {[100] = 1}}": "table: excessively sparse array",
  };
  for (const [expression, text] of Object.entries(cases)) assert.is(json(expression), `Cannot serialise ${text}`);
});

test("errors say where they come from, except those of cjson.safe", () => {
  assert.equal(run("return pcall(cjson.encode, pcall)"), [false, "Cannot serialise function: type not supported"]);
  assert.equal(run("return pcall(function() local x = cjson.encode(pcall) end)"), [
    false,
    "t.lua:1: Cannot serialise function: type not supported",
  ]);
  assert.equal(run("local x, e = safe.encode(pcall) return x, e"), [
    undefined,
    "Cannot serialise function: type not supported",
  ]);
});

test("exactly one argument", () => {
  for (const args of ["", "1, 2"]) {
    assert.equal(run(`return pcall(function() local x = cjson.encode(${args}) end)`), [
      false,
      "t.lua:1: bad argument #1 to 'encode' (expected 1 argument)",
    ]);
    assert.equal(run(`return pcall(function() local x = cjson.decode(${args}) end)`), [
      false,
      "t.lua:1: bad argument #1 to 'decode' (expected 1 argument)",
    ]);
  }
});

test("tables that hold themselves end at the depth that is allowed", () => {
  const tooDeep = "Cannot serialise, excessive nesting (1001)";
  assert.is(run("local t = {} t[1] = t return safe.encode(t)")[1], tooDeep);
  assert.is(run("local t = {} t.a = {b = t} return safe.encode(t)")[1], tooDeep);
});

test("a key too large for a C int is no place in an array", () => {
  assert.is(json("{[2^31] = 1}"), '{"2147483648":1}');
});

test("metatables that say what is an array", () => {
  const cases: Record<string, string> = {
    "setmetatable({}, cjson.empty_array_mt)": "[]",
    "setmetatable({a = 1}, cjson.empty_array_mt)": "[]",
    "setmetatable({1}, cjson.empty_array_mt)": "[1]",
    "setmetatable({}, cjson.array_mt)": "[]",
    "setmetatable({1, a = 2}, cjson.array_mt)": "[1]",
    "{setmetatable({}, cjson.array_mt), {}}": "[[],{}]",
  };
  for (const [expression, text] of Object.entries(cases)) assert.is(json(expression), text, expression);
});

test("a table with __len is an array of that many elements, read through __index", () => {
  const proxy = "setmetatable({}, {__len = function() return 3 end, __index = function(_, key) return key * 2 end})";
  assert.is(json(proxy), "[2,4,6]");
  assert.is(json("setmetatable({a = 1}, {__len = function() return 0 end})"), "[]");
  assert.is(json("setmetatable({}, {__len = function() return '2' end})"), "[null,null]");
  assert.equal(
    run("return pcall(cjson.encode, setmetatable({}, {__len = function() local x = nil + 1 end}))").slice(0, 1),
    [false],
  );
});

test("a metamethod may encode as well", () => {
  const inner = "function() inner = cjson.encode({'inner'}) return 1 end";
  assert.equal(run(`return cjson.encode({'a', setmetatable({'b'}, {__len = ${inner}}), 'c'}), inner`), [
    '["a",["b"],"c"]',
    '["inner"]',
  ]);
});

test("values and long texts count as steps", () => {
  const { state } = fake.context;
  const stepsOf = (value: unknown) => {
    const before = state.steps;
    encode(toLua(value));
    return before - state.steps;
  };
  assert.ok(stepsOf(new Array(5000).fill(true)) >= 5000);
  assert.ok(stepsOf({ text: "x".repeat(1_000_000) }) >= 1000);
});

test("an error in the middle leaves nothing behind", () => {
  assert.equal(run("return pcall(cjson.encode, {1, 2, pcall}), cjson.encode({3})"), [false, "[3]"]);
});

const jsonValue = fc.jsonValue({ stringUnit: "binary", maxDepth: 4 });

test("JSON.parse and decode agree", () => {
  const isSmall = (value: unknown): boolean =>
    typeof value === "object" && value !== null
      ? Object.values(value).every(isSmall)
      : typeof value !== "number" || Math.abs(value) < 2 ** 63;
  fc.assert(
    fc.property(jsonValue.filter(isSmall), fc.constantFrom(undefined, 1, "\t"), (value, space) => {
      const text = Buffer.from(JSON.stringify(value, null, space)).toString("latin1");
      assert.equal(fromLua(decode(text)), emptyAsObjects(value));
    }),
  );
});

test("JSON.parse reads what encode writes, and so does decode", () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      const expected = emptyAsObjects(value, (number) => Number(number.toPrecision(14)));
      const text = String(encode(toLua(value)));
      assert.equal(JSON.parse(Buffer.from(text, "latin1").toString()), expected);
      if (!text.includes("e+")) assert.equal(fromLua(decode(text)), expected);
    }),
  );
});

test("any bytes come back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
      const text = String.fromCharCode(...data);
      assert.is(decode(String(encode(text))), text);
      const table = new Table();
      table.set(text, text);
      assert.is((decode(String(encode(table))) as Table).get(text), text);
    }),
  );
});

/** What becomes of a value on its way through Lua, which has one kind of table. */
function emptyAsObjects(value: unknown, ofNumber = (number: number) => number): unknown {
  if (typeof value === "number") return ofNumber(value) + 0;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.length === 0 ? {} : value.map((item) => emptyAsObjects(item, ofNumber));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, emptyAsObjects(item, ofNumber)]));
}

test.run();
