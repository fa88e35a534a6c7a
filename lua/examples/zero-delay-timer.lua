-- A timer with a delay of 0 runs its callback in a request of its own, as soon as the present code gives way. In
-- init_worker_by_lua that is the way to what is forbidden there, cosockets for instance.
local function handler(premature)
  ngx.say("in the timer, premature: ", premature, ", phase: ", ngx.get_phase())
end

local ok, err = ngx.timer.at(0, handler)
ngx.say("made: ", ok, " ", err)
