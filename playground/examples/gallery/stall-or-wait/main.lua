local shell = require "resty.shell"

local began = ngx.now()

local function say(what)
  ngx.say(string.format("%.1f s  %s", ngx.now() - began, what))
end

-- en: This light thread is meant to tick every 0.1 seconds.
-- zh: 一个本该每 0.1 秒滴答一次的轻量级线程。
local ticking = ngx.thread.spawn(function()
  for n = 1, 10 do
    ngx.sleep(0.1)
    say("tick " .. n)
  end
end)

-- en: Lua's own function blocks in the operating system. nginx never gets a
-- en: turn, so nothing else in this worker runs: not a single tick.
-- zh: Lua 自带的函数在操作系统里等待，nginx 没有机会执行，
-- zh: 这个 worker 里别的什么都不能运行：一声滴答也没有。
say("os.execute begins")
os.execute("sleep 0.5")
-- en: nginx reads the clock once per turn; this makes it look again.
-- zh: nginx 每轮事件循环只读一次时钟，这里让它重新读一次。
ngx.update_time()
say("os.execute has ended")

-- en: lua-resty-shell starts the command through ngx.pipe and yields.
-- zh: lua-resty-shell 通过 ngx.pipe 启动命令，并让出执行权。
say("shell.run begins")
shell.run("sleep 0.5")
say("shell.run has ended")

ngx.thread.wait(ticking)
