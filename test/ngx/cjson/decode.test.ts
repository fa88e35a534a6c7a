import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Table } from "../../../src/vm/table.ts";
import { luaErrorOf, withCjson } from "./with-cjson.ts";

const { fake, run, call, decode, encode, refusal, fromLua } = withCjson();

test("every kind of value becomes Lua's own", () => {
  assert.equal(fromLua(decode(' {"a" : [1, -2.5e3, true,\tfalse,\r\n null, "x"], "b": {}} ')), {
    a: [1, -2500, true, false, null, "x"],
    b: {},
  });
  assert.is(decode("12"), 12);
  assert.is(decode('"x"'), "x");
  assert.equal(run('return cjson.decode("null") == ngx.null, cjson.decode(7), #cjson.decode("[1,null,3]")'), [
    true,
    7,
    3,
  ]);
});

test("the last of several members of one name stays", () => {
  assert.equal(fromLua(decode('{"a":1,"b":2,"a":3,"c":4,"a":{"d":5}}')), { a: { d: 5 }, b: 2, c: 4 });
});

test("escapes become bytes, those of code points UTF-8", () => {
  const text = String.raw`"\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83d\ude00\u0000."`;
  assert.is(decode(text), `"\\/\b\f\n\r\tA${Buffer.from("é€😀").toString("latin1")}\0.`);
});

test("bytes that are no UTF-8, and controls, pass as they are", () => {
  assert.is(decode('"\xff\xc0\x80\xed\xa0\x80\x01\n\x7f"'), "\xff\xc0\x80\xed\xa0\x80\x01\n\x7f");
});

test("a long string is read whole, with escapes far from each other", () => {
  const plain = "x".repeat(100);
  assert.is(decode(`"${plain}\\n${plain}\\u00e9${plain}"`), `${plain}\n${plain}\xc3\xa9${plain}`);
  assert.equal(fromLua(decode(`["${plain}","\\\\${plain}\\"","${plain}"]`)), [plain, `\\${plain}"`, plain]);
});

test("what JSON does not have is named with its place", () => {
  const cases: Record<string, string> = {
    "": "value but found T_END at character 1",
    "  ": "value but found T_END at character 3",
    "{": "object key string but found T_END at character 2",
    "[": "value but found T_END at character 2",
    "[1,]": "value but found T_ARR_END at character 4",
    "[,1]": "value but found T_COMMA at character 2",
    "{a:1}": "object key string but found invalid token at character 2",
    "{1:1}": "object key string but found T_INTEGER at character 2",
    "{1.0:1}": "object key string but found T_NUMBER at character 2",
    "{true:1}": "object key string but found T_BOOLEAN at character 2",
    "{null:1}": "object key string but found T_NULL at character 2",
    '{"a" 1}': "colon but found T_INTEGER at character 6",
    '{"a"}': "colon but found T_OBJ_END at character 5",
    '{"a":}': "value but found T_OBJ_END at character 6",
    '{"a":1 "b"}': "comma or object end but found T_STRING at character 8",
    '{"a":1,}': "object key string but found T_OBJ_END at character 8",
    '{"a":1]': "comma or object end but found T_ARR_END at character 7",
    "[1 2]": "comma or array end but found T_INTEGER at character 4",
    "[1}": "comma or array end but found T_OBJ_END at character 3",
    "[1:": "comma or array end but found T_COLON at character 3",
    "1 [": "the end but found T_ARR_BEGIN at character 3",
    "1 {": "the end but found T_OBJ_BEGIN at character 3",
    truefalse: "the end but found T_BOOLEAN at character 5",
    nul: "value but found invalid token at character 1",
    "'x'": "value but found invalid token at character 1",
    "\xef\xbb\xbf{}": "value but found invalid token at character 1",
    "[.5]": "value but found invalid token at character 2",
    "[-]": "value but found invalid number at character 2",
    "[--1]": "value but found invalid number at character 2",
    '"x': "value but found unexpected end of string at character 3",
    '"a\\x"': "value but found invalid escape code at character 3",
    '"a\\': "value but found invalid escape code at character 3",
    '"\\u12g4"': "value but found invalid unicode escape code at character 2",
    '"\\u12"': "value but found invalid unicode escape code at character 2",
    '"\\ud83d"': "value but found invalid unicode escape code at character 2",
    '"\\ud83d\\u0041"': "value but found invalid unicode escape code at character 2",
    '"\\ude00"': "value but found invalid unicode escape code at character 2",
    "/* */ 1": "value but found invalid token at character 1",
  };
  for (const [text, what] of Object.entries(cases)) assert.is(refusal(text), `Expected ${what}`, text);
});

test("a zero byte ends the text", () => {
  assert.equal(fromLua(decode("[1]\0 whatever")), [1]);
  assert.is(refusal("[1\0]"), "Expected comma or array end but found T_END at character 3");
});

test("wide encodings are refused", () => {
  const refused = "JSON parser does not support UTF-16 or UTF-32";
  assert.is(refusal("1\x000"), refused);
  assert.is(refusal("\x001"), refused);
  assert.is(refusal("\0"), "Expected value but found T_END at character 1");
  assert.is(refusal('"a\0b"'), "Expected value but found unexpected end of string at character 3");
});

test("numbers beyond JSON are taken as C does", () => {
  const cases: Record<string, number> = {
    "0x10": 16,
    "-0xff": -255,
    "0x1.8p1": 3,
    "+5": 5,
    "007": 7,
    "1.": 1,
    "-.5": -0.5,
    "1e400": Number.POSITIVE_INFINITY,
    "1e-400": 0,
    inf: Number.POSITIVE_INFINITY,
    "-Infinity": Number.NEGATIVE_INFINITY,
    "4.9e-324": 5e-324,
    "9007199254740993": 9007199254740992,
    "123456789012345678901234567890": 2 ** 63,
    "-123456789012345678901234567890": -(2 ** 63),
    "123456789012345678901234567890.0": 1.2345678901234568e29,
    "0.1234567890123456789": 0.12345678901234568,
  };
  for (const [text, number] of Object.entries(cases)) assert.is(decode(text), number, text);
  for (const nan of ["nan", "NaN", "-nan"]) assert.ok(Number.isNaN(decode(nan) as number), nan);
  assert.ok(Object.is(decode("-0"), 0));
  assert.ok(Object.is(decode("-0.0"), -0));
});

test("decode_invalid_numbers(false) takes only those of JSON", () => {
  assert.is(call("decode_invalid_numbers"), true);
  assert.is(call("decode_invalid_numbers", false), false);
  for (const text of ["0x10", "-0x1", "01", "-01", "-inf", "-nan"]) {
    assert.match(luaErrorOf(() => decode(text)) ?? "", /found invalid number at character 1$/, text);
  }
  for (const text of ["inf", "nan", "Infinity", "+1"]) {
    assert.match(luaErrorOf(() => decode(text)) ?? "", /found invalid token at character 1$/, text);
  }
  assert.is(decode("-12.5e+1"), -125);
  call("decode_invalid_numbers", true);
});

test("decode_max_depth", () => {
  assert.is(refusal(`${"[".repeat(1000)}`), "Expected value but found T_END at character 1001");
  const tooDeep = "Found too many nested data structures (1001) at character 1001";
  assert.is(refusal("[".repeat(1001)), tooDeep);
  assert.is(refusal("[".repeat(10_000)), tooDeep);
  assert.is(refusal('{"a":'.repeat(10_000)), "Found too many nested data structures (1001) at character 5001");
  assert.is(call("decode_max_depth", 1), 1);
  assert.equal(fromLua(decode("[1]")), [1]);
  assert.match(luaErrorOf(() => decode("[[1]]")) ?? "", /nested data structures \(2\) at character 2$/);
  // Beyond this, lua-cjson has no stack left.
  call("decode_max_depth", 2 ** 31 - 1);
  assert.match(luaErrorOf(() => decode("[".repeat(1e6))) ?? "", /structures \(7999\) at character 7999$/);
  assert.match(luaErrorOf(() => decode('{"":'.repeat(1e6))) ?? "", /structures \(4000\) at character 15997$/);
  call("decode_max_depth", 1000);
});

test("decode_array_with_array_mt", () => {
  assert.is(call("decode_array_with_array_mt"), false);
  call("decode_array_with_array_mt", true);
  const text = '{"a":[],"b":[[]],"c":{}}';
  assert.is(encode(decode(text)), text);
  const [one, other] = [decode("[1]") as Table, decode("[]") as Table];
  assert.is(one.shape, other.shape, "each has a shape of its own");
  call("decode_array_with_array_mt", false);
  assert.is((decode("[]") as Table).metatable, null);
});

test("decode_allow_comment", () => {
  assert.is(call("decode_allow_comment"), false);
  call("decode_allow_comment", true);
  assert.equal(fromLua(decode("// first\n[1, /* in * between */ 2 //\n]// last")), [1, 2]);
  assert.match(
    luaErrorOf(() => decode("[1, /* ")) ?? "",
    /value but found unclosed multi-line comment at character 8$/,
  );
  assert.match(luaErrorOf(() => decode("[1, / 2]")) ?? "", /value but found invalid token at character 5$/);
  call("decode_allow_comment", false);
});

test("what does not agree with JSON.parse is refused, and nothing else", () => {
  const tokens = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"b\\n"',
    '"',
    "1",
    "-2.5e3",
    "0.5",
    "true",
    "null",
    "tru",
    " ",
    "e",
    "\\",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        expected = undefined;
      }
      const error = luaErrorOf(() => decode(text));
      if (expected !== undefined) assert.is(error, undefined, text);
      // A point without digits behind it, and zeros in front, are all that is more.
      else if (!/\.(?!\d)|0\d|[+.]/.test(text))
        assert.match(error ?? "", /^Expected .+ but found .+ at character \d+$/);
    }),
    { numRuns: 500 },
  );
});

test("values and long texts count as steps", () => {
  const { state } = fake.context;
  const stepsOf = (text: string) => {
    const before = state.steps;
    decode(text);
    return before - state.steps;
  };
  assert.ok(stepsOf(`[${"1,".repeat(5000)}1]`) >= 5000);
  assert.ok(stepsOf(`"${"x".repeat(1_000_000)}"`) >= 1000);
});

test("whatever the bytes are, the answer is a value or Lua's error", () => {
  const bytes = fc.uint8Array({ maxLength: 40 }).map((data) => String.fromCharCode(...data));
  const shaped = bytes.map((text) => `[{"k":"${text}`);
  fc.assert(fc.property(fc.oneof(bytes, shaped), (text) => luaErrorOf(() => decode(text)) !== ""));
});

test.run();
