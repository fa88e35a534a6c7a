import { test } from "uvu";
import * as assert from "uvu/assert";
import { agreeWithLuaJit } from "./agreement.ts";
import { finish, runInTiers, sandbox, TIERS } from "./scripts.ts";

agreeWithLuaJit({
  "a traceback names functions as their callers do": `
    local t = { field = function() return (debug.traceback("here")) end }
    function global() return (t.field()) end
    local function loc() return (global()) end
    function t:method() return (loc()) end
    local up = function() return (t:method()) end
    local function outer() return (up()) end
    print((outer()))
    print((pcall(function() print((outer())) end)))`,
  "a traceback from inside native functions": `
    print((select(2, pcall(function() return (debug.traceback("in pcall")) end))))
    table.sort({ 2, 1 }, function() print((debug.traceback("in sort"))) return false end)
    print((("x"):gsub("x", function() return (debug.traceback("in gsub")) end)))
    print(tostring(setmetatable({}, { __tostring = function() return (debug.traceback("in tostring")) end })))`,
  "a traceback from inside metamethods": `
    local function tb(name) return function() return (debug.traceback(name)) end end
    local t = setmetatable({}, { __index = tb("index"), __add = tb("add"), __concat = tb("concat"), __unm = tb("unm"), __call = tb("call"), __lt = function() print((debug.traceback("lt"))) end, __eq = function() print((debug.traceback("eq"))) end, __newindex = function() print((debug.traceback("newindex"))) end })
    print(t.x) print(t + 1) print(t .. "x") print(-t) print((t())) local _ = t < t _ = t == setmetatable({}, getmetatable(t)) t.x = 1`,
  "tail calls leave no level": `
    local function last() return (debug.traceback("last")) end
    local function middle() return last() end
    local function first() local r = middle() return r end
    print((first()))
    local function count(n) if n == 0 then return (debug.traceback("counted")) end return count(n - 1) end print((count(100)))`,
  "long tracebacks are cut in the middle": `
    local function deep(n) if n == 0 then return (debug.traceback("deep")) end return (deep(n - 1)) end
    for _, n in ipairs({ 5, 18, 19, 20, 21, 22, 23, 40, 1000 }) do print((deep(n))) end`,
  "levels and messages of debug.traceback": `
    local function f(...) return (debug.traceback(...)) end
    print(f("m", 0)) print(f("m", 1)) print(f("m", 2)) print(f("m", 3)) print(f("m", 100)) print(f(nil)) print(f("m", nil)) print(f(5)) print(f("", 1)) print(f("two\\nlines")) print(f("C's\\0end"))
    print(type(f({})), f(true), pcall(f, "m", "x"), pcall(f, "m", {}))`,
  "tracebacks of other coroutines": `
    local function inner() coroutine.yield() error("dead here") end
    local co = coroutine.create(function() local x = inner() return x end)
    print((debug.traceback(co))) coroutine.resume(co) print((debug.traceback(co))) print((debug.traceback(co, "msg"))) print((debug.traceback(co, "msg", 1))) print((debug.traceback(co, nil, 2)))
    coroutine.resume(co) print((debug.traceback(co))) co = coroutine.create(function() end) coroutine.resume(co) print((debug.traceback(co, "done")))`,
  "of a dead coroutine the line is lost at which its innermost function failed, and what a callback that cannot yield called": `
    local function fails() local x = nil + 1 end
    local function show(f) local co = coroutine.create(f) coroutine.resume(co) print((debug.traceback(co))) print(debug.getinfo(co, 0, "l").currentline) end
    show(fails) show(function() fails() end) show(function() error("x") end) show(function() local x = require("no.such") end)
    show(function() table.sort({ 2, 1 }, function(a) return a.x end) end)
    show(function() print((("x"):gsub("x", function() fails() end))) end)
    show(function() coroutine.yield(pcall(fails)) end)`,
  "a native function that was called by a tail call, below what it calls": `
    local function fails() local x = nil + 1 end
    local function safe(f) return xpcall(f, debug.traceback) end
    print(select(3, pcall(function() return xpcall(fails, debug.traceback) end)))
    print(select(3, pcall(safe, fails)))
    print(select(2, safe(fails)))
    print(select(3, coroutine.resume(coroutine.create(function() return safe(fails) end))))
    print(select(4, coroutine.resume(coroutine.create(pcall), safe, fails)))
    local co = coroutine.create(function() return pcall(coroutine.yield) end) coroutine.resume(co) print((debug.traceback(co)))`,
  "a __tostring that cannot be called stands in the place of tostring": `
    local o = setmetatable({}, { __tostring = "x" })
    local text, t = tostring, { text = tostring }
    local function try(f) print(xpcall(f, debug.traceback)) end
    try(function() local x = tostring(o) end) try(function() return tostring(o) end) try(function() local x = text(o) end)
    try(function() local x = t.text(o) end) try(function() print(o) end)
    print(pcall(function() local x = setmetatable({}, { __index = tostring, __tostring = 5 }).x end)) print(pcall(tostring, o)) print(pcall(print, o)) print(pcall(string.format, "%s", o))
    for _, answer in ipairs({ 5, "x", {}, true }) do print(pcall(print, setmetatable({}, { __tostring = function() return answer end }))) end
    print(pcall(function() print(setmetatable({}, { __tostring = function() end })) end))`,
  "a handler sees the frames that failed": `
    local function thrower() local x = nil return x.y end
    local function through() thrower() return 1 end
    print(select(2, xpcall(through, debug.traceback)))
    print(select(2, xpcall(function() error("called") end, function(m) return (debug.traceback("h " .. m, 2)) end)))
    print(select(2, xpcall(function() error("called") end, function(m) return (debug.traceback("h " .. m, 1)) end)))
    print(select(2, xpcall(function() string.rep() end, debug.traceback)))
    print(select(2, xpcall(function() local t = setmetatable({}, { __index = function() error("mm") end }) return t.x end, debug.traceback)))`,
  "errors in metamethods that are native, and through functions that LuaJIT has in Lua": `
    local function fails(f) print(select(2, xpcall(f, debug.traceback))) end
    fails(function() return setmetatable({}, { __index = string.rep }).x end)
    fails(function() return setmetatable({}, { __add = string.rep }) + 1 end)
    fails(function() local t = setmetatable({}, { __call = string.rep }) t() end)
    fails(function() table.foreach({ 1 }, function() error("x") end) end)
    fails(function() table.remove(1) end)
    for _, f in ipairs { table.foreach, table.move, math.deg, string.len } do
      local i = debug.getinfo(f, "S") print(i.what, i.source, i.short_src, i.linedefined)
    end
    print((debug.traceback("a\\0b")))`,
  "debug.getinfo of levels": `
    local function show(i) if not i then return "none" end return table.concat({ tostring(i.name), i.namewhat, i.what, i.short_src, i.source, i.currentline, i.linedefined, i.lastlinedefined, i.nups, tostring(i.func ~= nil) }, " ") end
    local function f() for level = 0, 6 do print(level, show(debug.getinfo(level))) end end
    local t = { m = function(self) f() local x end }
    local function g() t:m() end
    g() pcall(f) local co = coroutine.wrap(function() f() end) co()
    print(show(debug.getinfo(f))) print(show(debug.getinfo(1))) print(show(debug.getinfo(50))) print(pcall(debug.getinfo, 1, "?")) print(pcall(debug.getinfo, "x")) print(pcall(debug.getinfo)) print(pcall(debug.getinfo, -1))`,
  "positions of errors by level": `
    local function at(level) error("m", level) end
    local function mid(level) at(level) local x end
    local function out(level) mid(level) local x end
    for level = 0, 6 do print(level, pcall(out, level)) end
    print(pcall(error, "m", 1)) print(pcall(error, "m", 2)) print(pcall(error, "m", -1)) print(pcall(error, "m", 1e9)) print(pcall(error, 5)) print(pcall(error, nil)) print(pcall(error)) print(pcall(error, "m", {}))
    print(select(2, pcall(function() error(true) end)), select(2, pcall(function() error(12, 1) end)), select(2, pcall(function() error(12, 0) end)))`,
  "C strings in messages end at a zero byte": `
    local function q(ok, m) print((tostring(m):gsub("%z", "<0>"))) end
    q(pcall(assert, false, "a\\0b")) q(pcall(function() assert(false, "a\\0b") local x end)) q(pcall(error, "a\\0b")) q(pcall(function() error("a\\0b") end))
    q(pcall(coroutine.wrap(function() error("a\\0b") end))) q(pcall(coroutine.wrap(function() error("a\\0b", 0) end))) q(coroutine.resume(coroutine.create(function() error("a\\0b") end)))
    q(pcall(collectgarbage, "a\\0b")) q(pcall(function() local t = {} t["a\\0b"].x = 1 end)) q(pcall(function() return _G["a\\0b"]() end)) q(pcall(function() local t = { ["a\\0b"] = string.rep } t["a\\0b"]() end))`,
  "lines of what goes over several lines": `
    local function try(f) print(select(2, pcall(f))) end
    try(function()
      local t = nil
      local x = 1 +
        t
    end)
    try(function() print(
      nil ..
      "x") end)
    try(function()
      string.rep(
        "x",
        {}
      )
    end)
    try(function()
      local a = {}
      a.
        b.
        c()
    end)
    try(function() error(
      "on several lines"
    ) end)
    try(function() if nil
      < 1 then end end)
    try(function() for i = 1,
      nil do end end)`,
  "getfenv and setfenv by level": `
    local function f() return getfenv(1), getfenv(2) end print(f() == _G, pcall(getfenv, 50), pcall(getfenv, -1)) local e = {}
    local function g() setfenv(1, e) x = 5 end g() print(e.x, x) print(getfenv(g) == e, pcall(setfenv, print, {}), pcall(setfenv, 50, {})) print(pcall(getfenv, "x"), pcall(setfenv, 1))`,
});

test("a stack overflow is an error at LuaJIT's depth, and can be caught again and again", () => {
  const source = `
    local depth local function f() depth = depth + 1 return 1 + f() end
    for _ = 1, 3 do depth = 0 local ok, message = pcall(f) print(ok, message, depth > 20000 and depth < 40000) end
    local function g(a, b, c) local d, e, h, i = 1, 2, 3, 4 depth = depth + 1 return 1 + g(a, b, c) end
    depth = 0 print(pcall(g)) print(depth < 12000)
    local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end
    print(select(2, pcall(function() return t.x end)):match("stack overflow"))
    local n = 0 local function h() n = n + 1 local ok = pcall(h) return ok end print(h()) print(n > 1000)
    print((select(2, xpcall(f, function(m) return "handled: " .. m end))))`;
  const lines = runInTiers(source).split("\n");
  for (const line of lines.slice(0, 3)) assert.is(line, "false\tt.lua:2: stack overflow\ttrue");
  assert.is(lines[3], "false\tt.lua:4: stack overflow");
  assert.is(lines[4], "true");
  assert.is(lines[5], "stack overflow");
  assert.is(lines[7], "true");
  assert.is(lines[8], "handled: t.lua:2: stack overflow");
});

test("a tail call that gets more and more arguments overflows the stack", () => {
  const source = `local function f(...) return f(${"1, ".repeat(200)} ...) end print(pcall(f))`;
  assert.is(runInTiers(source), "false\tt.lua:1: stack overflow\n");
});

test("a handler has the frames that failed below it, also where it moves to the heap", () => {
  const source = `print(xpcall(nil, function() return (debug.traceback("h"):gsub("%s+", " ")) end))`;
  for (const tier of TIERS) {
    const { machine, output } = sandbox({}, {}, tier);
    machine.state.depthLimit = 1000;
    finish(machine, machine.createCoroutine(machine.load(source, "@t.lua")));
    assert.is(
      output(),
      "false\th stack traceback: t.lua:1: in function <t.lua:1> [C]: in function 'xpcall' t.lua:1: in main chunk\n",
    );
  }
});

test.run();
