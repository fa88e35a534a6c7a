local counts = ngx.shared.counts
local id, pid = ngx.worker.id(), ngx.worker.pid()

-- en: A replacement takes over the number, but has a pid of its own.
-- zh: 接替者的编号不变，pid 则是新的。
ngx.say("worker ", id, " begins, pid ", pid)

local own = 0
assert(ngx.timer.every(1, function(premature)
  if premature then
    return
  end
  own = own + 1
  local shared = counts:incr("rounds", 1, 0)
  ngx.say("worker ", id, ": own ", own, ", shared ", shared)
end))
