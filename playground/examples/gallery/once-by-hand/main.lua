-- en: See the init_worker tab. After a while, this kills whoever holds the lock:
-- en: the others carry on, and the master starts a new worker.
-- zh: 请看 init_worker 标签页。这里过一会儿就把持有锁的进程杀掉：
-- zh: 其余的接着做，master 也会再启动一个 worker。
local signal = require "resty.signal"

ngx.sleep(2.5)
local pid = ngx.shared.locks:get("job")
ngx.say("kill ", pid)
signal.kill(pid, signal.signum("KILL"))
