-- Answers `act(name, ...)`, which carries out an action on six tables and answers as text what came of it. In the arguments "@1" to
-- "@6" are the tables, and "@say" and so on functions. model.ts does the same without Lua.
collectgarbage("stop")
local clear = require("table.clear")
local has_clone, clone = pcall(require, "table.clone")
if not has_clone then
  clone = function(t)
    local copy = {}
    for k, v in pairs(t) do copy[k] = v end
    return copy
  end
end

local KEYS = { "a", "b", "m", "k1", "__index", "__newindex", "__eq", "__mode", 1, 2 }

-- What instructions remember lies in functions: those of one key, which have not met anything yet.
local SITES = [[
  return {
    read = function(t) return t.KEY end,
    read_often = function(t, n)
      local v
      for _ = 1, n do v = t.KEY end
      return v
    end,
    write = function(t, v) t.KEY = v end,
    write_often = function(t, n, v)
      for _ = 1, n do t.KEY = v end
    end,
    call = function(t) return t:KEY() end,
    read_global = function() return KEY end,
    write_global = function(v) KEY = v end,
  }]]
local SITES_OF_NUMBERS = [[
  return {
    read = function(t) return t[KEY] end,
    read_often = function(t, n)
      local v
      for _ = 1, n do v = t[KEY] end
      return v
    end,
    write = function(t, v) t[KEY] = v end,
    write_often = function(t, n, v)
      for _ = 1, n do t[KEY] = v end
    end,
  }]]
local texts, sites = {}, {}
for _, key in ipairs(KEYS) do
  texts[key] = string.gsub(type(key) == "string" and SITES or SITES_OF_NUMBERS, "KEY", key)
  sites[key] = loadstring(texts[key])()
end

-- Functions and tables that have names; by those that are arguments, the present ones.
local names, known, made = {}, {}, 0

local function name(v)
  return v ~= nil and names[v] or tostring(v)
end

local function named(t)
  made = made + 1
  names[t] = "t" .. made
  return t
end

local function given(v)
  local found
  if v ~= nil then found = known[v] end
  if found ~= nil then return found end
  return v
end

for i = 1, 6 do known["@" .. i] = named({}) end

local function grow(t)
  for i = 1, 26 do rawset(t, "k" .. i, i) end
end

-- Most change under the hands of the instruction what it is looking at.
local functions = {
  say = function(t, k) return "said " .. name(t) .. name(k) end,
  store = function(t, k, v)
    rawset(t, k, v)
    return "stored"
  end,
  detach = function(t)
    setmetatable(t, nil)
    return "detached"
  end,
  shift = function()
    rawset(known["@1"], "a", nil)
    rawset(known["@2"], "__index", known["@3"])
    setmetatable(known["@4"], known["@1"])
    return known["@5"]
  end,
  grow = function(t)
    grow(t)
    return "grown"
  end,
  clear = function()
    clear(known["@1"])
    return "cleared"
  end,
}
for n, f in pairs(functions) do
  names[f] = n
  known["@" .. n] = f
end

local actions = {}
function actions.read(k, t, n)
  local v
  for _ = 1, n do v = sites[k].read(t) end
  return v
end
function actions.readOften(k, t, n) return sites[k].read_often(t, n) end
function actions.call(k, t, n)
  local v
  for _ = 1, n do v = sites[k].call(t) end
  return v
end
function actions.write(k, t, n, v)
  for _ = 1, n do sites[k].write(t, v) end
end
function actions.writeOften(k, t, n, v) sites[k].write_often(t, n, v) end
function actions.readGlobal(k, t) return setfenv(sites[k].read_global, t)() end
function actions.writeGlobal(k, t, v) setfenv(sites[k].write_global, t)(v) end
function actions.rawSet(k, t, v) rawset(t, k, v) end
function actions.setMetatable(t, metatable) setmetatable(t, metatable) end
function actions.setIndex(t, index) setmetatable(t, { __index = index }) end
function actions.setIndexes(t, index, new_index) setmetatable(t, { __index = index, __newindex = new_index }) end
function actions.setStringMetatable(metatable) debug.setmetatable("", metatable) end
function actions.grow(t) grow(t) end
function actions.shrink(t)
  for i = 1, 26 do rawset(t, "k" .. i, nil) end
end
function actions.clear(t) clear(t) end
function actions.clone(slot, t) known[slot] = named(clone(t)) end
function actions.renew(slot) known[slot] = named({}) end
function actions.construct(slot, a, index) known[slot] = named({ a = a, m = functions.say, __index = index }) end
function actions.instance(slot, metatable) known[slot] = named(setmetatable({}, metatable)) end
-- Of all tables, and a string.
function actions.readAll(k)
  local found = {}
  for i = 1, 7 do
    local ok, v = pcall(sites[k].read, i == 7 and "text" or known["@" .. i])
    found[i] = ok and name(v) or "error"
  end
  return table.concat(found, " ")
end
function actions.writeAll(k, v)
  local found = {}
  for i = 1, 6 do found[i] = tostring(pcall(sites[k].write, known["@" .. i], v)) end
  return table.concat(found, " ")
end
-- A chain of all tables.
function actions.chain()
  for i = 1, 5 do setmetatable(known["@" .. i], { __index = known["@" .. i + 1] }) end
end
-- Writes a field of new tables.
function actions.fill(k, metatable, n, v)
  local t
  for _ = 1, n do
    t = setmetatable({}, metatable)
    sites[k].write(t, v)
  end
  return rawget(t, k)
end
-- More tables that inherit `t` than anything remembers.
function actions.derive(k, t, n)
  local v
  for _ = 1, n do
    local derived = setmetatable({}, { __index = t })
    v = sites[k].read(setmetatable({}, { __index = derived }))
  end
  return v
end
local function equal(a, b) return a == b end
function actions.equal(a, b, n)
  local v
  for _ = 1, n do v = equal(a, b) end
  return v
end
function actions.contents(t)
  local parts, count = {}, 0
  for i, k in ipairs(KEYS) do parts[i] = name(rawget(t, k)) end
  for _ in next, t do count = count + 1 end
  return table.concat(parts, " ") .. " " .. count
end
function actions.forget(k) sites[k] = loadstring(texts[k])() end

return function(action, ...)
  local n = select("#", ...)
  local args = {}
  local isKey = action == "clone" or action == "renew" or action == "construct" or action == "instance"
  for i = 1, n do
    local arg = select(i, ...)
    args[i] = isKey and i == 1 and arg or given(arg)
  end
  local ok, value = pcall(actions[action], unpack(args, 1, n))
  return ok and name(value) or "error"
end
