-- Run it: ngxbox run lua/examples/hello.lua
local name = arg[1] or "world"

ngx.say("hello, ", name, "!")

-- A timer's callback runs once the main script gives way.
assert(ngx.timer.at(0, function(premature)
  ngx.say("a timer fired, premature: ", premature)
end))

-- Two light threads sleep at the same time.
local function work(seconds, result)
  ngx.sleep(seconds)
  return result
end

local slow = ngx.thread.spawn(work, 0.2, "slow")
local quick = ngx.thread.spawn(work, 0.1, "quick")
local _, first = ngx.thread.wait(slow, quick)
ngx.say("first to finish: ", first)
