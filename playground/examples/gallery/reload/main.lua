local process = require "ngx.process"
local signal = require "resty.signal"

-- en: As "nginx -s reload" does it.
-- zh: 这就是 nginx -s reload 所做的。
ngx.sleep(1)
assert(signal.kill(process.get_master_pid(), signal.signum("HUP")))
ngx.say(ngx.worker.pid(), " exiting: ", ngx.worker.exiting())
ngx.sleep(0.5)
ngx.say(ngx.worker.pid(), " exiting: ", ngx.worker.exiting())
