-- JSON documents decoded and encoded by cjson: the files of the arguments, how long each takes in microseconds
local cjson = require "cjson"
local rounds, clock = 25, os.clock

local function least(work)
  local best = math.huge
  for _ = 1, rounds do
    local from = clock()
    work()
    best = math.min(best, clock() - from)
  end
  return best * 1e6
end

for _, path in ipairs(arg) do
  local file = assert(io.open(path))
  local text = file:read("*a")
  file:close()
  local name = path:match("(%w+)%.json$")
  local value, again = cjson.decode(text), nil
  print(name .. "_decode " .. least(function() value = cjson.decode(text) end))
  print(name .. "_encode " .. least(function() again = cjson.encode(value) return again:byte(-1) end))
  assert(#again >= #text * 0.9 and again:byte(-1) == text:byte(-1))
end
