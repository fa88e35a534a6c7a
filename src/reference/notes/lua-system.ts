import type { Area, Note } from "../note.ts";

/** A note whose example has a file, `file`, with a text. */
const withFile = (usage: string, does: string, example: string, more: Partial<Note> = {}): Note => ({
  usage,
  does,
  example: `local file = io.tmpfile()\nfile:write("one\\ntwo\\n")\nfile:seek("set")\n${example
    .replace(/^\n/, "")
    .replace(/^ {6}/gm, "")}`,
  ...more,
});

export const luaIo: Area = {
  page: "io",
  title: "Lua: io and files",
  about: "Files of the system. Reading and writing them holds up the whole worker, as it does in OpenResty.",
  notes: {
    "io.open": {
      usage: "file, err, errno = io.open(path, mode?)",
      does: 'Opens a file: "r" (the default), "w", "a", each with + to do both and b for bytes.',
      example: `
        local path = os.tmpname()
        local file = assert(io.open(path, "w"))
        file:write("hello")
        file:close()
        print(io.open(path):read("*a")) --> hello
        os.remove(path)
        local _, err = io.open("/no/such")
        print(err) --> /no/such: No such file or directory`,
    },
    "io.popen": {
      usage: "file, err = io.popen(command, mode?)",
      does: 'Runs a command of the shell, and reads ("r") or writes ("w") it. The whole worker waits; see ngx.pipe.',
      example: `print(io.popen("echo hello"):read()) --> hello`,
    },
    "io.lines": {
      usage: "for line in io.lines(path?, ...) do ... end",
      does: "Goes through the lines of a file, or what formats say as for file:read.",
      example: `print(pcall(io.lines, "/no/such") == false) --> true`,
    },
    "io.read": {
      usage: "... = io.read(...)",
      does: "Reads from the standard input, as file:read.",
      example: `print(io.read() == nil) --> true`,
      note: "Waiting for input holds up the whole worker.",
    },
    "io.write": {
      usage: "file = io.write(...)",
      does: "Writes to the standard output, as file:write.",
      example: `io.write("hello", 1, "\\n") --> hello1`,
    },
    "io.input": {
      usage: "file = io.input(path | file)",
      does: "The file that io.read reads; sets it.",
      example: `print(io.input() == io.stdin) --> true`,
    },
    "io.output": {
      usage: "file = io.output(path | file)",
      does: "The file that io.write writes; sets it.",
      example: `print(io.output() == io.stdout) --> true`,
    },
    "io.close": {
      usage: "ok, err = io.close(file?)",
      does: "Closes a file, or the standard output.",
      example: `print(io.close(io.tmpfile())) --> true`,
    },
    "io.flush": {
      usage: "io.flush()",
      does: "Writes out what is buffered of the standard output.",
      example: `
        io.write("hello\\n")
        io.flush()
        --> hello`,
    },
    "io.tmpfile": {
      usage: "file, err = io.tmpfile()",
      does: "Opens a file without a name, which is gone when it is closed.",
      example: `print(io.type(io.tmpfile())) --> file`,
    },
    "io.type": {
      usage: "name = io.type(value)",
      does: '"file", "closed file", or nil for what is no file.',
      example: `
        print(io.type(io.stdout)) --> file
        print(io.type("a text") == nil) --> true`,
    },
    "io.stdin, io.stdout, io.stderr": {
      does: "The standard files.",
      example: `io.stdout:write("hello\\n") --> hello`,
    },
    "file:read": withFile(
      "... = file:read(format, ...)",
      'Reads a line ("*l", the default; "*L" with its end), a number ("*n"), so many bytes, or all ("*a").',
      `
      print(file:read()) --> one
      print(file:read(2), " ", file:read("*a")) --> tw o
      -->`,
      { note: 'Lua 5.1 has no "*L".' },
    ),
    "file:write": withFile(
      "file, err = file:write(...)",
      "Writes strings and numbers.",
      `
      file:write("ONE", 1)
      file:seek("set")
      print(file:read("*l")) --> ONE1two`,
    ),
    "file:lines": withFile(
      "for line in file:lines(...) do ... end",
      "Goes through the lines, or what formats say as for read.",
      `
      for line in file:lines() do print("> ", line) end
      --> > one
      --> > two`,
    ),
    "file:seek": withFile(
      "position, err = file:seek(whence?, offset?)",
      'Sets the position, from "set" (the beginning), "cur" (here, the default) or "end".',
      `print(file:seek("end")) --> 8`,
    ),
    "file:close": withFile(
      "ok, err = file:close()",
      "Closes the file; of io.popen also how the command ended.",
      `print(file:close()) --> true`,
    ),
    "file:flush": withFile("ok, err = file:flush()", "Writes out what is buffered.", `print(file:flush()) --> true`),
    "file:setvbuf": withFile(
      "ok, err = file:setvbuf(mode, size?)",
      'Sets how what is written is buffered: "no", "full" or "line".',
      `print(file:setvbuf("no")) --> true`,
    ),
  },
};

export const luaOs: Area = {
  page: "os",
  title: "Lua: os",
  about: "The system around the script.",
  notes: {
    "os.time": {
      usage: "seconds = os.time(table?)",
      does: "The seconds since 1970, now or of a date in local time: { year =, month =, day =, hour = 12, min =, sec = }.",
      example: `print(os.time({ year = 2026, month = 11, day = 23, hour = 0 })) --> 1795392000`,
      note: "It asks the system; ngx.time() does not, and costs less.",
    },
    "os.date": {
      usage: "text | table = os.date(format?, seconds?)",
      does: 'A date as strftime writes it, or a table for "*t"; ! in front means UTC.',
      example: `
        print(os.date("!%Y-%m-%d %H:%M", 0)) --> 1970-01-01 00:00
        print(os.date("!*t", 0).year) --> 1970`,
    },
    "os.clock": {
      usage: "seconds = os.clock()",
      does: "How much time the processor has worked for the process.",
      example: `print(os.clock() > 0) --> true`,
    },
    "os.difftime": {
      usage: "seconds = os.difftime(later, earlier)",
      does: "The seconds between two times.",
      example: `print(os.difftime(10, 4)) --> 6`,
    },
    "os.execute": {
      usage: "ok, reason, status = os.execute(command?)",
      does: "Runs a command of the shell. The whole worker waits; resty.shell lets others run.",
      example: `
        local ok, reason, status = os.execute("exit 3")
        print(tostring(ok), " ", reason, " ", status) --> nil exit 3`,
      note: "Lua 5.1 answers a number.",
    },
    "os.exit": {
      usage: "os.exit(status?, close?)",
      does: "Ends the process at once: timers do not run any more.",
      example: `
        ngx.timer.at(0, function() print("never") end)
        os.exit(0)`,
    },
    "os.getenv": {
      usage: "value = os.getenv(name)",
      does: "The value of a variable of the environment.",
      example: `print(os.getenv("NO_SUCH_VARIABLE") == nil) --> true`,
      note: "A server lets in only variables that an env directive names; the command line lets in all.",
    },
    "os.remove": {
      usage: "ok, err, errno = os.remove(path)",
      does: "Removes a file or an empty folder.",
      example: `
        local ok, err = os.remove("/no/such")
        print(err) --> /no/such: No such file or directory`,
    },
    "os.rename": {
      usage: "ok, err, errno = os.rename(from, to)",
      does: "Gives a file another name.",
      example: `print(select(3, os.rename("/no/such", "/no/other"))) --> 2`,
    },
    "os.tmpname": {
      usage: "path = os.tmpname()",
      does: "Makes an empty file, and answers its path.",
      example: `
        local path = os.tmpname()
        print(path:match("^/tmp/lua_") ~= nil) --> true
        os.remove(path)`,
    },
    "os.setlocale": {
      usage: "name = os.setlocale(locale?, category?)",
      does: "The locale; sets it.",
      example: `print(os.setlocale()) --> C`,
      differs: "There is the locale C only.",
    },
  },
};

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
