import type { Area, Note } from "../../note.ts";

/** A setting, which both libraries have: each call changes it, if it is given something, and answers what holds. */
const setting = (
  name: string,
  parameters: string,
  example: string,
  more: Partial<Note> = {},
): Record<string, Note> => ({
  [`cjson.${name}, cjson.safe.${name}`]: { usage: `cjson.${name}(${parameters})`, example, ...more },
});

export const cjson: Area = {
  page: "cjson",
  title: "cjson and cjson.safe: JSON",
  about:
    'The library lua-cjson, as OpenResty has it. `require "cjson"` raises errors; `require "cjson.safe"` returns nil and ' +
    "the error, and is the same otherwise.",
  notes: {
    "cjson.encode": {
      usage: "text = cjson.encode(value)",
      example: `
        local cjson = require "cjson"
        ngx.say(cjson.encode({ 1, "two", { three = true } }))
        --> [1,"two",{"three":true}]
        ngx.say(cjson.encode({})) --> {}
        ngx.say(select(2, pcall(cjson.encode, print)))
        --> Cannot serialise function: type not supported`,
      differs: "The names of an object come in the order in which they were set; there the order cannot be foretold.",
    },
    "cjson.decode": {
      usage: "value = cjson.decode(text)",
      example: `
        local cjson = require "cjson"
        local value = cjson.decode('{"list": [1, 2], "none": null}')
        ngx.say(value.list[2], " ", value.none == cjson.null) --> 2 true
        local ok, err = pcall(cjson.decode, "[1, 2")
        ngx.say(err) --> Expected comma or array end but found T_END at character 6`,
    },
    "cjson.safe.encode": {
      usage: 'text, err = require("cjson.safe").encode(value)',
      does: "As cjson.encode, but returns nil and the error.",
      example: `
        local text, err = require "cjson.safe".encode(print)
        ngx.say(tostring(text), ": ", err)
        --> nil: Cannot serialise function: type not supported`,
    },
    "cjson.safe.decode": {
      usage: 'value, err = require("cjson.safe").decode(text)',
      does: "As cjson.decode, but returns nil and the error.",
      example: `
        local value, err = require "cjson.safe".decode("nothing")
        ngx.say(err) --> Expected value but found invalid token at character 1`,
    },
    "cjson.new, cjson.safe.new": {
      usage: "cjson = cjson.new()",
      example: `
        local cjson = require "cjson"
        local mine = cjson.new()
        mine.encode_number_precision(3)
        ngx.say(mine.encode(math.pi), " ", cjson.encode(math.pi))
        --> 3.14 3.1415926535898`,
    },
    "cjson.null, cjson.safe.null": {
      usage: "cjson.null",
      does: "What stands for JSON's null: the same as ngx.null.",
      example: `
        local cjson = require "cjson"
        ngx.say(cjson.encode({ a = cjson.null })) --> {"a":null}`,
    },
    "cjson.empty_array, cjson.safe.empty_array": {
      usage: "cjson.empty_array",
      does: "Is encoded as [].",
      example: `
        local cjson = require "cjson"
        ngx.say(cjson.encode({ list = cjson.empty_array })) --> {"list":[]}`,
    },
    "cjson.empty_array_mt, cjson.safe.empty_array_mt": {
      usage: "setmetatable(table, cjson.empty_array_mt)",
      does: "The metatable with which an empty table is encoded as [].",
      example: `
        local cjson = require "cjson"
        ngx.say(cjson.encode(setmetatable({}, cjson.empty_array_mt))) --> []`,
    },
    "cjson.array_mt, cjson.safe.array_mt": {
      usage: "setmetatable(table, cjson.array_mt)",
      does: "The metatable with which a table is encoded as an array, whatever else it holds.",
      example: `
        local cjson = require "cjson"
        ngx.say(cjson.encode(setmetatable({ 1, x = 2 }, cjson.array_mt))) --> [1]`,
    },
    ...setting(
      "encode_empty_table_as_object",
      "setting?",
      `
        local cjson = require "cjson"
        cjson.encode_empty_table_as_object(false)
        ngx.say(cjson.encode({})) --> []`,
    ),
    ...setting(
      "encode_number_precision",
      "digits?",
      `
        local cjson = require "cjson"
        cjson.encode_number_precision(5)
        ngx.say(cjson.encode(math.pi)) --> 3.1416`,
    ),
    ...setting(
      "encode_sparse_array",
      "convert?, ratio?, safe?",
      `
        local cjson = require "cjson"
        ngx.say(select(2, pcall(cjson.encode, { [1000] = 1 })))
        --> Cannot serialise table: excessively sparse array
        cjson.encode_sparse_array(true)
        ngx.say(cjson.encode({ [1000] = 1 })) --> {"1000":1}`,
    ),
    ...setting(
      "encode_max_depth",
      "depth?",
      `
        local cjson = require "cjson"
        ngx.say(cjson.encode_max_depth()) --> 1000
        cjson.encode_max_depth(1)
        ngx.say(select(2, pcall(cjson.encode, { { 1 } })))
        --> Cannot serialise, excessive nesting (2)`,
    ),
    ...setting(
      "decode_max_depth",
      "depth?",
      `
        local cjson = require "cjson"
        cjson.decode_max_depth(1)
        ngx.say(select(2, pcall(cjson.decode, "[[1]]")))
        --> Found too many nested data structures (2) at character 2`,
    ),
    ...setting(
      "encode_invalid_numbers",
      'true | false | "null"',
      `
        local cjson = require "cjson"
        ngx.say(select(2, pcall(cjson.encode, 1 / 0)))
        --> Cannot serialise number: must not be NaN or Infinity
        cjson.encode_invalid_numbers("null")
        ngx.say(cjson.encode(1 / 0)) --> null`,
    ),
    ...setting(
      "decode_invalid_numbers",
      "setting?",
      `
        local cjson = require "cjson"
        ngx.say(cjson.decode("0x10")) --> 16
        cjson.decode_invalid_numbers(false)
        ngx.say((pcall(cjson.decode, "0x10"))) --> false`,
    ),
    ...setting(
      "encode_escape_forward_slash",
      "setting?",
      `
        local cjson = require "cjson"
        ngx.say(cjson.encode("a/b")) --> "a\\/b"
        cjson.encode_escape_forward_slash(false)
        ngx.say(cjson.encode("a/b")) --> "a/b"`,
    ),
    ...setting("encode_keep_buffer", "setting?", `ngx.say(require "cjson".encode_keep_buffer()) --> true`, {
      note: "It is about memory in the original, and of no consequence here.",
    }),
    ...setting(
      "encode_skip_unsupported_value_types",
      "setting?",
      `
        local cjson = require "cjson"
        cjson.encode_skip_unsupported_value_types(true)
        ngx.say(cjson.encode({ a = 1, f = print })) --> {"a":1}`,
    ),
    ...setting(
      "encode_indent",
      "indent?",
      `
        local cjson = require "cjson"
        cjson.encode_indent("  ")
        ngx.say(cjson.encode({ a = 1 }))
        --> {
        -->   "a": 1
        --> }`,
    ),
    ...setting(
      "decode_array_with_array_mt",
      "setting?",
      `
        local cjson = require "cjson"
        cjson.decode_array_with_array_mt(true)
        ngx.say(cjson.encode(cjson.decode("[]"))) --> []`,
    ),
    ...setting(
      "decode_allow_comment",
      "setting?",
      `
        local cjson = require "cjson"
        cjson.decode_allow_comment(true)
        ngx.say(cjson.decode("[1 /* one */]")[1]) --> 1`,
    ),
  },
};
