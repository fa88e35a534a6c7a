local semaphore = require "ngx.semaphore"

local began = ngx.now()
local places = assert(semaphore.new(2))

-- en: Does the work in one of the places, and gives the place back whatever
-- en: happens: otherwise an error would cost us the place for good.
-- zh: 占一个位置来干活，无论结果如何都要归还：
-- zh: 否则一旦出错，这个位置就永远没了。
local function in_place(work, ...)
  local ok, err = places:wait(10)
  if not ok then
    return nil, err
  end
  local succeeded, result = pcall(work, ...)
  places:post()
  if not succeeded then
    return nil, result
  end
  return result
end

local function work(n)
  ngx.sleep(1)
  if n == 2 then
    error("work " .. n .. " failed", 0)
  end
  return "work " .. n .. " is done"
end

local threads = {}
for n = 1, 6 do
  threads[n] = ngx.thread.spawn(in_place, work, n)
end

for _, thread in ipairs(threads) do
  local _, result, err = ngx.thread.wait(thread)
  ngx.say(string.format("%.1f s  %s", ngx.now() - began, result or err))
end
