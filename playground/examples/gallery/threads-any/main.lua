local function mirror(name, seconds)
  ngx.sleep(seconds)
  return name
end

local function timeout(seconds)
  ngx.sleep(seconds)
  return nil, "timeout"
end

-- en: With several threads, wait returns as soon as one of them is done.
-- zh: 给 wait 多个线程，其中第一个结束时它就返回。
local function first(...)
  local began = ngx.now()
  local threads = { ... }
  local ok, name, err = ngx.thread.wait(unpack(threads))

  -- en: Threads that are still waiting would keep the request alive. Only their
  -- en: parent may kill them; for the one that is done, kill fails.
  -- zh: 还在等待的线程会让请求无法结束。只有创建它们的线程才能杀掉它们；
  -- zh: 对已经结束的那个，kill 会失败。
  local killed = 0
  for _, thread in ipairs(threads) do
    if ngx.thread.kill(thread) then
      killed = killed + 1
    end
  end
  local took = string.format("%.1f s", ngx.now() - began)
  ngx.say(name or err, " after ", took, ", killed: ", killed)
end

local spawn = ngx.thread.spawn
first(spawn(mirror, "Oslo", 0.7), spawn(mirror, "Lima", 0.4), spawn(timeout, 1))
first(spawn(mirror, "Oslo", 5), spawn(mirror, "Lima", 9), spawn(timeout, 1))
