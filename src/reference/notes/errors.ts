import type { Area, Note } from "../note.ts";

/** A message as it is printed, and a program that gets it; those of the command line itself have none. */
type Row = readonly [code: string, message: string, example?: string];

const values: readonly Row[] = [
  ["NB101", "attempt to index global 'glob' (a nil value)", "print(glob.x)"],
  ["NB102", "attempt to index local 't' (a nil value)", "local t\nprint(t.x)"],
  ["NB103", "attempt to index local 'n' (a number value)", "local n = 1\nprint(n.x)"],
  ["NB104", "attempt to call method 'walk' (a nil value)", "local cat = {}\ncat:walk()"],
  ["NB105", "attempt to call local 't' (a table value)", "local t = {}\nt()"],
  ["NB106", "attempt to perform arithmetic on local 'n' (a nil value)", "local n\nprint(n + 1)"],
  ["NB107", "attempt to concatenate local 'name' (a nil value)", 'local name\nprint("hello " .. name)'],
  ["NB108", "attempt to compare number with nil", "print(1 < nil)"],
  ["NB109", "attempt to get length of local 'list' (a nil value)", "local list\nprint(#list)"],
  ["NB110", "bad argument #1 to 'max' (number expected, got no value)", "math.max()"],
  ["NB111", "bad argument #2 to 'at' (Lua function expected)", 'ngx.timer.at(0, "no function")'],
  ["NB112", "table index is nil", "({})[nil] = 1"],
  ["NB113", "bad argument #1 to 'log' (expected table to have __tostring metamethod)", "ngx.log(ngx.ERR, { 1 })"],
];

const running: readonly Row[] = [
  ["NB201", "API disabled in the current context", "ngx.req.get_method()"],
  [
    "NB202",
    "too many pending timers",
    "-- ngxbox run --http-conf 'lua_max_pending_timers 1;'\nngx.timer.at(60, function() end)\nassert(ngx.timer.at(60, function() end))",
  ],
  [
    "NB203",
    "1 lua_max_running_timers are not enough",
    "-- ngxbox run --http-conf 'lua_max_running_timers 1;'\nngx.timer.at(0, function() end)\nngx.sleep(0.1)",
  ],
  [
    "NB204",
    "2 worker_connections are not enough",
    "-- ngxbox run -c 2\nngx.timer.at(0, function() ngx.sleep(1) end)\nngx.timer.at(0, function() end)\nngx.sleep(0.1)",
  ],
  [
    "NB205",
    "attempt to yield across C-call boundary",
    "local list = { 2, 1 }\ntable.sort(list, function(a, b) ngx.sleep(0) return a < b end)",
  ],
  [
    "NB206",
    "cannot resume dead coroutine",
    "local co = coroutine.create(function() end)\ncoroutine.resume(co)\nassert(coroutine.resume(co))",
  ],
  ["NB207", "cannot resume running coroutine", "assert(coroutine.resume(coroutine.running()))"],
  [
    "NB208",
    "already waited or killed",
    "local thread = ngx.thread.spawn(function() end)\nngx.thread.wait(thread)\nassert(ngx.thread.wait(thread))",
  ],
  [
    "NB209",
    "only the parent coroutine can wait on the thread",
    "local inner\nlocal function nap() ngx.sleep(1) end\nlocal outer = ngx.thread.spawn(function()\n  inner = ngx.thread.spawn(nap)\nend)\nngx.thread.wait(outer)\nassert(ngx.thread.wait(inner))",
  ],
  [
    "NB210",
    "process exiting",
    'require "ngx.process".signal_graceful_exit()\nngx.sleep(0.1)\nassert(ngx.timer.at(1, function() end))',
  ],
  ["NB211", "delay cannot be zero", "ngx.timer.every(0, function() end)"],
  ["NB212", "writing a global Lua variable ('total')", "total = 0"],
  ["NB213", "module 'no_such_module' not found", 'require "no_such_module"'],
  [
    "NB214",
    "loop or previous error loading module 'a'",
    'package.preload.a = function() return require "a" end\nrequire "a"',
  ],
  [
    "NB215",
    "lua entry thread aborted: runtime error: example.lua:1: oops",
    'ngx.timer.at(0, function() error("oops") end)\nngx.sleep(0.1)',
  ],
  ["NB216", "no memory", '-- ngxbox run --shdict \'cats 100k\'\nassert(ngx.shared.cats:set("big", ("x"):rep(200000)))'],
  [
    "NB217",
    "attempt to wait on a coroutine that is not a user thread",
    "ngx.thread.wait(coroutine.create(function() end))",
  ],
  [
    "NB218",
    "execvp() failed while executing no_such (2: No such file or directory)",
    'require("ngx.pipe").spawn({ "no_such" }):wait()',
  ],
];

const limits: readonly Row[] = [
  ["NB301", "stack overflow", "local function sum(n) return n + sum(n - 1) end\nsum(1)"],
  ["NB302", "not enough memory", '("x"):rep(2 ^ 31 - 1)'],
  ["NB303", "module 'ffi' not found", 'require "ffi"'],
  ["NB304", "Lua input file no_such_file.lua not found."],
  ["NB305", 'Neither Lua input file nor -e "" option specified.'],
  ["NB306", '[emerg] unknown directive "no_such"', "-- ngxbox run --http-conf 'no_such on;'"],
  [
    "NB307",
    '[emerg] "lua_socket_log_errors" directive is duplicate',
    "-- ngxbox run --http-conf 'lua_socket_log_errors on;'",
  ],
  ["NB308", '[emerg] invalid log level "loud"', "-- ngxbox run --errlog-level loud"],
  ["NB309", '[emerg] invalid lua shared dict size "1k"', "-- ngxbox run --http-conf 'lua_shared_dict cats 1k;'"],
  [
    "NB310",
    "denied read: /etc/passwd (--allow-read=/etc/passwd would allow it)",
    '-- ngxbox run --sandbox\nassert(io.open("/etc/passwd"))',
  ],
  [
    "NB311",
    "the script was stopped: it ran for more than 100 ms (--limit cpuMs=N)",
    "-- ngxbox run --sandbox --limit cpuMs=100\nwhile true do end",
  ],
  [
    "NB312",
    "too many light threads",
    "-- ngxbox run --sandbox --limit threads=1\nlocal function nap() ngx.sleep(1) end\nngx.thread.spawn(nap)\nngx.thread.spawn(nap)",
  ],
];

const syntax: readonly Row[] = [
  ["NB401", "'end' expected (to close 'if' at line 1) near '<eof>'", "if ready then\n  ngx.say(1)"],
  ["NB402", "')' expected (to close '(' at line 1) near 'local'", "print(1\nlocal x"],
  ["NB403", "unfinished string near '\"hello'", 'print("hello\n)'],
  ["NB404", "unfinished long string", "local text = [[hello"],
  ["NB405", "unexpected symbol near '='", "x = = 1"],
  ["NB406", "'=' expected near '+'", "x + 1"],
  ["NB407", "'then' expected near '='", "if x = 1 then end"],
  ["NB408", "'<eof>' expected near 'end'", "print(1) end"],
  ["NB409", "'<name>' expected near 'end'", "local end = 1"],
  ["NB410", "malformed number near '3x'", "local n = 3x"],
  ["NB411", "undefined label 'done'", "goto done"],
  ["NB412", "cannot use '...' outside a vararg function near '...'", "local function f() return ... end"],
  ["NB413", "'(' expected near 'x'", "local f = function x end"],
];

function note([, message, example]: Row): Note {
  return { usage: message, ...(example === undefined ? {} : { example: `${example}\n--! ${message}` }) };
}

export const errors: Area = {
  page: "errors",
  title: "Errors",
  about:
    "What messages mean and what to do about them. `ngxbox explain CODE` prints one of these, and so does a part of the " +
    "message: `ngxbox explain 'too many pending timers'`.",
  notes: Object.fromEntries([...values, ...running, ...limits, ...syntax].map((row) => [row[0], note(row)])),
};
