-- Calls the methods of the dictionary d at random, and prints what they return and what is free.
-- Arguments: a seed, and how many calls.
local x, calls = tonumber(arg[1]), tonumber(arg[2])
local d = ngx.shared.d

local function random(n)
  x = (x * 16807) % 2147483647
  return x % n + 1
end

-- Around what fits into the sizes of the slab allocator's chunks.
local sizes = {
  0, 1, 8, 20, 57, 58, 59, 100, 150, 185, 186, 187, 400, 443, 444, 900, 955, 956, 1900, 1977, 1978, 1979,
  4020, 4026, 4030, 8000, 12000, 20000,
}
local most_keys = random(4) == 1 and 500 or 60

local function key() return "k" .. random(most_keys) end
local function list_key() return random(3) == 1 and key() or "l" .. random(8) end
local function text(most) return ("v"):rep(sizes[random(most)]) end
local function value()
  local kind = random(10)
  if kind == 1 then return random(1000) end
  if kind == 2 then return random(2) == 1 end
  return text(random(3) == 1 and #sizes or 16)
end
local function item() return random(2) == 1 and random(9) or text(14) end
local function ttl() return random(6) == 1 and 1000 or 0 end
local function seldom(times, ...)
  if random(times) == 1 then return ... end
  return "get", key()
end

local kinds = {
  function() return "get", key() end,
  function() return "get_stale", key() end,
  function() return "set", key(), value(), ttl(), random(3) end,
  function() return "set", key(), value(), ttl() end,
  function() return "set", key(), value() end,
  function() return "set", key(), nil end,
  function() return "safe_set", key(), value(), ttl() end,
  function() return "add", key(), value() end,
  function() return "safe_add", key(), value() end,
  function() return "replace", key(), value() end,
  function() return "delete", key() end,
  function() return "incr", key(), 1 end,
  function() return "incr", key(), 1, 5 end,
  function() return "incr", key(), 1, 5, 1000 end,
  function() return "expire", key(), random(2) == 1 and 0 or 1000 end,
  function() return "lpush", list_key(), item() end,
  function() return "rpush", list_key(), item() end,
  function() return "lpop", list_key() end,
  function() return "rpop", list_key() end,
  function() return "llen", list_key() end,
  function() return seldom(60, "flush_all") end,
  function() return seldom(10, "flush_expired", random(5)) end,
  function() return seldom(10, "get_keys", random(30)) end,
}

local function shown(...)
  local values = { ... }
  for i = 1, select("#", ...) do
    local v = values[i]
    if type(v) == "table" then v = table.concat(v, ",") end
    v = tostring(v)
    values[i] = #v > 200 and "#" .. #v or v
  end
  return table.concat(values, " ")
end

local function call(n, method, ...)
  return n .. " " .. method .. "(" .. shown(...) .. "): " .. shown(d[method](d, ...)) .. "; " .. d:free_space() .. "\n"
end

for n = 1, calls do io.stdout:write(call(n, kinds[random(#kinds)]())) end
