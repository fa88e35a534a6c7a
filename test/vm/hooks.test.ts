import { test } from "uvu";
import * as assert from "uvu/assert";
import { agreeWithLuaJit } from "./agreement.ts";
import { runInTiers } from "./scripts.ts";

agreeWithLuaJit({
  "a line hook sees each line of the functions called after it was set": `
    local lines = {}
    local function work(n)
      local sum = 0
      for i = 1, n do
        sum = sum + i
      end
      if sum > 3 then
        return "big"
      end
      return "small"
    end
    debug.sethook(function(event, line) lines[#lines + 1] = event .. line end, "l")
    local r = work(1)
    debug.sethook()
    local own = {} for _, l in ipairs(lines) do local n = tonumber(l:match("%d+")) if n >= 3 and n <= 11 then own[#own + 1] = l end end
    print(r, table.concat(own, " "))`,
  "a hook that fails ends what ran, as an error of its own": `
    local function work() local x = 1
      return x end
    print(pcall(function() debug.sethook(function() debug.sethook() error("from the hook", 0) end, "l") work() end)) print(pcall(work))`,
  "functions that set a hook go on with it, and so do those that called them": `
    local log = {} local function h(e, l) log[#log + 1] = e .. ":" .. tostring(l) end
    local function out(what) debug.sethook() print(what, table.concat(log, " ")) log = {} end
    debug.sethook(h, "l") local x = 1
    x = 2
    out "lines"
    local function f() return 1 end
    debug.sethook(h, "crl") f() out "all"
    local function callee()
      debug.sethook(h, "l")
      local a = 1
    end
    callee()
    x = 1
    out "of a caller"
    debug.sethook(h, "l") pcall(callee) out "through pcall"
    debug.sethook(h, "l") for i = 1, 2 do
      x = i
    end out "loop"`,
  "a jump back is a line again, and so is what follows a call": `
    local log = {} local function h(e, l) log[#log + 1] = l end
    local function loop() for i = 1, 3 do log[0] = i end end
    local function twice() loop() loop() end
    debug.sethook(h, "l") twice() debug.sethook() print(table.concat(log, " "))`,
  "native functions are called for a hook, too; it finds what is called at level 2": `
    local log = {}
    local function f() return 1 end
    local function tail() return f() end
    local function h(e) local i = debug.getinfo(2, "nSl") log[#log + 1] = table.concat({ e, tostring(i.name), i.namewhat, i.currentline, i.what }, "/") end
    for _, mask in ipairs { "c", "r", "l" } do
      debug.sethook(h, mask) f() math.abs(1) tail() ("x"):rep(2) debug.sethook() print(mask, table.concat(log, " ")) log = {}
    end`,
  "events of a coroutine stand between those of who resumes it; a function that is called is where it is defined": `
    local log = {}
    local function h(e, line) local i = debug.getinfo(2, "nSl") log[#log + 1] = table.concat({ e, line or "-", i.what, tostring(i.what ~= "main" and i.name), i.currentline }, ":") end
    local function out() debug.sethook() print(table.concat(log, "\n")) log = {} end
    local function body(a)
      local b = coroutine.yield(a + 1)
      return b
    end
    local co, w = coroutine.create(body), coroutine.wrap(body)
    debug.sethook(h, "crl") coroutine.resume(co, 1)
    coroutine.resume(co, 2)
    coroutine.resume(co, 3) out()
    debug.sethook(h, "crl") w(1)
    local r = w(2)
    pcall(w) out()
    local inside = coroutine.create(function() debug.sethook(h, "crl") coroutine.yield()
      return 1
    end)
    coroutine.resume(inside)
    coroutine.resume(inside) out()
    local failing = coroutine.create(function() error("bad") end)
    debug.sethook(failing, h, "cr") coroutine.resume(failing) out()
    local waiting = coroutine.create(function() return coroutine.yield() end)
    local function go() return coroutine.resume(waiting) end
    debug.sethook(h, "cr") go() go() out()`,
  "native functions are told of whoever calls them, but for what LuaJIT has as instructions": `
    local log = {}
    local function h(e) local i = debug.getinfo(2, "nS") log[#log + 1] = table.concat({ e, i.what, tostring(i.what ~= "main" and i.name) }, ":") end
    local function it(s, i) if i < 2 then return i + 1 end end
    local function f() return math.abs(1) end
    local m = setmetatable({}, { __index = rawget })
    debug.sethook(h, "cr")
    for k in ipairs({ 1, 2 }) do end for k in pairs({ 1 }) do end for k in next, { 1 } do end for k in string.gmatch("a", "a") do end for i in it, nil, 0 do end
    f() pcall(pcall, math.abs, 1) xpcall(math.abs, print, 1) pcall(error) table.sort({ 1, 2, 3 }, rawequal) string.gsub("ab", "%w", string.upper) local x = m.x
    debug.sethook() print(table.concat(log, " "))
    print((pairs({})), (ipairs({})), pairs({}) == next)`,
  "a loop to its beginning is no call of a function; a hook for calls finds the parameters": `
    local calls, n, seen = 0, 0, {}
    local function up() while n < 4 do n = n + 1 end end
    local function down() repeat n = n - 1 until n == 0 end
    debug.sethook(function() calls = calls + 1 end, "c") up() down() debug.sethook() print(calls)
    local function f(a, b, ...) local x = a + b
      local y = x
      return y end
    local function h(e) local vars = { e } for i = 1, 5 do local name, value = debug.getlocal(2, i) if name and name:match("^[abxy]$") then vars[#vars + 1] = name .. "=" .. value end end seen[#seen + 1] = table.concat(vars, ",") end
    debug.sethook(h, "clr") f(1, 2, 3) debug.sethook() print(table.concat(seen, " "))`,
  "a hook that sets a hook is not called in itself": `
    local calls = 0
    local function h() calls = calls + 1 debug.sethook() debug.sethook(h, "l") local x = 1
      x = 2 end
    debug.sethook(h, "l") local y = 1
    debug.sethook() print(calls)`,
  "gethook tells the events in its own order": `
    local function f() end debug.sethook(f, "xlyrc") print(select(2, debug.gethook())) debug.sethook(f, "xyz") print(debug.gethook() == f, select(2, debug.gethook())) debug.sethook()`,
  "gethook tells what was set": `
    print(debug.gethook()) local f = function() end debug.sethook(f, "l", 7) local g, mask, count = debug.gethook() debug.sethook() print(g == f, mask, count) print(debug.gethook())
    print(pcall(debug.sethook, 5, "l")) print(pcall(debug.sethook, print, {})) print(pcall(debug.sethook, print, "l", "x"))`,
});

test("a count hook is called after so many instructions, in loops and calls, and can stop them", () => {
  const source = `
    local function endless() while true do end end
    local function stop(n) local left = n debug.sethook(function(event) left = left - 1 if left == 0 then debug.sethook() error("stopped by " .. event, 0) end end, "", 100) end
    stop(3) print(pcall(endless))
    stop(3) print(pcall(function() local function f() return f() end f() end))
    stop(3) print(pcall(function() local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end return t.x end))
    for i = 1, 100 do local x = i end print("and on")`;
  assert.is(runInTiers(source), `${"false\tstopped by count\n".repeat(3)}and on\n`);
});

test("a hook is not called in itself, and what it does can be anything but a yield", () => {
  const source = `
    local depth, most = 0, 0
    local function work() local x = 1
      local y = 2 return x + y end
    debug.sethook(function() depth = depth + 1 most = math.max(most, depth) work() table.sort({ 3, 2, 1 }, function(a, b) return a < b end) depth = depth - 1 end, "l")
    work() debug.sethook() print(most)
    print(coroutine.wrap(function() return pcall(function() debug.sethook(function() debug.sethook() coroutine.yield("leak") end, "l") work() end) end)())`;
  assert.is(runInTiers(source).replace(/t\.lua:\d+: /, ""), "1\nfalse\tattempt to yield across C-call boundary\n");
});

test("functions do the same with hooks as without", () => {
  const work = `
    local function work(...)
      local out, n = {}, 0
      for i = 1, 3 do out[#out + 1] = i * 2 end for k, v in ipairs({ "a", "b" }) do out[#out + 1] = k .. v end
      while n < 3 do n = n + 1 if n == 2 then goto on end out[#out + 1] = "w" .. n ::on:: end
      repeat local m = n n = n - 1 out[#out + 1] = function() m = m + 1 return m end until m < 2
      for i = #out, 1, -1 do if type(out[i]) == "function" then out[i] = out[i]() + out[i]() end end
      out[#out + 1] = select("#", ...) out[#out + 1] = tostring((...)) out[#out + 1] = (function(...) return select("#", ...) end)(...)
      local ok, m = pcall(function() local t return t.x end) out[#out + 1] = m
      local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end) out[#out + 1] = co(1) out[#out + 1] = co(5) out[#out + 1] = wait("w")
      local t = setmetatable({}, { __add = function(a, b) return wait("added") end, __lt = function() return true end }) out[#out + 1] = t + 1 out[#out + 1] = tostring(t < t and not (t > t))
      return table.concat(out, " "), debug.traceback("tb"), ...
    end`;
  const plain = runInTiers(`${work} print(work(1, nil, "x"))`);
  for (const mask of ['"l"', '"c"', '"r"', '"crl"', '"", 1', '"crl", 3']) {
    const hooked = `${work} local calls = 0 debug.sethook(function() calls = calls + 1 end, ${mask}) print(work(1, nil, "x")) debug.sethook() assert(calls > 0)`;
    assert.is(runInTiers(hooked), plain, mask);
  }
});

test("a hook that is set while compiled functions are at work leaves them right, and sees those called later", () => {
  const source = `
    local seen = 0
    local function leaf(i) return i + 1 end
    local function busy(n) local sum = 0 for i = 1, n do sum = sum + leaf(i) if i == 100 then debug.sethook(function() seen = seen + 1 end, "c") end if i == 150 then debug.sethook() end end return sum end
    print(busy(200)) print(seen > 0)
    local before = seen print(busy(90)) print(seen == before)`;
  assert.is(runInTiers(source), "20300\ntrue\n4185\ntrue\n");
});

test.run();
