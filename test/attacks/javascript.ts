/** Ways from Lua to the JavaScript below it, and to machine code. */
import type { Attack, Group } from "./attack.ts";

/** Whether a value is what JavaScript has under such a name in each object, and Lua has nowhere. */
const planted = (code: string): Omit<Attack, "name"> => ({
  code: `local read = read or function(t, k) return t[k] end\n${code}`,
  control: { kind: "planted", before: "read = function(t, k) return plant(k) end\n" },
});

/** `value` is nil, if nothing is wrong. `hole`: what stands for it in the control. */
const finds = (value: string, hole: string): Omit<Attack, "name"> => ({
  code: `local found = hole if found == nil then found = ${value} end if found ~= nil then print("reached", found) end`,
  control: { kind: "planted", before: `hole = ${hole}\n` },
});

/**
 * What goes so deep that JavaScript's stack would not do: `dive` returns what a script gets to see of it. In the control it
 * is a careless parser, written in JavaScript.
 */
const dives = (dive: string): Omit<Attack, "name"> => ({
  code: `local dive = dive or function() ${dive} end
    local results = { pcall(dive) }
    for i = 1, 3 do
      local text = tostring(results[i])
      if text:find("call stack") or text:find("RangeError") or text:find("%.[jt]s:%d") then print("reached", text) end
    end`,
  options: { limits: { cpuMs: 300 } },
  isLong: true,
  control: { kind: "planted", before: "dive = careless\n" },
});

export const JAVASCRIPT: Group = {
  "__proto__ of a table": planted(`if read({}, "__proto__") ~= nil then print("reached") end`),
  "constructor of a table": planted(`if read({}, "constructor") ~= nil then print("reached") end`),
  "constructor of a text": planted(`local s = "x" if read(s, "constructor") ~= nil then print("reached") end`),
  "hasOwnProperty of the globals": planted(`if read(_G, "hasOwnProperty") ~= nil then print("reached") end`),
  "valueOf of ngx": planted(`if read(ngx or {}, "valueOf") ~= nil then print("reached") end`),
  "the constructor of a constructor": finds(
    `pcall(function() return ({}).constructor.constructor end) and {} or nil`,
    `plant("constructor", "constructor")`,
  ),
  "length of a text": finds(`("x").length`, `plant("constructor", "length")`),
  "a prototype's field, set by a script": finds(
    `(function() local t = {} t.__proto__ = { polluted = 1 } return ({}).polluted end)()`,
    `plant("__proto__", "toString")`,
  ),
  "a prototype's field, decoded from JSON": finds(
    `(function() local t = require("cjson").decode('{"__proto__": {"polluted": 1}}') return t.polluted or ({}).polluted end)()`,
    `plant("__proto__", "toString")`,
  ),
  "a prototype's field, decoded from a buffer": finds(
    `(function() local b = require("string.buffer") local t = b.decode(b.encode({ __proto__ = { polluted = 1 } })) return t.polluted end)()`,
    `plant("__proto__", "toString")`,
  ),
  "a shared dictionary called __proto__": finds(
    "ngx.shared.__proto__ or ngx.shared.constructor",
    `plant("__proto__", "constructor")`,
  ),
  "an item called __proto__": finds(
    `ngx.shared.dogs:get("__proto__") or ngx.shared.dogs:get("constructor")`,
    `plant("constructor")`,
  ),
  "a variable of the environment called constructor": finds(
    `os.getenv("constructor") or os.getenv("__proto__")`,
    `plant("constructor")`,
  ),
  "a module called constructor": finds(
    `select(2, pcall(require, "constructor")):match("^%S+ 'constructor' not found") == nil and 1 or nil`,
    `plant("constructor")`,
  ),
  "a module of Node's": finds(
    `(pcall(require, "node:fs") or pcall(require, "fs") or pcall(require, "process")) or nil`,
    `plant("constructor")`,
  ),
  "a signal called constructor": finds(`require("resty.signal").signum("constructor")`, `plant("constructor")`),
  "a named group called __proto__": finds(
    `(function() local m = ngx.re.match("x", "(?<constructor>y)?x") return m.constructor or m.toString or nil end)()`,
    `plant("constructor")`,
  ),
  "globals of JavaScript": finds("globalThis or process or Function or window or self", `plant("constructor")`),
  "tables of the registry": finds(
    `(function() for k, v in pairs(debug.getregistry()) do if k ~= "_LOADED" and type(v) ~= "table" then return k end end end)()`,
    `plant("constructor")`,
  ),
  "upvalues of native functions": finds(
    `(function() for _, f in ipairs { print, pcall, string.gsub, ngx.say, ngx.timer.at } do
      if debug.getupvalue(f, 1) ~= nil then return 1 end
    end end)()`,
    `plant("constructor")`,
  ),
  "metatables of native objects": finds(
    `(function() local m = debug.getmetatable(io.stdout) for k, v in pairs(m) do
      if type(v) ~= "function" and type(v) ~= "table" and type(v) ~= "string" then return k end end end)()`,
    `plant("constructor")`,
  ),
  "text in generated code": finds(
    `(function()
      local name = "x'];globalThis.polluted=1;//\\\\" local f = loadstring("return function(t) t[" .. ("%q"):format(name) .. "] = 1 for i = 1, 3 do local v = t[" .. ("%q"):format(name) .. "] end return polluted end")()
      for i = 1, 50 do if f({}) then return 1 end end
    end)()`,
    `plant("constructor")`,
  ),
  "a chunk's name in generated code": finds(
    `(function() local f = loadstring("return polluted", "=*/globalThis.polluted=1;/*\\n` +
      "`" +
      `$\{1}") for i = 1, 50 do if f() then return 1 end end end)()`,
    `plant("constructor")`,
  ),
  "a template of ngx.re.sub": finds(
    `(function() local s = ngx.re.sub("x", "x", "$$constructor") return s ~= "$constructor" and s or nil end)()`,
    `plant("constructor")`,
  ),
  "a binary chunk": {
    code: `local dumped = string.dump(function() return "harmless" end)
      local f = loadstring((dumped:gsub("harmless", "reached!"))) print(f and f())`,
    control: { kind: "luajit" },
  },
  "package.loadlib": {
    code: `if package.loadlib("libc.so.6", "*") then print("reached") end`,
    control: { kind: "luajit" },
  },
  "a C module in package.cpath": {
    code: `package.cpath = "/usr/lib/x86_64-linux-gnu/lua/5.1/?.so" local f = package.loaders[3]("cjson")
      if type(f) == "function" then print("reached") end`,
    control: { kind: "luajit" },
  },
  ffi: {
    code: `local ok, ffi = pcall(require, "ffi") if ok then ffi.cdef("int getpid(void);") if ffi.C.getpid() > 0 then print("reached") end end`,
    control: { kind: "luajit" },
  },
  "brackets in brackets": dives(`return loadstring(("("):rep(1e6))`),
  "tables in tables": dives(`return loadstring("return " .. ("{"):rep(1e5) .. ("}"):rep(1e5))`),
  "functions in functions": dives(`return loadstring(("return function() "):rep(1e4) .. ("end "):rep(1e4))`),
  "a long chain of operators": dives(`return loadstring("return 1" .. (" .. 1"):rep(1e5))`),
  "a long chain of elseif": dives(`return loadstring("if x then " .. ("elseif x then "):rep(1e5) .. "end")`),
  "a long chain of calls": dives(`return loadstring("return f" .. ("()"):rep(1e6))`),
  "JSON in JSON": dives(`require("cjson").decode_max_depth(2^31 - 1) return require("cjson").decode(("["):rep(1e6))`),
  "a table in itself, as JSON": dives(
    `local t = {} t.t = t require("cjson").encode_max_depth(2^31 - 1) return require("cjson").encode(t)`,
  ),
  "a table in itself, in a buffer": dives(`local t = {} t.t = t return require("string.buffer").encode(t)`),
  "a table in itself, printed": dives(`local t = {} t[1] = t ngx.print(t)`),
  "a table in itself, as a worker's argument": dives(
    `local t = {} t[1] = t return ngx.run_worker_thread("p", "m", "f", t)`,
  ),
  "a pattern of many captures": dives(`return ("x"):find(("("):rep(1e5))`),
  "a pattern that goes deep": dives(`return ("a"):rep(3e5):find(("a?"):rep(2e5) .. ("a"):rep(2e5))`),
  "groups in groups": dives(`return ngx.re.match("a", ("("):rep(1e5) .. (")"):rep(1e5), "jo")`),
  "recursion through gsub": dives(`local function f(s) return (s:gsub(".", f)) end return f("x")`),
  "recursion through sort": dives(
    `local function f(a, b) table.sort({ 1, 2, 3 }, f) return a < b end table.sort({ 1, 2, 3 }, f)`,
  ),
  "recursion through __tostring": dives(
    `return tostring(setmetatable({}, { __tostring = function(t) return tostring(t) end }))`,
  ),
  "recursion through require": dives(
    `package.preload.m = function() package.loaded.m = nil return require("m") end return require("m")`,
  ),
  "recursion of coroutines": dives(`local function f() return coroutine.wrap(f)() end return f()`),
  "recursion of error handlers": dives(
    `return xpcall(error, function() local function g() return xpcall(error, g) + 1 end return g() end)`,
  ),
  "an argument list of all": dives("return select('#', unpack({}, 1, 1e8))"),
  "a table of negative size": dives(`return require("table.new")(-1, 2^31)`),
  "numbers that are no lengths": dives(
    `return pcall(string.rep, "x", 2^53), pcall(string.format, "%999d", 1), ("x"):rep(-1/0)`,
  ),
  "dates of no calendar": dives(
    `return os.date("%c", 1e300), os.date("*t", -1e300), os.time({ year = 1e300, month = 1, day = 1 })`,
  ),
};
