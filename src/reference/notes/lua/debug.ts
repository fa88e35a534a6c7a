import type { Area } from "../../note.ts";

export const luaDebug: Area = {
  page: "debug",
  title: "Lua: debug and jit",
  about:
    "A look into the machine. There is no just-in-time compiler of LuaJIT's: `jit` answers as one that is switched off.",
  notes: {
    "debug.traceback": {
      usage: "text = debug.traceback(co?, message?, level?)",
      does: "Where the program is: the calls that lead here.",
      example: `print((debug.traceback("here"):match("^[^\\n]*\\n[^\\n]*")))
--> here
--> stack traceback:`,
    },
    "debug.getinfo": {
      usage: "table = debug.getinfo(co?, f | level, what?)",
      does: "What is known about a function, or about the one at a level of the stack.",
      example: `
        print(debug.getinfo(1, "l").currentline) --> 1
        print(debug.getinfo(math.floor, "S").what) --> C`,
    },
    "debug.getlocal": {
      usage: "name, value = debug.getlocal(co?, level, n)",
      does: "The nth local variable of the function at a level.",
      example: `
        local x = 42
        print(debug.getlocal(1, 1)) --> x42`,
    },
    "debug.setlocal": {
      usage: "name = debug.setlocal(co?, level, n, value)",
      does: "Sets the nth local variable of the function at a level.",
      example: `
        local x = 1
        debug.setlocal(1, 1, 42)
        print(x) --> 42`,
    },
    "debug.getupvalue": {
      usage: "name, value = debug.getupvalue(f, n)",
      does: "The nth variable of other functions that f uses.",
      example: `
        local x = 42
        print(debug.getupvalue(function() return x end, 1)) --> x42`,
    },
    "debug.setupvalue": {
      usage: "name = debug.setupvalue(f, n, value)",
      does: "Sets such a variable.",
      example: `
        local x = 1
        debug.setupvalue(function() return x end, 1, 42)
        print(x) --> 42`,
    },
    "debug.upvalueid": {
      usage: "id = debug.upvalueid(f, n)",
      does: "Something that is the same for functions that share the variable.",
      example: `
        local x
        local function f() return x end
        local function g() x = 1 end
        print(debug.upvalueid(f, 1) == debug.upvalueid(g, 1)) --> true`,
      note: "Lua 5.1 has no upvalueid and no upvaluejoin.",
    },
    "debug.upvaluejoin": {
      usage: "debug.upvaluejoin(f, n, g, m)",
      does: "Lets f use the mth variable of g as its nth.",
      example: `
        local x, y = 1, 2
        local function f() return x end
        debug.upvaluejoin(f, 1, function() return y end, 1)
        print(f()) --> 2`,
    },
    "debug.sethook": {
      usage: "debug.sethook(co?, hook?, events?, count?)",
      does: 'Calls hook on each call ("c"), return ("r"), line ("l") or number of instructions.',
      example: `
        local lines = 0
        debug.sethook(function() lines = lines + 1 end, "l")
        tostring(pcall(function() return 1 end))
        debug.sethook()
        print(lines > 0) --> true`,
      differs: "A function that runs already when the hook is set is not hooked; those called from then on are.",
    },
    "debug.gethook": {
      usage: "hook, events, count = debug.gethook(co?)",
      does: "The hook that is set.",
      example: `print(debug.gethook() == nil) --> true`,
    },
    "debug.getmetatable": {
      usage: "metatable = debug.getmetatable(value)",
      does: "The metatable of any value, whatever its field __metatable says.",
      example: `print(debug.getmetatable("").__index == string) --> true`,
    },
    "debug.setmetatable": {
      usage: "value = debug.setmetatable(value, metatable)",
      does: "Sets the metatable of any value; numbers, functions and the like share one for their type.",
      example: `
        debug.setmetatable(0, { __index = math })
        print((2.5):floor()) --> 2`,
    },
    "debug.getfenv": {
      usage: "table = debug.getfenv(value)",
      does: "The environment of a function or thread.",
      example: `print(type(debug.getfenv(print))) --> table`,
    },
    "debug.setfenv": {
      usage: "value = debug.setfenv(value, table)",
      does: "Sets the environment of a function or thread.",
      example: `
        local f = debug.setfenv(loadstring("return x"), { x = 42 })
        print(f()) --> 42`,
    },
    "debug.getregistry": {
      usage: "table = debug.getregistry()",
      does: "The table in which the machine keeps what scripts should not find.",
      example: `print(type(debug.getregistry())) --> table`,
    },
    "debug.getuservalue, debug.setuservalue": {
      usage: "table = debug.getuservalue(userdata)\nuserdata = debug.setuservalue(userdata, table)",
      does: "The table that belongs to a userdata.",
      example: `print(type(debug.getuservalue)) --> function`,
    },
    "debug.debug": {
      usage: "debug.debug()",
      does: "Runs lines of the standard input, up to one that says cont.",
      example: `print(type(debug.debug)) --> function`,
    },
    "jit.status": {
      usage: "on, ... = jit.status()",
      does: "Whether the just-in-time compiler is on, and its features.",
      example: `print(type(jit.status())) --> boolean`,
    },
    "jit.on, jit.off, jit.flush": {
      usage: "jit.on()\njit.off(f | true, recursive?)\njit.flush()",
      does: "Would switch the compiler for a function, or throw away what it compiled.",
      example: `
        jit.off(true, true)
        print("goes on") --> goes on`,
      differs: "They change nothing.",
    },
    "jit.opt.start": {
      usage: "jit.opt.start(...)",
      does: "Would set parameters of the compiler.",
      example: `jit.opt.start("maxtrace=2000")`,
      differs: "It changes nothing.",
    },
    "jit.attach, jit.security": {
      does: "Belong to LuaJIT's own tools.",
      example: `print(type(jit.attach)) --> function`,
      differs: "They change nothing.",
    },
    "jit.arch, jit.os, jit.version_num": {
      does: "The processor, the system and the version of LuaJIT that is followed, as a number.",
      example: `print(jit.os, " ", jit.version_num) --> Linux 20199`,
    },
    [[
      "funcinfo",
      "funcbc",
      "funck",
      "funcuvname",
      "traceinfo",
      "traceir",
      "tracek",
      "tracemc",
      "tracesnap",
      "traceexitstub",
    ]
      .map((name) => `jit.util.${name}`)
      .join(", ")]: {
      title: "jit.util.funcinfo and others",
      usage: 'table = require("jit.util").funcinfo(f, pc?)',
      does: "What LuaJIT knows about a function and its traces.",
      example: `
        local util = require "jit.util"
        print(util.funcinfo(function(a, b) end).params) --> 2`,
      differs: "Only funcinfo and funcuvname tell something: there are no bytecodes and no traces of LuaJIT's.",
    },
  },
};
