local shell = require "resty.shell"

local began = ngx.now()

local function say(...)
  ngx.say(string.format("%.1f s  ", ngx.now() - began), ...)
end

-- en: A light thread that should tick every 0.1 seconds.
-- zh: 一个本该每 0.1 秒滴答一次的轻线程。
local function tick()
  for n = 1, 10 do
    ngx.sleep(0.1)
    say("tick ", n)
  end
end

local ticking = ngx.thread.spawn(tick)

-- en: Lua's own function waits in the operating system. nginx gets no turn,
-- en: so nothing else in this worker runs: the ticks are missing.
-- zh: Lua 自带的函数在操作系统里等待，nginx 得不到执行的机会，
-- zh: 这个 worker 里别的什么都不能运行：滴答声没有了。
say("os.execute begins")
os.execute("sleep 0.5")
ngx.update_time()
say("os.execute has ended")

-- en: lua-resty-shell starts the command through ngx.pipe and gives way.
-- zh: lua-resty-shell 通过 ngx.pipe 启动命令，并让出执行权。
say("shell.run begins")
shell.run("sleep 0.5")
say("shell.run has ended")

ngx.thread.wait(ticking)
