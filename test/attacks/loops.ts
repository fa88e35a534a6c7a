/** Scripts that do not end by themselves. Each is stopped; as a control it still runs at twice its deadline. */
import { RUNAWAYS } from "../sandbox/runaways.ts";
import type { Attack, Group } from "./attack.ts";

const LONG = `local s = ("x"):rep(4e6) .. "y" s:byte(-1) `;
const MANY = "local t = {} for i = 1, 7900 do t[i] = i end ";

const SCRIPTS: Readonly<Record<string, string>> = {
  ...RUNAWAYS,
  "a loop made of goto": "::again:: goto again",
  "a loop of tail calls": "local function f() return f() end f()",
  "a loop in a chunk that is compiled": `local f = loadstring("while true do end") for i = 1, 20 do f() end`,
  "an iterator that never ends": "for _ in function() return 1 end do end",
  "next of a table that was emptied":
    "local t = {} for i = 1, 1e5 do t['k' .. i] = i end for i = 1, 1e5 do t['k' .. i] = nil end while true do next(t) end",
  "back references in a pattern": `local s = ("x"):rep(1e5) while true do s:find("(x-)%1y") end`,
  "balanced brackets": `local s = ("("):rep(1e5) while true do s:find("%b()") end`,
  "captures in a pattern": `local s = ("a"):rep(1000) while true do s:find(("(a*)"):rep(20) .. "b") end`,
  "gmatch of nothing": `local s = ("x"):rep(1e6) while true do for _ in s:gmatch("") do end end`,
  "a regular expression with a reference": `while true do ngx.re.find(("a"):rep(3000), [[(a*)(a*)\\1b]], "jo") end`,
  "regular expressions to compile":
    "local i = 0 while true do i = i + 1 ngx.re.find('x', ('(a|b)'):rep(500) .. i, 'jo') end",
  "a sort that compares at random": `local t = {} for i = 1, 1e5 do t[i] = i end
    while true do pcall(table.sort, t, function() return math.random() < 0.5 end) end`,
  "sorts in sorts": `local function f(a, b) pcall(table.sort, { 1, 2, 3 }, f) return a < b end
    while true do pcall(table.sort, { 1, 2, 3 }, f) end`,
  "inserting in front":
    "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.insert(t, 1, 1) table.remove(t, 2) end",
  "moving a table": "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.move(t, 1, #t, 2) t[#t] = nil end",
  maxn: "local t = {} for i = 1, 1e5 do t[-i] = i end while true do table.maxn(t) end",
  unpacking: `${MANY} while true do select("#", unpack(t)) end`,
  "bytes of texts": `local s = ("x"):rep(7900) while true do s:byte(1, -1) end`,
  "characters of bytes": "local t = {} for i = 1, 7900 do t[i] = 65 end while true do string.char(unpack(t)) end",
  "texts that are compared": `${LONG} local o = ("x"):rep(4e6) .. "z" o:byte(-1) while true do local b = s < o end`,
  "texts that are searched": `${LONG} while true do s:find(("x"):rep(1e5) .. "z", 1, true) end`,
  "texts that are numbers": `local s = ("1"):rep(1e6) while true do tonumber(s) tonumber(s, 36) end`,
  dates: `while true do os.date(("%c"):rep(1000)) end`,
  "a date": `os.date(("%c"):rep(1e6))`,
  digests: `${LONG} while true do ngx.md5(s) ngx.sha1_bin(s) ngx.crc32_long(s) end`,
  encodings: `${LONG} while true do ngx.encode_base64(s) ngx.escape_uri(s) end`,
  "JSON that is encoded": `local t = {} for i = 1, 1e5 do t[i] = i end while true do require("cjson").encode(t) end`,
  "an object in a buffer": `local b, t = require("string.buffer"), {} for i = 1, 1e5 do t[i] = i end while true do b.decode(b.encode(t)) end`,
  "numbers to print": `local f = ("%.99f"):rep(100) ${MANY} while true do f:format(unpack(t, 1, 100)) end`,
  tracebacks:
    "local function f(n) if n > 0 then local x = f(n - 1) return x end while true do debug.traceback() end end f(15000)",
  "levels of the stack":
    "local function f(n) if n > 0 then local x = f(n - 1) return x end while true do debug.getinfo(14000) end end f(15000)",
  "a hook":
    "debug.sethook(function() while true do end end, '', 1) local function f() return 1 end while true do f() end",
  "a hook that sets itself":
    "local function h() debug.sethook(h, 'l') end debug.sethook(h, 'l') while true do local a = 1\nlocal b = 2 end",
  "a finalizer": `local p = newproxy(true) getmetatable(p).__gc = function() while true do end end
    p = nil collectgarbage() collectgarbage() while true do end`,
  "__index that chains": `local t = {} for i = 1, 90 do t = setmetatable({}, { __index = t }) end while true do local x = t.x end`,
  __eq: "local m = { __eq = function() while true do end end } local x = setmetatable({}, m) == setmetatable({}, m)",
  __concat: `local t = setmetatable({}, { __concat = function(a) return a .. 1 end }) while true do pcall(function() return t .. 1 end) end`,
  "__call that chains": "local t = setmetatable({}, { __call = function(self, ...) return self(...) end }) t(1)",
  "__tostring of an error":
    "pcall(error) error(setmetatable({}, { __tostring = function() while true do end end }), ngx.say(tostring(setmetatable({}, { __tostring = function() while true do end end }))))",
  "a coroutine in a coroutine": "local function f() coroutine.wrap(f)() end while true do pcall(f) end",
  "a coroutine that is made and left": "while true do coroutine.wrap(function() coroutine.yield() end)() end",
  "a module that loads itself": `package.preload.m = function() package.loaded.m = nil return require("m") end while true do pcall(require, "m") end`,
  "a loader that goes on": `load(function() return " x = 1 " end)`,
  "names of modules": `local name = ("a."):rep(1e5) while true do pcall(require, name) end`,
  "a search path": `package.path = ("?;"):rep(1e5) while true do pcall(require, "x") end`,
  files: "local i = 0 while true do i = i + 1 local f = io.open('f' .. i, 'w') if f then f:close() end end",
  "a shared dictionary": `local d = ngx.shared.dogs local i = 0 while true do i = i + 1 d:set(i, i) d:get_keys(0) end`,
  semaphores: "local s = require('ngx.semaphore').new(1) while true do s:wait(0) s:post(1) end",
  "threads that wait for each other":
    "while true do ngx.thread.wait(ngx.thread.spawn(function() ngx.sleep(0) end)) end",
  "a timer that is every": "ngx.timer.every(0.001, function() end) while true do ngx.sleep(0.001) end",
  "the clock": "while true do ngx.update_time() ngx.now() os.clock() end",
};

const ENDLESS: Group = Object.fromEntries(
  Object.entries(SCRIPTS).map(([name, code]): [string, Omit<Attack, "name">] => [
    name,
    { code, control: { kind: "time" }, options: { dicts: { dogs: "1m" } } },
  ]),
);

export const LOOPS: Group = {
  ...ENDLESS,
  // it ends by itself: in the mode "none" nothing would stop it
  "texts that are equal": {
    code: `local a, b = ("x"):rep(3e7), ("x"):rep(3e7) a:byte(-1) b:byte(-1) for i = 1, 400 do local same = a == b end`,
    control: { kind: "time" },
    options: { limits: { cpuMs: 600, memoryMb: 64 } },
  },
};
