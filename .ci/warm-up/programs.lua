-- A bit of what computing scripts do, for start.lua: every kind of instruction and loop, in functions that are called, gone on
-- with in their loops, and resumed. Nothing of the parts that parts.lua is for.
local Shape = {}
Shape.__index = Shape
function Shape.new(class, name)
  local shape = setmetatable({ name = name, sides = {}, area = false }, class)
  shape.id = #name
  return shape
end
function Shape:measure() return self:size() + #self.sides end
function Shape:size() return 0 end

local function subclass(base)
  local class = setmetatable({}, { __index = base })
  class.__index = class
  return class
end
local Square, Circle = subclass(Shape), subclass(Shape)
function Square:size()
  if not self.area then self.area = self.id * self.id end
  return self.area
end
function Circle:size() return self.id * math.pi end

local Vector = {}
Vector.__index = function(vector, key) return key == "length" and (vector[1] ^ 2 + vector[2] ^ 2) ^ 0.5 or nil end
Vector.__newindex = function(vector, key, value) rawset(vector, key, value) end
Vector.__add = function(a, b) return setmetatable({ a[1] + b[1], a[2] + b[2] }, Vector) end
Vector.__unm = function(a) return setmetatable({ -a[1], -a[2] }, Vector) end
Vector.__eq = function(a, b) return a[1] == b[1] and a[2] == b[2] end
Vector.__lt = function(a, b) return a[1] < b[1] end
Vector.__le = function(a, b) return a[1] <= b[1] end
Vector.__len = function() return 2 end
Vector.__concat = function(a, b) return tostring(a) .. tostring(b) end
Vector.__call = function(a, factor) return a[1] * factor end
Vector.__tostring = function(a) return "(" .. a[1] .. ", " .. a[2] .. ")" end

local function objects(turn)
  local list = { Square:new("ab"), Circle:new("c"), Shape:new("def"), Square:new("g") }
  local sum = 0
  for index, shape in ipairs(list) do
    shape.sides[#shape.sides + 1] = index
    sum = sum + shape:measure()
    if shape.name == "c" then shape.color = "red" else shape.next = list[index + 1] end
  end
  local at = list[3]
  while at do at = at.next end
  local a, b = setmetatable({ turn, 2 }, Vector), setmetatable({ 3, 4 }, Vector)
  a.weight = turn
  assert(not (a + b == -a) and #a == 2 and a.length and a.none == nil)
  return a < b, a <= b, a .. b, a(2), sum
end

local function fold(f, start, ...)
  local result = start
  for index = 1, select("#", ...) do result = f(result, (select(index, ...))) end
  return result, ...
end

local function values(...)
  local list = { n = select("#", ...), ... }
  local copy = { 1, 2, unpack(list, 1, list.n) }
  return unpack(copy)
end

local function tree(depth)
  if depth == 0 then return { left = false, right = false } end
  return { left = tree(depth - 1), right = tree(depth - 1), depth = depth }
end

local function walk(node, visit)
  if not node then return 0 end
  visit(node)
  return 1 + walk(node.left, visit) + walk(node.right, visit)
end

local function isEven(n) if n == 0 then return true end return isEven(n - 2) end

local function sieve(limit)
  local composite, count = {}, 0
  for n = 2, limit do
    if not composite[n] then
      count = count + 1
      for multiple = n * n, limit, n do composite[multiple] = true end
    end
  end
  local n = limit
  repeat
    n = n - 1
    if n % 3 == 1 then goto continue end
    composite[n] = nil
    ::continue::
  until n <= 1
  return count
end

local function words(text)
  local counts, order = {}, {}
  for at = 1, #text do
    local letter = text:sub(at, at)
    if letter >= "a" and letter <= "z" then
      if counts[letter] == nil then order[#order + 1] = letter end
      counts[letter] = (counts[letter] or 0) + 1
    elseif text:byte(at) ~= 32 then
      counts.other = (counts.other or 0) + 1
    end
  end
  table.sort(order, function(a, b)
    if counts[a] ~= counts[b] then return counts[a] > counts[b] end
    return a < b
  end)
  table.insert(order, 1, text:upper())
  table.remove(order)
  for letter, count in pairs(counts) do
    if count > 2 then counts[letter] = nil end
  end
  return table.concat(order, ",", 1, 3) .. #order .. text:rep(2)
end

local function generator(limit)
  return coroutine.wrap(function(...)
    for n = 1, limit do
      local more = coroutine.yield(n, ...)
      if more then n = n + more end
    end
    return nil
  end)
end

local function attempt(turn)
  local ok, problem = pcall(function(n)
    if n % 2 == 0 then error({ code = n }) end
    if n % 3 == 0 then error("three") end
    local t
    return n > 5 and t.field or n
  end, turn)
  local _, other = xpcall(function() error("x", 0) end, function(message) return message .. "!" end)
  return ok, type(problem) == "table" and problem.code or problem, other
end

local total = 0
for turn = 1, 12 do
  local lower, _, text = objects(turn)
  total = total + (lower and 1 or 0) + #text
  total = total + fold(function(a, b) return a + b end, 0, values(turn, nil, 3, turn) and 1, turn, 3)
  local count = 0
  total = total + walk(tree(3), function(node) count = count + (node.depth or 0) end) + count
  total = total + sieve(60) + (isEven(turn * 2) and 1 or 0)
  total = total + #words("the quick brown fox, jumps over the lazy dog " .. turn)
  for n, extra in generator(9), turn do total = total + n * (extra or 1) end
  local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) return c * 2 end)
  local _, first = coroutine.resume(co, turn, 2)
  total = total + first + select(2, coroutine.resume(co, 3))
  assert(coroutine.status(co) == "dead")
  attempt(turn)
  total = bit.band(total + bit.lshift(turn, 2), 0xffff) + math.floor(total / 7) + math.max(turn, 3, 4) % 5
  total = total + tonumber("12") + tonumber(tostring(turn)) + (turn .. "" == "7" and 1 or 0)
end
assert(total > 0)
