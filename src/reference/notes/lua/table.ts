import type { Area } from "../../note.ts";

export const luaTable: Area = {
  page: "table",
  title: "Lua: table",
  about:
    'Lists and tables. `table.new`, `table.clear` and their like must be required: `local new = require "table.new"`.',
  notes: {
    "table.concat": {
      usage: "text = table.concat(list, separator?, from?, to?)",
      does: "Joins the strings and numbers of a list.",
      example: `print(table.concat({ 1, 2, "x" }, "-")) --> 1-2-x`,
    },
    "table.insert": {
      usage: "table.insert(list, position?, value)",
      does: "Puts a value at a position, or at the end.",
      example: `
        local list = { "a", "c" }
        table.insert(list, 2, "b")
        table.insert(list, "d")
        print(table.concat(list)) --> abcd`,
    },
    "table.remove": {
      usage: "value = table.remove(list, position?)",
      does: "Takes out the value at a position, or the last one.",
      example: `print(table.remove({ "a", "b" }, 1)) --> a`,
    },
    "table.sort": {
      usage: "table.sort(list, is_less?)",
      does: "Sorts a list in place.",
      example: `
        local list = { 3, 1, 2 }
        table.sort(list, function(a, b) return a > b end)
        print(table.concat(list)) --> 321`,
      note: "is_less must not wait (sleep, receive).",
    },
    "table.maxn": {
      usage: "n = table.maxn(table)",
      does: "The largest positive number that is a key.",
      example: `print(table.maxn({ 1, [10] = 2 })) --> 10`,
    },
    "table.getn": {
      usage: "n = table.getn(list)",
      does: "The length of a list, as #list. Deprecated.",
      example: `print(table.getn({ 1, 2 })) --> 2`,
    },
    "table.foreach": {
      usage: "value = table.foreach(table, f)",
      does: "Calls f(key, value) for each field, up to the first result. Deprecated.",
      example: `table.foreach({ x = 1 }, function(key, value) print(key, value) end) --> x1`,
    },
    "table.foreachi": {
      usage: "value = table.foreachi(list, f)",
      does: "Calls f(index, value) for each element, up to the first result. Deprecated.",
      example: `table.foreachi({ "a" }, function(index, value) print(index, value) end) --> 1a`,
    },
    "table.pack": {
      usage: "list = table.pack(...)",
      does: "A list of all arguments, with their number as n.",
      example: `print(table.pack(1, nil, 3).n) --> 3`,
      note: "Lua 5.1 has no pack.",
    },
    "table.unpack": {
      usage: "... = table.unpack(list, from?, to?)",
      does: "As unpack.",
      example: `print(table.unpack({ 1, 2 })) --> 12`,
      note: "Lua 5.1 has no table.unpack.",
    },
    "table.move": {
      usage: "to = table.move(from, first, last, at, to?)",
      does: "Copies elements of a list to another place, or to another list.",
      example: `print(table.concat(table.move({ 1, 2, 3 }, 2, 3, 1))) --> 233`,
      note: "It is of Lua 5.3.",
    },
    "table.new": {
      usage: 'table = require("table.new")(narr, nrec)',
      does: "A table with room for narr elements and nrec fields.",
      example: `
        local new = require "table.new"
        print(next(new(10, 0)) == nil) --> true`,
    },
    "table.clear": {
      usage: 'require("table.clear")(table)',
      does: "Empties a table, and keeps its room.",
      example: `
        local t = { 1, x = 2 }
        require "table.clear"(t)
        print(next(t) == nil) --> true`,
    },
    "table.nkeys": {
      usage: 'count = require("table.nkeys")(table)',
      does: "How many fields a table has.",
      example: `print(require "table.nkeys"({ 1, 2, x = 3 })) --> 3`,
    },
    "table.isarray": {
      usage: 'is = require("table.isarray")(table)',
      does: "Whether all keys are positive whole numbers; also of an empty table.",
      example: `print(require "table.isarray"({ 1, 2 })) --> true`,
    },
    "table.isempty": {
      usage: 'is = require("table.isempty")(table)',
      does: "Whether a table has no field.",
      example: `print(require "table.isempty"({})) --> true`,
    },
    "table.clone": {
      usage: 'copy = require("table.clone")(table)',
      does: "A copy of a table, whose values are not copied.",
      example: `
        local original = { x = 1 }
        local copy = require "table.clone"(original)
        copy.x = 2
        print(original.x) --> 1`,
    },
  },
};
