-- en: This is init_by_lua. The master runs it before there are any workers, and
-- en: it is the only place where the privileged agent can be enabled.
-- zh: 这是 init_by_lua。master 在还没有 worker 的时候运行它，
-- zh: 特权代理进程也只能在这里开启。
local process = require "ngx.process"

local ok, err = process.enable_privileged_agent()
if not ok then
  ngx.log(ngx.ERR, "no privileged agent: ", err)
end

ngx.say("init: ", process.type())
