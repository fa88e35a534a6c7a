-- What the build runs to leave the code caches of the core and of the compiler: a bit of what most scripts do, and PROGRAMS.
-- start.lua PROGRAMS
ngx.say("hello")

local Counter = {}
Counter.__index = Counter

function Counter.new(step)
  return setmetatable({ step = step, sum = 0, seen = {} }, Counter)
end

function Counter:add(value, ...)
  if value ~= nil and value <= self.step and not self.closed then
    self.sum = self.sum + value * select("#", ...)
    self.seen[#self.seen + 1] = value .. ""
    return self.sum, ...
  end
  return self:add(self.step, ...)
end

local total = 0
for turn = 1, 40 do
  local counter = Counter.new(turn)
  for value = 1, 20 do
    total = total + counter:add(value, turn)
  end
  for _, text in ipairs(counter.seen) do
    total = total + #text
  end
  for name, value in pairs(counter) do
    if name == "sum" then
      counter.last = function() return value - total % 2 end
    end
  end
  while turn > 38 and total > 0 do
    total = total - counter.last() / 2
    if total < 100 then break end
  end
end

assert(ngx.timer.at(0, function() end))
ngx.thread.wait(ngx.thread.spawn(function() ngx.sleep(0) end))

assert(loadfile(arg[1]))()
