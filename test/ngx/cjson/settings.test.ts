import { test } from "uvu";
import * as assert from "uvu/assert";
import { luaErrorOf, withCjson } from "./with-cjson.ts";

const { run, call, encode } = withCjson();

test("encode_max_depth", () => {
  assert.is(call("encode_max_depth"), 1000);
  assert.is(call("encode_max_depth", 2), 2);
  assert.equal(run("return cjson.encode({{}}), pcall(cjson.encode, {{{}}})"), [
    "[{}]",
    false,
    "Cannot serialise, excessive nesting (3)",
  ]);
  // Beyond this, lua-cjson has no stack left.
  call("encode_max_depth", 2 ** 31 - 1);
  const nest = (depth: number, key: string) =>
    `local t = {} local root = t for i = 2, ${depth} do t[${key}] = {} t = t[${key}] end`;
  assert.is(run(`${nest(7997, "1")} return #cjson.encode(root)`)[0], 2 * 7997);
  assert.is(
    run(`${nest(10_000, "1")} return pcall(cjson.encode, root)`)[1],
    "Cannot serialise, excessive nesting (7998)",
  );
  assert.is(
    run(`${nest(10_000, '"a"')} return pcall(cjson.encode, root)`)[1],
    "Cannot serialise, excessive nesting (4000)",
  );
  call("encode_max_depth", 1000);
});

test("encode_number_precision", () => {
  assert.is(call("encode_number_precision"), 14);
  const texts: [number, number, string][] = [
    [3, Math.PI, "3.14"],
    [1, 0.25, "0.2"],
    [1, 0.35, "0.3"],
    [1, 150, "2e+02"],
    [2, 250_000, "2.5e+05"],
    [3, 123_456, "1.23e+05"],
    [16, 0.1, "0.1"],
    [16, 0.1 + 0.2, "0.3"],
    [16, 1 / 3, "0.3333333333333333"],
    [16, 2 ** 53, "9007199254740992"],
  ];
  for (const [precision, number, text] of texts) {
    assert.is(call("encode_number_precision", precision), precision);
    assert.is(encode(number), text);
  }
  const refused = "bad argument #1 to '?' (expected integer between 1 and 16)";
  for (const precision of [0, 17, -1])
    assert.is(
      luaErrorOf(() => call("encode_number_precision", precision)),
      refused,
    );
  assert.is(call("encode_number_precision", 14), 14);
});

test("encode_sparse_array", () => {
  assert.equal(run("return cjson.encode_sparse_array()"), [false, 2, 10]);
  assert.is(run("return cjson.encode({[10] = 1})")[0], `[${"null,".repeat(9)}1]`);
  assert.equal(run("return cjson.encode_sparse_array(true)"), [true, 2, 10]);
  assert.is(run("return cjson.encode({[11] = 1})")[0], '{"11":1}');
  assert.equal(run('return cjson.encode_sparse_array("off", "3", 2)'), [false, 3, 2]);
  assert.is(run("return cjson.encode({[3] = 1})")[0], "[null,null,1]");
  assert.is(run("return pcall(cjson.encode, {[4] = 1})")[1], "Cannot serialise table: excessively sparse array");
  assert.equal(run("return cjson.encode_sparse_array(nil, 0)"), [false, 0, 2]);
  assert.is(run("return cjson.encode({[6] = 1})")[0], "[null,null,null,null,null,1]");
  const refused = "bad argument #1 to '?' (expected integer between 0 and 2147483647)";
  assert.is(run("return pcall(cjson.encode_sparse_array, nil, nil, -1)")[1], refused);
  assert.is(run("return pcall(cjson.encode_sparse_array, 1)")[1], "bad argument #1 to '?' (invalid option '1')");
  assert.is(
    run("return pcall(cjson.encode_sparse_array, nil, nil, nil, nil)")[1],
    "bad argument #4 to '?' (found too many arguments)",
  );
  run("cjson.encode_sparse_array(false, 2, 10)");
});

test("encode_invalid_numbers", () => {
  assert.equal(run("return cjson.encode_invalid_numbers()"), [false]);
  assert.equal(run("return cjson.encode_invalid_numbers(true), cjson.encode({1/0, -1/0, 0/0})"), [
    true,
    "[Infinity,-Infinity,NaN]",
  ]);
  assert.equal(run('return cjson.encode_invalid_numbers("null"), cjson.encode({1/0, -1/0, 0/0})'), [
    "null",
    "[null,null,null]",
  ]);
  assert.equal(run('return cjson.encode_invalid_numbers("off"), pcall(cjson.encode_invalid_numbers, "x")'), [
    false,
    false,
    "bad argument #1 to '?' (invalid option 'x')",
  ]);
});

test("encode_empty_table_as_object", () => {
  assert.equal(run("return cjson.encode_empty_table_as_object(), cjson.encode_empty_table_as_object(false)"), [
    true,
    false,
  ]);
  assert.is(run("return cjson.encode({{}, a = {}})")[0], '{"1":[],"a":[]}');
  call("encode_empty_table_as_object", true);
});

test("encode_escape_forward_slash is one setting for all instances", () => {
  assert.equal(run('other = cjson.new() return other.encode_escape_forward_slash(false), cjson.encode("/")'), [
    false,
    '"/"',
  ]);
  assert.equal(run('return cjson.encode_escape_forward_slash(), other.encode("a/b")'), [true, '"a\\/b"']);
});

test("encode_skip_unsupported_value_types", () => {
  assert.is(call("encode_skip_unsupported_value_types"), false);
  call("encode_skip_unsupported_value_types", true);
  const texts = run(
    "return cjson.encode({1, pcall, 3}), cjson.encode({a = pcall}), cjson.encode(pcall), cjson.encode({cjson.null})",
  );
  assert.equal(texts, ["[1,3]", "{}", "", "[null]"]);
  call("encode_skip_unsupported_value_types", false);
});

test("encode_indent", () => {
  assert.is(call("encode_indent"), "");
  assert.is(call("encode_indent", "  "), "  ");
  assert.is(encode(1), "1");
  assert.is(
    run("return cjson.encode({{1, {}}, {a = {}}, 'x'})")[0],
    '[\n  [\n    1,\n    {}\n  ],\n  {\n    "a": {}\n  },\n  "x"\n]',
  );
  call("encode_skip_unsupported_value_types", true);
  assert.is(run("return cjson.encode({pcall})")[0], "[\n]");
  call("encode_skip_unsupported_value_types", false);
  call("encode_indent", "");
});

test("each new library has settings of its own", () => {
  assert.equal(
    run(`local a = cjson.new() a.encode_max_depth(7) local s = safe.new() s.encode_keep_buffer(false)
      return a.encode_max_depth(), cjson.encode_max_depth(), a.new().encode_max_depth(), s.encode_keep_buffer(),
        cjson.encode_keep_buffer(), s.encode({1}), s.encode({2})`),
    [7, 1000, 1000, false, true, "[1]", "[2]"],
  );
  assert.equal(run("return cjson.new().null == cjson.null, safe.array_mt == cjson.array_mt, cjson._NAME, safe._NAME"), [
    true,
    true,
    "cjson",
    "cjson",
  ]);
  assert.is(run("return safe.new().decode('{')")[0], undefined);
});

test.run();
