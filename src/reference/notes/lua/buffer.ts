import type { Area } from "../../note.ts";

export const luaBuffer: Area = {
  page: "string.buffer",
  title: "Lua: string.buffer",
  about:
    "LuaJIT's texts that grow at one end and are read at the other, and its format for values. Lua 5.1 has no such thing.",
  notes: {
    "string.buffer.new": {
      usage: 'buffer = require("string.buffer").new(size?, options?)',
      does: "Makes an empty buffer.",
      example: `
        local buffer = require "string.buffer".new()
        buffer:put("hello, ", 1, " ", "world")
        print(buffer:get(5)) --> hello
        print(tostring(buffer)) --> , 1 world`,
    },
    "string.buffer.encode": {
      usage: 'bytes = require("string.buffer").encode(value)',
      does: "A value in LuaJIT's format, as bytes.",
      example: `
        local buffer = require "string.buffer"
        print(buffer.decode(buffer.encode({ x = { 1, 2 } })).x[2]) --> 2`,
    },
    "string.buffer.decode": {
      usage: 'value = require("string.buffer").decode(bytes)',
      does: "The value that encode has made bytes of.",
      example: `
        local buffer = require "string.buffer"
        print(buffer.decode(buffer.encode("hello"))) --> hello`,
      differs: "64-bit integers are not decoded.",
    },
    "buffer:put": {
      usage: "buffer = buffer:put(...)",
      does: "Adds strings, numbers, and what has a __tostring.",
      example: `print(tostring(require "string.buffer".new():put("a", 1, "b"))) --> a1b`,
    },
    "buffer:putf": {
      usage: "buffer = buffer:putf(format, ...)",
      does: "Adds what string.format makes.",
      example: `print(tostring(require "string.buffer".new():putf("%03d", 7))) --> 007`,
    },
    "buffer:set": {
      usage: "buffer = buffer:set(text)",
      does: "Holds this text and nothing else.",
      example: `print(tostring(require "string.buffer".new():put("old"):set("new"))) --> new`,
    },
    "buffer:get": {
      usage: "text, ... = buffer:get(length?, ...)",
      does: "Takes so many bytes from the front, or all.",
      example: `
        local buffer = require "string.buffer".new():put("abcdef")
        print(buffer:get(2), " ", buffer:get()) --> ab cdef`,
    },
    "buffer:skip": {
      usage: "buffer = buffer:skip(length)",
      does: "Drops so many bytes from the front.",
      example: `print(tostring(require "string.buffer".new():put("abc"):skip(1))) --> bc`,
    },
    "buffer:reset": {
      usage: "buffer = buffer:reset()",
      does: "Empties it.",
      example: `print(#require "string.buffer".new():put("abc"):reset()) --> 0`,
    },
    "buffer:free": {
      usage: "buffer:free()",
      does: "Empties it, and gives its memory back.",
      example: `
        local buffer = require "string.buffer".new():put("abc")
        buffer:free()
        print(#buffer) --> 0`,
    },
    "buffer:tostring": {
      usage: "text = buffer:tostring()",
      does: "Its text, which stays.",
      example: `print(require "string.buffer".new():put("abc"):tostring()) --> abc`,
    },
    "buffer:encode": {
      usage: "buffer = buffer:encode(value)",
      does: "Adds a value in LuaJIT's format.",
      example: `
        local buffer = require "string.buffer".new()
        buffer:encode(1):encode("two")
        print(buffer:decode(), buffer:decode()) --> 1two`,
    },
    "buffer:decode": {
      usage: "value = buffer:decode()",
      does: "Takes a value that encode has added from the front.",
      example: `print(require "string.buffer".new():encode(42):decode()) --> 42`,
    },
    "buffer:reserve, buffer:commit, buffer:ref, buffer:putcdata": {
      usage:
        "pointer, size = buffer:reserve(size)\nbuffer = buffer:commit(used)\npointer, size = buffer:ref()\n" +
        "buffer = buffer:putcdata(pointer, size)",
      does: "Give and take pointers of LuaJIT's ffi.",
      example: `
        local buffer = require "string.buffer".new()
        print((pcall(buffer.ref, buffer))) --> false`,
      differs: "There is no memory to point into: they always fail.",
    },
  },
};
