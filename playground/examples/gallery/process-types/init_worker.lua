-- en: This is init_worker_by_lua, where a process can find out what it is.
-- zh: 这是 init_worker_by_lua。进程在这里可以问问自己是什么角色。
local process = require "ngx.process"

-- en: Workers are numbered from 0; the privileged agent has no number.
-- zh: worker 从 0 开始编号；特权代理进程没有编号。
ngx.say("init_worker: ", process.type(), ", id ", tostring(ngx.worker.id()))
