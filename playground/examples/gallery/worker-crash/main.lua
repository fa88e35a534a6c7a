-- en: kill -9: no premature timers, no last words.
-- zh: kill -9：没有提前触发的定时器，也没有遗言。
local signal = require "resty.signal"

ngx.sleep(1.5)
local pids = ngx.worker.pids()
ngx.say("kill ", pids[2])
assert(signal.kill(pids[2], signal.signum("KILL")))
