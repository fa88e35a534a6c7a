local function task(name)
  ngx.say("the task, by ", name)
end

-- en: The first way: a loop that sleeps between rounds. It looks simple, but
-- en: this request never ends, and whatever it holds on to is never released.
-- en: With "while true", even a worker that is shutting down is stuck with it.
-- zh: 第一种办法：用循环，每做完一轮睡一会儿。看上去简单，但这个请求
-- zh: 永远不会结束，它占用的资源也就一直占着。要是写成 while true，
-- zh: 连要退出的 worker 都甩不掉它。
local function loop()
  while not ngx.worker.exiting() do
    task("a loop")
    ngx.sleep(1)
  end
end

-- en: The second way: nginx creates a fresh request for every round.
-- zh: 第二种办法：每一轮都由 nginx 新建一个请求。
local function round(premature)
  if not premature then
    task("every")
  end
end

assert(ngx.timer.at(0, loop))
assert(ngx.timer.every(1, round))

-- en: Halfway between two rounds there is nothing to do. Still, two timers are
-- en: running: this script, which runs in one itself, and the loop.
-- zh: 在两轮之间的这一刻，谁都没有事做，却有两个定时器在运行：
-- zh: 这个脚本自己（它也运行在定时器里），还有那个循环。
ngx.sleep(1.5)
ngx.say("running: ", ngx.timer.running_count())
ngx.say("pending: ", ngx.timer.pending_count())
