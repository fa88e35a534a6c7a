local timer = require "ngxbox.timer"

local id = ngx.worker.id()

-- en: Four workers make four timers, which is rarely what you want.
-- zh: 四个 worker，四个定时器：多数时候这不是我们想要的。
assert(ngx.timer.at(1, function(premature)
  ngx.say("each worker: ", id)
end))

-- en: The first worker to claim a name gets the timer; the others get nil and
-- en: "taken". The lock is a key in the shared dictionary ngxbox_timer. The
-- en: library is plain Lua and runs on OpenResty, too.
-- zh: 同一个名字，先到先得，其余的得到 nil 和 "taken"。锁是共享字典
-- zh: ngxbox_timer 里的一个键。这个库是一个 Lua 文件，在 OpenResty 上也能用。
local made, err = timer.once("warm up", 2, function(premature)
  ngx.say("only once: ", id)
end)
if not made then
  ngx.say("worker ", id, ": ", err)
end
