import type { Area } from "../../note.ts";

export const luaString: Area = {
  page: "string",
  title: "Lua: string",
  about: "Texts, which are bytes. Each function is also a method: `text:upper()`.",
  notes: {
    "string.byte": {
      usage: "... = text:byte(from?, to?)",
      does: "The bytes of a text as numbers.",
      example: `print(("ABC"):byte(), " ", ("ABC"):byte(-1)) --> 65 67`,
    },
    "string.char": {
      usage: "text = string.char(...)",
      does: "A text of bytes that are given as numbers.",
      example: `print(string.char(72, 105)) --> Hi`,
    },
    "string.dump": {
      usage: "bytes = string.dump(f, strip?)",
      does: "A function in binary form, which load takes.",
      example: `
        local bytes = string.dump(function() return 42 end)
        print(loadstring(bytes)()) --> 42`,
      differs:
        "The text stands for the function in the same machine only: it holds no code, and cannot be kept in a file.",
    },
    "string.find": {
      usage: "from, to, ... = text:find(pattern, init?, plain?)",
      does: "Where the first match of a pattern is, and its captures; with plain, of the text itself.",
      example: `
        print(unpack({ ("hello"):find("l+") }, 1, 2)) --> 34
        print((("a.b"):find(".", 1, true))) --> 2`,
    },
    "string.format": {
      usage: "text = string.format(format, ...)",
      does: "Puts values into a text: %d %i %u %c %x %X %o %e %f %g %a %q %s %%.",
      example: `
        print(("%5.2f|%-5s|%05d"):format(math.pi, "ab", 42)) -->  3.14|ab   |00042
        print(("%q"):format('say "hi"')) --> "say \\"hi\\""
        print(("%s"):format(nil)) --> nil`,
      note: "Lua 5.1 has no %a, and %s takes strings and numbers only.",
    },
    "string.gmatch": {
      usage: "for ... in text:gmatch(pattern) do ... end",
      does: "Goes through the matches of a pattern.",
      example: `
        for key, value in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(key, value) end
        --> a1
        --> b2`,
    },
    "string.gsub": {
      usage: "text, count = text:gsub(pattern, replacement, most?)",
      does: "Replaces matches: by a text (%1, %0), by the field of a table or by what a function answers.",
      example: `
        print((("hello world"):gsub("o", "0"))) --> hell0 w0rld
        print((("$a and $b"):gsub("%$(%w+)", { a = 1, b = 2 }))) --> 1 and 2`,
      note: "A function that replaces must not wait (sleep, receive): attempt to yield across C-call boundary.",
    },
    "string.len": {
      usage: "length = text:len()",
      does: "How many bytes a text has.",
      example: `print(("hello"):len(), #"hello") --> 55`,
    },
    "string.lower": {
      usage: "text = text:lower()",
      does: "The text in small letters (A to Z only).",
      example: `print(("HeLLo"):lower()) --> hello`,
    },
    "string.upper": {
      usage: "text = text:upper()",
      does: "The text in capital letters (a to z only).",
      example: `print(("HeLLo"):upper()) --> HELLO`,
    },
    "string.match": {
      usage: "... = text:match(pattern, init?)",
      does: "The captures of the first match of a pattern, or all of it.",
      example: `
        print(("2026-11-23"):match("^%d+")) --> 2026
        print(("key = value"):match("(%w+)%s*=%s*(%w+)")) --> keyvalue`,
    },
    "string.rep": {
      usage: "text = text:rep(n, separator?)",
      does: "The text n times.",
      example: `print(("ab"):rep(3), " ", ("ab"):rep(3, ",")) --> ababab ab,ab,ab`,
      note: "Lua 5.1 takes no separator.",
    },
    "string.reverse": {
      usage: "text = text:reverse()",
      does: "The bytes of a text backwards.",
      example: `print(("abc"):reverse()) --> cba`,
    },
    "string.sub": {
      usage: "text = text:sub(from, to?)",
      does: "A part of a text; negative numbers count from its end.",
      example: `print(("hello"):sub(2, 3), " ", ("hello"):sub(-3)) --> el llo`,
    },
  },
};
