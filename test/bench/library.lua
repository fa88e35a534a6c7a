-- Prints for each operation of the standard library the nanoseconds that one takes, the loop around it included.
-- Arguments: how many rounds to take the fastest of, and what the names of the operations have to hold.

local rounds, wanted = tonumber(arg[1]) or 5, arg[2] or ""
local secondsARound = 0.005
local secondsWarmingUp = 0.1

local operations = {}

-- body(n) carries the operation out n times.
local function operation(name, body)
  if name:find(wanted, 1, true) then operations[#operations + 1] = { name = name, body = body } end
end

local text = "The quick brown fox jumps over the lazy dog"
local pairsText = "key = value"
local words = ("lorem ipsum dolor sit amet consectetur adipiscing "):rep(18)
local numbers, hash, names = {}, {}, {}
for i = 1, 200 do
  numbers[i] = i
  hash["key" .. i] = i
  names[i] = "name" .. i
end

-- string

operation("sub", function(n)
  local sub, s = string.sub
  for i = 1, n do s = sub(text, 5, 9) end
  return s
end)

operation("sub-method", function(n)
  local s
  for i = 1, n do s = text:sub(-3) end
  return s
end)

operation("byte", function(n)
  local byte, s = string.byte, 0
  for i = 1, n do s = s + byte(text, i % 40 + 1) end
  return s
end)

operation("byte-3", function(n)
  local byte, s = string.byte, 0
  for i = 1, n do
    local a, b, c = byte(text, 4, 6)
    s = s + a + b + c
  end
  return s
end)

operation("char", function(n)
  local char, s = string.char
  for i = 1, n do s = char(i % 256) end
  return s
end)

operation("char-3", function(n)
  local char, s = string.char
  for i = 1, n do s = char(72, i % 256, 33) end
  return s
end)

operation("upper", function(n)
  local upper, s = string.upper
  for i = 1, n do s = upper(text) end
  return s
end)

operation("rep", function(n)
  local rep, s = string.rep
  for i = 1, n do s = rep("ab", 10) end
  return s
end)

operation("reverse", function(n)
  local reverse, s = string.reverse
  for i = 1, n do s = reverse(text) end
  return s
end)

operation("find-plain", function(n)
  local find, s = string.find
  for i = 1, n do s = find(text, "lazy", 1, true) end
  return s
end)

operation("find-pattern", function(n)
  local find, s = string.find
  for i = 1, n do s = find(text, "l%a+") end
  return s
end)

operation("find-class", function(n)
  local find, s = string.find
  for i = 1, n do s = find(text, "[^%w%s]") end
  return s
end)

operation("match-pair", function(n)
  local match, k, v = string.match
  for i = 1, n do k, v = match(pairsText, "^(%w+)%s*=%s*(%w+)$") end
  return k, v
end)

operation("match-number", function(n)
  local match, s = string.match
  for i = 1, n do s = match("  -12.50e3 rest", "^%s*(-?%d+%.?%d*[eE]?[+-]?%d*)") end
  return s
end)

operation("match-trim", function(n)
  local match, s = string.match
  for i = 1, n do s = match("   some text to trim   ", "^%s*(.-)%s*$") end
  return s
end)

operation("gsub-char-900", function(n)
  local gsub, s = string.gsub
  for i = 1, n do s = gsub(words, "o", "0") end
  return s
end)

operation("gsub-word-900", function(n)
  local gsub, s = string.gsub
  for i = 1, n do s = gsub(words, "%w+", "<%0>") end
  return s
end)

operation("gsub-function-900", function(n)
  local gsub, s = string.gsub
  local function replace(word) return word end
  for i = 1, n do s = gsub(words, "%w+", replace) end
  return s
end)

operation("gsub-table-short", function(n)
  local gsub, s = string.gsub
  local entities = { ["<"] = "&lt;", [">"] = "&gt;", ["&"] = "&amp;" }
  for i = 1, n do s = gsub("a < b & b > c", "[<>&]", entities) end
  return s
end)

operation("gmatch-900", function(n)
  local gmatch, count = string.gmatch, 0
  for i = 1, n do
    for word in gmatch(words, "%a+") do count = count + #word end
  end
  return count
end)

operation("gmatch-pairs-short", function(n)
  local gmatch, count = string.gmatch, 0
  for i = 1, n do
    for k, v in gmatch("a=1, b=2, c=3", "(%w+)=(%w+)") do count = count + #k + #v end
  end
  return count
end)

operation("format-d-s", function(n)
  local format, s = string.format
  for i = 1, n do s = format("%d: %s", i, text) end
  return s
end)

operation("format-5.2f", function(n)
  local format, s = string.format
  for i = 1, n do s = format("%5.2f", i / 3) end
  return s
end)

operation("format-02x", function(n)
  local format, s = string.format
  for i = 1, n do s = format("%02x", i % 256) end
  return s
end)

-- operators and conversions

operation("a..i..b", function(n)
  local s
  for i = 1, n do s = "a" .. i .. "b" end
  return s
end)

operation("append", function(n)
  local s = ""
  for i = 1, n do
    s = s .. "x"
    if #s == 1000 then s = "" end
  end
  return s
end)

operation("tostring-integer", function(n)
  local tostring, s = tostring
  for i = 1, n do s = tostring(i) end
  return s
end)

operation("tostring-float", function(n)
  local tostring, s = tostring
  for i = 1, n do s = tostring(i + 0.25) end
  return s
end)

operation("tostring-third", function(n)
  local tostring, s = tostring
  for i = 1, n do s = tostring(i / 3) end
  return s
end)

operation("tonumber-integer", function(n)
  local tonumber, s = tonumber
  for i = 1, n do s = tonumber("12345") end
  return s
end)

operation("tonumber-float", function(n)
  local tonumber, s = tonumber
  for i = 1, n do s = tonumber("-123.45e2") end
  return s
end)

operation("tonumber-base", function(n)
  local tonumber, s = tonumber
  for i = 1, n do s = tonumber("ff7f", 16) end
  return s
end)

-- table

operation("insert", function(n)
  local insert, t = table.insert, {}
  for i = 1, n do
    if i % 1000 == 0 then t = {} end
    insert(t, i)
  end
  return t
end)

operation("insert-first-50", function(n)
  local insert, t = table.insert, {}
  for i = 1, n do
    if i % 50 == 0 then t = {} end
    insert(t, 1, i)
  end
  return t
end)

operation("insert-remove", function(n)
  local insert, remove, t = table.insert, table.remove, { 1, 2, 3 }
  for i = 1, n do
    insert(t, i)
    remove(t)
  end
  return t
end)

operation("concat-200", function(n)
  local concat, s = table.concat
  for i = 1, n do s = concat(names, ",") end
  return s
end)

operation("concat-numbers-200", function(n)
  local concat, s = table.concat
  for i = 1, n do s = concat(numbers, ",") end
  return s
end)

operation("concat-4", function(n)
  local concat, s = table.concat
  for i = 1, n do s = concat({ "a", "b", "c", "d" }) end
  return s
end)

operation("unpack-3", function(n)
  local unpack, t, s = unpack, { 1, 2, 3 }, 0
  for i = 1, n do
    local a, b, c = unpack(t)
    s = s + a + b + c
  end
  return s
end)

operation("sort-1000", function(n)
  local sort = table.sort
  for i = 1, n do
    local t, x = {}, 42
    for j = 1, 1000 do
      x = (x * 16807) % 2147483647
      t[j] = x
    end
    sort(t)
  end
end)

operation("sort-1000-strings", function(n)
  local sort = table.sort
  for i = 1, n do
    local t, x = {}, 42
    for j = 1, 1000 do
      x = (x * 167) % 200
      t[j] = names[x + 1]
    end
    sort(t)
  end
end)

operation("sort-1000-comparator", function(n)
  local sort = table.sort
  local function more(a, b) return a > b end
  for i = 1, n do
    local t, x = {}, 42
    for j = 1, 1000 do
      x = (x * 16807) % 2147483647
      t[j] = x
    end
    sort(t, more)
  end
end)

-- The four that follow visit 200 elements each.

operation("ipairs-200", function(n)
  local s = 0
  for i = 1, n do
    for _, v in ipairs(numbers) do s = s + v end
  end
  return s
end)

operation("pairs-array-200", function(n)
  local s = 0
  for i = 1, n do
    for _, v in pairs(numbers) do s = s + v end
  end
  return s
end)

operation("pairs-hash-200", function(n)
  local s = 0
  for i = 1, n do
    for _, v in pairs(hash) do s = s + v end
  end
  return s
end)

operation("next-200", function(n)
  local next, s = next, 0
  for i = 1, n do
    local k, v = next(hash)
    while k do
      s = s + v
      k, v = next(hash, k)
    end
  end
  return s
end)

-- functions

local function counted(...) return select("#", ...) end
local function second(...) return (select(2, ...)) end
local function passedOn(...) return ... end
local function nothing() end

operation("select-#", function(n)
  local s = 0
  for i = 1, n do s = s + counted(i, 2, 3) end
  return s
end)

operation("select-2", function(n)
  local s = 0
  for i = 1, n do s = s + second(1, i, 3) end
  return s
end)

operation("varargs", function(n)
  local s = 0
  for i = 1, n do
    local a, b, c = passedOn(i, 2, 3)
    s = s + a + b + c
  end
  return s
end)

operation("varargs-table", function(n)
  local function packed(...) return { ... } end
  local s = 0
  for i = 1, n do s = s + #packed(i, 2, 3) end
  return s
end)

operation("type", function(n)
  local type, s = type, 0
  for i = 1, n do
    if type(i) == "number" then s = s + 1 end
  end
  return s
end)

operation("pcall", function(n)
  local pcall, s = pcall
  for i = 1, n do s = pcall(nothing, i) end
  return s
end)

operation("pcall-native", function(n)
  local pcall, type, s = pcall, type
  for i = 1, n do s = pcall(type, i) end
  return s
end)

operation("pcall-error", function(n)
  local pcall, error, s = pcall, error
  for i = 1, n do s = pcall(error, "x", 0) end
  return s
end)

operation("assert", function(n)
  local assert, s = assert
  for i = 1, n do s = assert(i, "no") end
  return s
end)

operation("setmetatable", function(n)
  local setmetatable, metatable, s = setmetatable, { __index = {} }
  for i = 1, n do s = setmetatable({}, metatable) end
  return s
end)

operation("getmetatable", function(n)
  local getmetatable, t, s = getmetatable, setmetatable({}, {})
  for i = 1, n do s = getmetatable(t) end
  return s
end)

operation("rawget", function(n)
  local rawget, t, s = rawget, { x = 1 }
  for i = 1, n do s = rawget(t, "x") end
  return s
end)

-- numbers

operation("floor", function(n)
  local floor, s = math.floor, 0
  for i = 1, n do s = s + floor(i / 3) end
  return s
end)

operation("max-3", function(n)
  local max, s = math.max, 0
  for i = 1, n do s = s + max(i, 7, s) end
  return s
end)

operation("random", function(n)
  local random, s = math.random, 0
  for i = 1, n do s = s + random(100) end
  return s
end)

if bit then
  operation("band", function(n)
    local band, s = bit.band, 0
    for i = 1, n do s = s + band(i, 255) end
    return s
  end)

  operation("bxor-3", function(n)
    local bxor, s = bit.bxor, 0
    for i = 1, n do s = bxor(s, i, 0x55aa) end
    return s
  end)

  operation("lshift", function(n)
    local lshift, s = bit.lshift, 0
    for i = 1, n do s = s + lshift(i, 3) end
    return s
  end)
end

-- coroutines

operation("coroutine-create", function(n)
  local create, s = coroutine.create
  for i = 1, n do s = create(nothing) end
  return s
end)

operation("coroutine-whole", function(n)
  local create, resume, s = coroutine.create, coroutine.resume
  for i = 1, n do s = resume(create(nothing)) end
  return s
end)

operation("coroutine-switch", function(n)
  local yield, resume = coroutine.yield, coroutine.resume
  local co = coroutine.create(function()
    while true do yield() end
  end)
  for i = 1, n / 2 do resume(co) end
end)

local clock = os.clock

local function secondsFor(body, n)
  local began = clock()
  body(n)
  return clock() - began
end

for _, measured in ipairs(operations) do
  local body, n, spent = measured.body, 4, 0
  -- Until it is warm, and until a round is long enough for the clock.
  while true do
    local seconds = secondsFor(body, n)
    spent = spent + seconds
    if seconds >= secondsARound and spent >= secondsWarmingUp then break end
    if seconds < secondsARound then n = n * 2 end
  end
  local fastest = math.huge
  for _ = 1, rounds do fastest = math.min(fastest, secondsFor(body, n)) end
  print(measured.name .. " " .. string.format("%.1f", fastest / n * 1e9))
end
