local semaphore = require "ngx.semaphore"

local began = ngx.now()
local queue = {}
local filled = assert(semaphore.new(0))

local function consumer(name)
  while true do
    -- en: Take one, or wait for one, but no longer than half a second.
    -- zh: 减去一个；没有就等，最多半秒。
    local ok, err = filled:wait(0.5)
    if not ok then
      ngx.say(name, " gives up: ", err)
      return
    end
    local job = table.remove(queue, 1)
    ngx.say(string.format("%.1f s  %s begins %s", ngx.now() - began, name, job))
    ngx.sleep(0.3)
  end
end

local threads = {
  ngx.thread.spawn(consumer, "Ann"),
  ngx.thread.spawn(consumer, "Bob"),
}

for n = 1, 5 do
  ngx.sleep(0.1)
  table.insert(queue, "job " .. n)
  -- en: Wakes up one of the waiting threads. It runs once this one yields.
  -- zh: 唤醒一个等待者。等这个线程让出之后它才运行。
  filled:post()
end

for _, thread in ipairs(threads) do
  ngx.thread.wait(thread)
end
