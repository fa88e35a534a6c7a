-- What random programs are made of besides Lua itself, and what runs them. `p` prints, tables and functions by their type
-- only. `enter` ends programs that call too much. The others keep to what LuaJIT does alike with and without its 5.2 mode
-- (which Debian's lacks and OpenResty's has), and to what does not depend on the order of keys or on where `#` finds a
-- border among holes.
local write, concat = io.write, table.concat
local yield, traceback = coroutine.yield, debug.traceback

local function show(v)
  local kind = type(v)
  if kind == "table" then return getmetatable(v) and "object" or "table" end
  if kind == "function" or kind == "thread" or kind == "userdata" then return kind end
  return tostring(v)
end
function p(...)
  local t = {}
  for i = 1, select("#", ...) do t[i] = show((select(i, ...))) end
  write(concat(t, " "), "\n")
end
local calls = 0
function enter() calls = calls + 1 return calls < 150 end
-- Messages are printed, but not reckoned with: real Lua guesses at names in them, and Lua 5.1 words some otherwise.
local function tame(text)
  if text:find("r.lua:", 1, true) or text:find("attempt to ") or text:find("bad argument ") then return "error" end
  return (text:gsub("%-nan", "nan"))
end
function cut(v) return type(v) == "string" and tame(v):sub(1, 40) or v end
function num(v) return type(v) == "number" and v or type(v) == "string" and #tame(v) or v and 1 or 0 end
function str(v) return type(v) == "string" and tame(v) or type(v) == "number" and v or show(v) end
function fun(v) return type(v) == "function" and v or p end
function tab(v) return type(v) == "table" and v or {v} end
function same(a, b) return type(a) == type(b) and getmetatable(a) == getmetatable(b) end
function whole(t)
  if type(t) ~= "table" or getmetatable(t) then return {} end
  local n, count = 0, 0
  for _ in ipairs(t) do n = n + 1 end
  for k in pairs(t) do if type(k) == "number" then count = count + 1 end end
  return n == count and t or {}
end
function listed(t)
  t = whole(t)
  for k in pairs(t) do if type(k) ~= "number" then return {} end end
  return t
end
function each(t)
  local keys = {}
  for k in pairs(tab(t)) do keys[#keys + 1] = k end
  table.sort(keys, function(a, b) return show(a) < show(b) end)
  local i = 0
  return function(t) i = i + 1 return keys[i], t[keys[i]] end, tab(t)
end
function where()
  local i = debug.getinfo(2, "nSl")
  return show(i.name) .. "/" .. i.namewhat .. "/" .. i.what .. ":" .. i.currentline
end
-- the frames of the program itself: `traces` says which lines a traceback has, `named` how an error names its operand
local function line(text) return (text:gsub("0x%x+", "ADDR"):gsub("\n%s*", "; ")) end
-- Of a suspended coroutine, without the native function that it waits in: the compiler tier does not always know it.
function trace(co)
  if co == nil then return line(traceback("", 2)) end
  return coroutine.status(co) == "suspended" and (line(traceback(co)):gsub("; %[[^;]*", ""))
end
function named(f, ...)
  local ok, m = pcall(f, ...)
  p(ok, (str(m):gsub("'", '"')))
end

local meta = {}
meta.__add = function(x, y) return obj(num(tab(x).v or x) + num(tab(y).v or y)) end
meta.__sub = function(x, y) p("sub", x, y) return coroutine.running() and enter() and 7 or nil, "dropped" end
meta.__mul = function(x, y) return x end
meta.__div = function(x, y) return y, x end
meta.__mod = function(x, y) return num(tab(x).v) % 7 end
meta.__pow = function(x, y) error("no power", 2) end
meta.__concat = function(x, y) return "<" .. str(tab(x).v or x) .. str(tab(y).v or y) .. ">" end
meta.__unm = function(x) return obj(-num(x.v)) end
meta.__eq = function(x, y) return x.v == y.v end
meta.__lt = function(x, y) return num(x.v) < num(y.v) end
meta.__call = function(self, ...) p("called", ...) return select("#", ...), ... end
meta.__index = function(t, k) if k == "bad" then error("no " .. k, 2) end return k == "w" and "inherited" or nil end
meta.__newindex = function(t, k, v) if k == "ro" then error({}) end rawset(t, k, v) end
meta.__tostring = function(o) return "obj " .. str(o.v) end
function obj(v) return setmetatable({v = v}, meta) end

-- an object of a class that inherits from another
local base = {w = "base", k1 = function(self, ...) return self.v, ... end}
base.__index = base
local class = setmetatable({k2 = function(self, x) self.v = x return self end}, base)
class.__index = class
class.__le = function(x, y) return "truth" end
class.__newindex = base
function inst(v) return setmetatable({v = v}, class) end

-- an object that has a length even without the 5.2 mode
function proxy(v, yields)
  local u = newproxy(true)
  local m = getmetatable(u)
  m.__len = yields and function(u) return yield("len", v) end or function(u) return v end
  m.__index = function(u, k) return k == "v" and v or nil end
  return u
end

-- an object that yields in whatever is done with it
local yielding = {}
for _, event in ipairs({"__add", "__sub", "__mul", "__div", "__mod", "__pow", "__concat", "__unm"}) do
  yielding[event] = function(x, y) return yield(event, x, y) end
end
yielding.__index = function(t, k) return yield("index", k) end
yielding.__newindex = function(t, k, v) rawset(t, k, (yield("newindex", k, v))) end
yielding.__call = function(self, ...) return yield("call", ...) end
yielding.__eq = function(x, y) return yield("eq") end
yielding.__lt = function(x, y) return yield("lt") end
function lazy(v) return setmetatable({v = v}, yielding) end
-- an environment that does, for the globals named G
function strange()
  return setmetatable({}, {
    __index = function(t, k) if k:find("^G") then return yield("global", k) end return _G[k] end,
    __newindex = function(t, k, v) rawset(t, k, (yield("set", k, v))) end,
  })
end
-- an iterator that yields at each turn
function slowly(n) return function(s, k) yield("turn", k) if num(k) < num(n) % 4 then return num(k) + 1, s end end, n, 0 end

-- what a function is given changes as it is called again and again
function turn(i)
  if i <= 7 or i == 10 then return i end
  if i == 8 then return "8" end
  if i == 9 then return {v = i, w = "w", k1 = select} end
  if i == 11 then return inst(i) end
  return i % 2 == 0 and obj(i) or nil
end
function often(f, ...)
  for i = 1, 13 do
    if not enter() then break end
    p(pcall(f, turn(i), ...))
  end
end

local function run(text)
  calls = 0
  local f, message = loadstring(text, "@r.lua")
  if not f then p("syntax", message) else
    setfenv(f, setmetatable({}, {__index = _G}))
    -- in a coroutine, where programs may yield
    local co = coroutine.create(f)
    p(coroutine.resume(co, 1, "two", nil, 4))
    for turn = 1, 30 do
      if coroutine.status(co) ~= "suspended" then break end
      p(coroutine.resume(co, turn, "again"))
    end
  end
  p("END")
end
for text in (PROGRAMS or io.read("*a")):gmatch("[^\1]+") do run(text) end
