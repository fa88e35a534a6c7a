-- Calls of ngx.re at random, and what they answer, a line for each. Arguments: a seed, and how many calls.
local seed, calls = tonumber(arg[1]), tonumber(arg[2])
local split = require("ngx.re").split
local floor = math.floor

local function random(limit)
  seed = (seed * 16807) % 2147483647
  return floor(seed / 2147483647 * limit) + 1
end

local function one(list) return list[random(#list)] end

local patterns = {
  "a", "b+", "[ab]", "x*", "", "(a)(b)?", "(?<first>a)|(?<second>b)", "(,)", "[,;]\\s*", "\\s+", "^", "$", "^a", "b$", "(?=b)",
  "\\b", "(a)|(b)|(c)", "((a)b)+", "(?>a+)b", "a++", "(?i)A", ".", "(?s).", "(\\w)(\\d)?", "a\\Kb", "(?<!a)b", "c|$", "(x)?",
}
local options = { "", "jo", "o", "i", "m", "s", "x", "a", "D", "ao", "im" }
local templates = { "-", "", "<$0>", "[$1]", "$2$1", "${1}2", "$$", "$9", "a$0b$1c" }
local letters = { "a", "b", "c", "A", "x", ",", ";", " ", "\n", "1", "aa", "ab", ",,", "" }

local function subject()
  local parts = {}
  for i = 1, random(9) - 1 do parts[i] = one(letters) end
  return table.concat(parts)
end

local function text(value)
  if type(value) ~= "table" then return tostring(value):gsub("\n", "\\n") end
  local parts, names = {}, {}
  for i = 0, table.maxn(value) do parts[#parts + 1] = text(value[i]) end
  for name in pairs(value) do if type(name) == "string" then names[#names + 1] = name end end
  table.sort(names)
  for _, name in ipairs(names) do parts[#parts + 1] = name .. "=" .. text(value[name]) end
  return "{" .. table.concat(parts, " ") .. "}"
end

local function texts(...)
  local parts = { ... }
  for i = 1, select("#", ...) do parts[i] = text(parts[i]) end
  return table.concat(parts, " ")
end

local function context(s) return random(3) == 1 and { pos = random(#s + 1) } or nil end

local function list(s, pattern, opts)
  local parts = {}
  for m, err in ngx.re.gmatch(s, pattern, opts) do
    parts[#parts + 1] = text(m) .. tostring(err)
    if #parts > 20 then break end
  end
  return table.concat(parts, " ")
end

local functions = {
  function(s, pattern, opts)
    local ctx, res = context(s), random(3) == 1 and { "one", "two", third = "old" } or nil
    return texts(ngx.re.match(s, pattern, opts, ctx, res), ctx and ctx.pos)
  end,
  function(s, pattern, opts)
    local ctx = context(s)
    return texts(ngx.re.find(s, pattern, opts, ctx, random(5) - 2)) .. " " .. tostring(ctx and ctx.pos)
  end,
  list,
  function(s, pattern, opts) return texts(ngx.re.sub(s, pattern, one(templates), opts)) end,
  function(s, pattern, opts) return texts(ngx.re.gsub(s, pattern, one(templates), opts)) end,
  function(s, pattern, opts)
    return texts(ngx.re.gsub(s, pattern, function(m) return text(m) end, opts))
  end,
  function(s, pattern, opts)
    local ctx, most = context(s), random(2) == 1 and random(6) - 2 or nil
    local res = random(3) == 1 and { 1, 2, 3, 4, 5, 6, 7, 8, 9 } or nil
    return texts(split(s, pattern, opts, ctx, most, res)) .. " " .. tostring(ctx and ctx.pos)
  end,
}

for _ = 1, calls do
  local name, s, pattern, opts = random(#functions), subject(), one(patterns), one(options)
  ngx.say(name, " ", text(s), " ", text(pattern), " ", opts, ": ", functions[name](s, pattern, opts))
end
