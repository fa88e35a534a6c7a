-- A timer that is cancelled before its time: it never runs, and no longer counts as pending.
local timer = require "ngxbox.timer"

local reminder = assert(timer.at(60, function()
  ngx.say("this is never said")
end))

local ticks = 0
local clock
clock = assert(timer.every(0.02, function()
  ticks = ticks + 1
  ngx.say("tick ", ticks)
  if ticks == 3 then clock:cancel() end
end))

repeat ngx.sleep(0.02) until ticks == 3
ngx.say("cancelled: ", tostring(reminder:cancel()), ", pending: ", ngx.timer.pending_count())
