import type { Area } from "../../note.ts";

export const luaBase: Area = {
  page: "lua",
  title: "Lua: basic functions, coroutines, modules",
  about: "Lua's own functions as LuaJIT 2.1 has them in OpenResty: those of Lua 5.1, and some of Lua 5.2.",
  notes: {
    assert: {
      usage: "... = assert(value, message?, ...)",
      does: "Raises message where value is nil or false, else returns all its arguments.",
      example: `
        print(assert(1 + 1)) --> 2
        print(select(2, pcall(assert, nil, "no value"))) --> no value`,
    },
    collectgarbage: {
      usage: "result = collectgarbage(option?, argument?)",
      does: 'Controls the garbage collector: "collect" (the default), "count" (kilobytes), "step", "stop", "restart" and others.',
      example: `print(type(collectgarbage("count"))) --> number`,
      differs: "What is counted is an estimate; stop, setpause and setstepmul change nothing.",
    },
    gcinfo: {
      usage: "kilobytes = gcinfo()",
      does: 'As collectgarbage("count"), without a fraction. Deprecated.',
      example: `print(gcinfo() == math.floor(gcinfo())) --> true`,
    },
    dofile: {
      usage: "... = dofile(path?)",
      does: "Runs a file of Lua, and returns what it returns.",
      example: `
        local path = os.tmpname()
        local file = io.open(path, "w")
        file:write("return 6 * 7")
        file:close()
        print(dofile(path)) --> 42
        os.remove(path)`,
    },
    error: {
      usage: "error(value, level?)",
      does: "Raises an error; a text gets its place in front: where error was called, or with level 2 its caller.",
      example: `
        print(select(2, pcall(error, "oops", 0))) --> oops
        print(select(2, pcall(function() error("oops") end))) --> example.lua:2: oops`,
    },
    pcall: {
      usage: "ok, ... = pcall(f, ...)",
      does: "Calls f(...): true and its results, or false and the error.",
      example: `
        local ok, result = pcall(math.max, 1, 3)
        print(ok, " ", result) --> true 3
        local failed, err = pcall(error, "oops", 0)
        print(failed, " ", err) --> false oops`,
      note: "f may wait (sleep, receive): in Lua 5.1 it could not yield.",
    },
    xpcall: {
      usage: "ok, ... = xpcall(f, handler, ...)",
      does: "As pcall, but an error is given to handler, which runs where the error arose and whose result is returned.",
      example: `
        local function handler(err) return "handled: " .. err end
        print(select(2, xpcall(error, handler, "oops", 0))) --> handled: oops`,
      note: "Lua 5.1 passes no further arguments to f.",
    },
    getmetatable: {
      usage: "metatable = getmetatable(value)",
      does: "The metatable of a value, or its field __metatable.",
      example: `print(getmetatable("").__index == string) --> true`,
    },
    setmetatable: {
      usage: "table = setmetatable(table, metatable)",
      does: "Gives a table a metatable, or takes it away with nil.",
      example: `
        local defaults = setmetatable({}, { __index = { size = 10 } })
        print(defaults.size) --> 10`,
    },
    getfenv: {
      usage: "table = getfenv(f?)",
      does: "The table in which a function, or the function at a level of the stack (1), finds its globals.",
      example: `local function f() return x end
        setfenv(f, { x = 1 })
        print(getfenv(f).x) --> 1`,
    },
    setfenv: {
      usage: "f = setfenv(f, table)",
      does: "Sets the table in which a function, or the function at a level of the stack, finds its globals.",
      example: `
        local f = loadstring("return x")
        setfenv(f, { x = 42 })
        print(f()) --> 42`,
    },
    ipairs: {
      usage: "for i, value in ipairs(table) do ... end",
      does: "Goes through t[1], t[2] and on, up to the first nil.",
      example: `for i, name in ipairs { "a", "b" } do print(i, name) end
--> 1a
--> 2b`,
    },
    pairs: {
      usage: "for key, value in pairs(table) do ... end",
      does: "Goes through all fields, as next does or as the metamethod __pairs says.",
      example: `
        local sum = 0
        for _, number in pairs { a = 1, b = 2 } do sum = sum + number end
        print(sum) --> 3`,
      note: "Lua 5.1 has no __pairs.",
      differs: "Fields come in the order in which they were set; in LuaJIT the order cannot be foretold.",
    },
    next: {
      usage: "key, value = next(table, key?)",
      does: "The field after the one with this key; nil behind the last one.",
      example: `print(next({}) == nil) --> true`,
    },
    load: {
      usage: "f, err = load(text | function, name?, mode?, env?)",
      does: "Compiles a text, or the pieces that a function gives one by one.",
      example: `print(load("return ...")("hello")) --> hello`,
      note: "Lua 5.1 takes a function only, and neither mode nor env.",
    },
    loadstring: {
      usage: "f, err = loadstring(text, name?)",
      does: "Compiles a text; nil and the error where it is wrong.",
      example: `
        print(loadstring("return 1 + 1")()) --> 2
        print(select(2, loadstring("x =", "=name")))
        --> name:1: unexpected symbol near '<eof>'`,
    },
    loadfile: {
      usage: "f, err = loadfile(path?, mode?, env?)",
      does: "Compiles a file without running it.",
      example: `print(select(2, loadfile("/no/such.lua"))) 
        --> cannot open /no/such.lua: No such file or directory`,
    },
    module: {
      usage: "module(name, ...)",
      does: "Makes a table with this name the environment of the file. Deprecated: return a local table instead.",
      example: `
        module("greeter", package.seeall)
        function greet() return "hello" end
        print(package.loaded.greeter.greet()) --> hello
        --! writing a global Lua variable ('greeter')`,
    },
    newproxy: {
      usage: "proxy = newproxy(true | proxy | nil)",
      does: "Makes a value with a metatable of its own, whose __gc is called when it is collected.",
      example: `
        local proxy = newproxy(true)
        getmetatable(proxy).__len = function() return 3 end
        print(#proxy) --> 3`,
      differs: "__gc gets a stand-in with the same metatable, and runs after collectgarbage() only.",
    },
    rawequal: {
      usage: "same = rawequal(a, b)",
      does: "Whether two values are the same, without __eq.",
      example: `print(rawequal("a", "a")) --> true`,
    },
    rawget: {
      usage: "value = rawget(table, key)",
      does: "The value of a field, without __index.",
      example: `
        local t = setmetatable({}, { __index = { x = 1 } })
        print(t.x, rawget(t, "x") == nil) --> 1true`,
    },
    rawset: {
      usage: "table = rawset(table, key, value)",
      does: "Sets a field, without __newindex.",
      example: `print(rawset({}, "x", 1).x) --> 1`,
    },
    rawlen: {
      usage: "length = rawlen(table | string)",
      does: "The length, without __len.",
      example: `print(rawlen({ 1, 2 })) --> 2`,
      note: "Lua 5.1 has no rawlen.",
    },
    select: {
      usage: 'count = select("#", ...)\n... = select(n, ...)',
      does: "How many arguments there are, or those from the nth on; a negative n counts from the end.",
      example: `
        print(select("#", nil, nil)) --> 2
        print(select(2, "a", "b", "c")) --> bc`,
    },
    tonumber: {
      usage: "number = tonumber(value, base?)",
      does: "The number that a text stands for; nil where it is none.",
      example: `
        print(tonumber("0x10"), " ", tonumber("ff", 16)) --> 16 255
        print(tonumber("ten") == nil) --> true`,
      differs: "64-bit numbers (10LL) are not there.",
    },
    tostring: {
      usage: "text = tostring(value)",
      does: "The text of a value, or what its metamethod __tostring answers.",
      example: `print(tostring(1e15), " ", tostring(nil)) --> 1e+15 nil`,
    },
    type: {
      usage: "name = type(value)",
      does: 'The type of a value: "nil", "boolean", "number", "string", "table", "function", "thread" or "userdata".',
      example: `
        print(type(nil), " ", type(print)) --> nil function
        print(type(ngx.null)) --> userdata`,
    },
    unpack: {
      usage: "... = unpack(list, from?, to?)",
      does: "The elements of a list as several values.",
      example: `print(unpack({ "a", "b", "c" }, 2)) --> bc`,
    },
    require: {
      usage: "module = require(name)",
      does: "Loads a module once, and answers what it returned.",
      example: `print(require "cjson" == package.loaded.cjson) --> true`,
      note: "A file is looked for in the folders of -I and in package.path; the script's own folder is not searched.",
    },
    _VERSION: {
      does: "The version of the language.",
      example: `print(_VERSION) --> Lua 5.1`,
    },
    "coroutine.create": {
      usage: "co = coroutine.create(f)",
      does: "Makes a coroutine, which resume starts.",
      example: `
        local co = coroutine.create(function(a)
          local b = coroutine.yield(a + 1)
          return b * 2
        end)
        print(select(2, coroutine.resume(co, 1))) --> 2
        print(select(2, coroutine.resume(co, 21))) --> 42`,
      note: "These functions are those of ngx_lua: such a coroutine may wait for sockets, too.",
    },
    "coroutine.resume": {
      usage: "ok, ... = coroutine.resume(co, ...)",
      does: "Runs a coroutine up to its next yield or its end: true and what it gave, or false and the error.",
      example: `
        local co = coroutine.create(function() error("oops", 0) end)
        print(select(2, coroutine.resume(co))) --> oops
        print(select(2, coroutine.resume(co))) --> cannot resume dead coroutine`,
    },
    "coroutine.yield": {
      usage: "... = coroutine.yield(...)",
      does: "Gives values to the resume that runs this coroutine, and waits for the next one.",
      example: `
        local numbers = coroutine.wrap(function()
          for i = 1, 2 do coroutine.yield(i) end
        end)
        print(numbers(), numbers()) --> 12`,
      note: "In a light thread it lets the other light threads run.",
    },
    "coroutine.status": {
      usage: "status = coroutine.status(co)",
      does: '"suspended", "running", "normal" (it resumed another one), "dead"; of a light thread that has ended also "zombie".',
      example: `print(coroutine.status(coroutine.create(print))) --> suspended`,
    },
    "coroutine.wrap": {
      usage: "f = coroutine.wrap(f)",
      does: "A function that resumes a new coroutine at each call, and raises its errors.",
      example: `
        local letters = coroutine.wrap(function() coroutine.yield("a") return "b" end)
        print(letters(), letters()) --> ab`,
    },
    "coroutine.running": {
      usage: "co, is_main = coroutine.running()",
      does: "The coroutine that runs.",
      example: `print(type(coroutine.running())) --> thread`,
    },
    "package.path": {
      does: "Where require looks for Lua files: patterns with a ? for the name, parted by semicolons.",
      example: `print(package.path:find("?.lua", 1, true) ~= nil) --> true`,
    },
    "package.cpath": {
      does: "Where require would look for machine code.",
      example: `print(type(package.cpath)) --> string`,
      differs: "Machine code cannot be loaded.",
    },
    "package.config": {
      does: "Five lines: the separators of folders and patterns, and the marks in them.",
      example: `print(package.config:sub(1, 1)) --> /`,
    },
    "package.searchpath": {
      usage: "path, err = package.searchpath(name, patterns, separator?, replacement?)",
      does: "The file that a name stands for in patterns such as package.path.",
      example: `print(package.searchpath("no.such", "/lib/?.lua") == nil) --> true`,
      note: "Lua 5.1 has no searchpath.",
    },
    "package.seeall": {
      usage: "package.seeall(module)",
      does: "Lets a module see the globals. Deprecated.",
      example: `
        local m = {}
        package.seeall(m)
        print(m.print == print) --> true`,
    },
    "package.loadlib": {
      usage: "f, err, where = package.loadlib(path, name)",
      does: "Would load a function of a library in machine code.",
      example: `print((package.loadlib("/lib/x.so", "luaopen_x")) == nil) --> true`,
      differs: "Machine code cannot be loaded: it always fails.",
    },
    "package.loaded": {
      does: "What require has loaded, by name: a name that is set to nil is loaded again.",
      example: `
        print(package.loaded.string == string) --> true`,
    },
    "package.preload": {
      does: "Functions that load a module, by its name; require asks them first.",
      example: `
        package.preload.answer = function() return 42 end
        print(require "answer") --> 42`,
    },
    "package.loaders": {
      does: "The functions that require asks in turn for a module.",
      example: `print(#package.loaders) --> 4`,
    },
  },
};
