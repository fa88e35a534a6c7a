-- One run, however many workers ask for it: a lock in a shared dictionary decides. Run it:
-- ngxbox run --shdict 'ngxbox_timer 100k' lua/examples/once.lua
local timer = require "ngxbox.timer"

for worker = 1, 3 do
  local made, err = timer.once("warm up", 0, function()
    ngx.say("worker ", worker, " warms up")
  end)
  if not made then ngx.say("worker ", worker, ": ", err) end
end
