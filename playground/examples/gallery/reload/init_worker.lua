local store = ngx.shared.store
local pid = ngx.worker.pid()

-- en: One belongs to this process, the other to all of them.
-- zh: 一个属于这个进程，另一个为所有进程共有。
local own = 1
local shared = store:incr("starts", 1, 0)
ngx.say(pid, " begins: own ", own, ", shared ", shared)

ngx.timer.every(60, function(premature)
  -- en: An exiting worker doesn't wait for a minute: its timers fire right away.
  -- zh: 要退出的 worker 不会再等一分钟：它的定时器马上触发。
  ngx.say(pid, " every: premature ", premature)
end)

ngx.timer.at(0, function()
  -- en: Whatever is already running may finish.
  -- zh: 已经在运行的，可以一直做完。
  ngx.sleep(2)
  ngx.say(pid, " has finished its work")
end)
