-- en: Scripts run in the first worker. The privileged agent listens on no port,
-- en: so no request ever reaches it.
-- zh: 脚本运行在第一个 worker 里。特权代理进程不监听任何端口，
-- zh: 没有请求能到达那里，也就轮不到它来运行。
local process = require "ngx.process"

ngx.say("script: ", process.type(), ", id ", ngx.worker.id())
ngx.say("workers: ", ngx.worker.count())

-- en: Run by "resty script.lua" or "ngxbox run script.lua", the type would be
-- en: "single", as there is no master. Set the workers to 0 to see that.
-- zh: 用 resty script.lua 或 ngxbox run script.lua 来运行，得到的会是
-- zh: single：那时没有 master。把 worker 数设为 0 就能看到。
