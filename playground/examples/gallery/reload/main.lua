local process = require "ngx.process"
local signal = require "resty.signal"

-- en: This is what "nginx -s reload" does.
-- zh: nginx -s reload 做的就是这件事。
ngx.sleep(1)
assert(signal.kill(process.get_master_pid(), signal.signum("HUP")))
ngx.say(ngx.worker.pid(), " exiting: ", ngx.worker.exiting())
ngx.sleep(0.5)
ngx.say(ngx.worker.pid(), " exiting: ", ngx.worker.exiting())
