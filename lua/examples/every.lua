-- A periodic timer: it goes on by itself, whatever its callback does, until the worker exits.
local ticks = 0

local ok, err = ngx.timer.every(0.05, function(premature)
  if premature then
    ngx.say("the worker exits")
    return
  end
  ticks = ticks + 1
  ngx.say("tick ", ticks)
end)
if not ok then
  ngx.log(ngx.ERR, "cannot make the timer: ", err)
end

ngx.sleep(0.18)
