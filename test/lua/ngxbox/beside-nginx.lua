-- What ngxbox.timer does, for a comparison with a real nginx, where it is given the place of the library.
if arg[1] ~= "ngxbox" then package.path = arg[1] .. ";" .. package.path end
local timer = require "ngxbox.timer"

assert(timer.at(0.05, function(premature, ...) ngx.say("at ", tostring(premature), " ", ...) end, "x"))
local never = timer.at(0.1, function() ngx.say("never") end)
ngx.sleep(0.08)
ngx.say("cancel ", tostring(never:cancel()), " ", tostring(never:cancel()), " ", tostring(never.cancelled))

local ticks = 0
local every every = timer.every(0.02, function()
  ticks = ticks + 1
  if ticks == 3 then every:cancel() end
end)
ngx.sleep(0.3)
ngx.say("every ", ticks, " ", every.runs)

local slow = timer.every({ 0.05, no_overlap = true, jitter = 0.01 }, function() ngx.sleep(0.12) end)
ngx.sleep(0.5)
ngx.say("slow ", tostring(slow:cancel()), " ", tostring(slow.runs >= 1 and slow.runs <= 4), " ", tostring(slow.skipped > 0))

ngx.say("once ", type(timer.once("job", 0, function() ngx.say("ran") end)), " ", (select(2, timer.once("job", 0, print))))
ngx.sleep(0.05)
ngx.say("bad ", (select(2, pcall(timer.at, 1)):gsub("^.-: ", "")))
