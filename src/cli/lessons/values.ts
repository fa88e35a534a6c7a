/** NB1xx: a value is not what the script takes it for. */
import type { Lesson } from "./lesson.ts";

export const valueLessons: readonly Lesson[] = [
  {
    code: "NB101",
    title: "index a global that is nil",
    matches: /attempt to index global '[^']*' \(a nil value\)/,
    means: "The script reads a field of a global variable that does not exist.",
    doThis: 'Check the spelling of the name, and load a library into a local first: local x = require "x".',
    more: `Lua takes a name that is not declared with local for a global one, and a global that was
never set is nil. Most often the name is misspelled, or a library was not loaded:

    cjson.encode({})                     -- cjson was never loaded: nil
    local cjson = require "cjson"        -- now the local exists
    cjson.encode({})`,
  },
  {
    code: "NB102",
    title: "index a field, local or upvalue that is nil",
    matches: /attempt to index (?:(?:field|local|upvalue|method) '[^']*' \(a nil value\)|a nil value)/,
    means: "The script reads a field of a value that is nil.",
    doThis: "Print the value before that line; if nil is possible, test for it: if x then ... end.",
    more: `A table's missing field is nil, and nil has no fields. For a.b.c it is a.b that is nil. Functions
that can fail return nil and a message; look at both before you use the first:

    local res, err = dict:get("config")
    if not res then ngx.log(ngx.ERR, "no config: ", err) return end
    ngx.say(res.name)

A shared dictionary that is not declared is nil, too: ngx.shared.cats needs --shdict 'cats 1m'.`,
  },
  {
    code: "NB103",
    title: "index a value that has no fields",
    matches: /attempt to index (?:\w+ '[^']*' \(a \w+ value\)|a \w+ value)/,
    means: "The script reads a field of a number, boolean, function or thread; only tables and strings have fields.",
    doThis: "Print type(x) before that line, and find where x got this value.",
    more: `Often an earlier call returned something else than expected, or a name is used twice:

    local count = 5
    ngx.say(count.total)    -- attempt to index local 'count' (a number value)`,
  },
  {
    code: "NB104",
    title: "call a value that is nil",
    matches: /attempt to call (?:\w+ '[^']*' \(a nil value\)|a nil value)|has no member named '/,
    means: "The script calls a function that does not exist under this name.",
    doThis: "Check the spelling, whether the library has that function, and whether it needs a colon: obj:method().",
    more: `The word before the name says where Lua looked: global (not declared, or declared further down),
field (the table lacks it), method (called with a colon), local or upvalue (declared, still nil).
A local function must stand above its use:

    local function main() helper() end    -- helper is a global here: nil
    local function helper() end
    main()`,
  },
  {
    code: "NB105",
    title: "call a value that is no function",
    matches: /attempt to call (?:\w+ '[^']*' \(a \w+ value\)|a \w+ value)/,
    means: "The script calls a table, string, number or boolean as if it were a function.",
    doThis:
      "Look for a function's name that was given another value, or for a missing comma or operator before a bracket.",
    more: `Two expressions without an operator between them read as a call:

    local t = { "a" ("b") }       -- calls the string "a": a comma is missing
    local type = "cat"
    ngx.say(type(5))              -- the local hides the function type`,
  },
  {
    code: "NB106",
    title: "arithmetic on nil or a text",
    matches: /attempt to perform arithmetic on/,
    means: "The script calculates with a value that is no number.",
    doThis: "Give a default, (x or 0) + 1, or turn text into a number with tonumber and test the result.",
    more: `A missing field and a key that a dictionary does not have are nil. Text that looks like a number
is turned into one, other text is not:

    local n = ngx.shared.cats:get("n")      -- nil for a new dictionary
    n = (n or 0) + 1
    local age = tonumber(arg[1])            -- nil if it is no number
    if not age then ngx.say("usage: age NUMBER") return end`,
  },
  {
    code: "NB107",
    title: "concatenate nil, a table or a boolean",
    matches: /attempt to concatenate/,
    means: "The operator .. joins strings and numbers only.",
    doThis: 'Use tostring(x), or give ngx.say several arguments: ngx.say("x is ", x).',
    more: `nil, booleans and tables have to be turned into text first:

    ngx.say("found: " .. tostring(found))
    ngx.say("found: ", found)               -- ngx.say does it by itself`,
  },
  {
    code: "NB108",
    title: "compare values of different types",
    matches: /attempt to compare/,
    means: "The operators < <= > >= compare two numbers or two strings, nothing else and nothing mixed.",
    doThis: "Turn text into a number with tonumber before you compare, and give nil a default.",
    more: `Arguments and input are strings even when they look like numbers:

    if arg[1] > 5 then end          -- attempt to compare number with string
    if tonumber(arg[1]) > 5 then end`,
  },
  {
    code: "NB109",
    title: "length of a value that has none",
    matches: /attempt to get length of/,
    means: "The operator # works on strings and tables only.",
    doThis: "Make sure that the value was set: #(list or {}).",
    more: `    local lines                             -- nil
    ngx.say(#lines)    -- attempt to get length of local 'lines' (a nil value)
    ngx.say(#(lines or {}))                 -- 0`,
  },
  {
    code: "NB110",
    title: "bad argument to a function",
    matches:
      /bad argument #-?\d+ to (?!.*(?:Lua function expected|__tostring metamethod|non-array table found))|calling '[^']*' on bad self|not a process instance|bad signal arg/,
    means: "A function was called with an argument of the wrong kind, or with too few of them.",
    doThis:
      "Compare the call with the function's parameters; with a colon, obj:f(a), the object itself is the first one.",
    more: `The message tells which argument, what was expected and what came. "got no value" means that the
call has too few arguments. A dot in place of a colon shifts them all by one:

    local s = ngx.shared.cats
    s.get("key")                            -- the dictionary itself is missing
    s:get("key")`,
  },
  {
    code: "NB111",
    title: "Lua function expected",
    matches: /Lua function expected/,
    means: "A callback must be a function that is written in Lua, and something else was given.",
    doThis: "Give the function itself without calling it, or wrap a built-in one: function() print(1) end.",
    more: `    ngx.timer.at(1, task())                 -- gives what task returns
    ngx.timer.at(1, task)                   -- gives the function
    ngx.timer.at(1, function(premature) print("tick") end)`,
  },
  {
    code: "NB112",
    title: "nil or NaN as a table's key",
    matches: /table index is (?:nil|NaN)/,
    means: "A table cannot have nil (or 0/0) as a key when something is stored.",
    doThis: "Find out why the key is nil before the assignment.",
    more: `    local t, name = {}, nil
    t[name] = 1                             -- table index is nil
    if name then t[name] = 1 end`,
  },
  {
    code: "NB113",
    title: "a table where text is written",
    matches: /expected table to have __tostring metamethod|non-array table found/,
    means: "ngx.log writes texts, and a socket sends texts and lists of texts; this table is something else.",
    doThis: 'Make text of it, require("cjson").encode(t), or write the fields that you need.',
    more: `    ngx.log(ngx.ERR, { name = "Ada" })                       -- fails
    ngx.log(ngx.ERR, require("cjson").encode({ name = "Ada" }))

ngx.say and ngx.print leave such a table out on the command line, and write lists: { "a", { "b" } } is ab.
A table that error({ code = 5 }) throws is caught as that table: log err.code, or tostring(err).`,
  },
];
