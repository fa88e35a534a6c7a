local began = ngx.now()

-- en: A stand-in for a query to some other service.
-- zh: 代表对别的服务的一次查询。
local function query(name, seconds)
  ngx.sleep(seconds)
  if seconds > 0.5 then
    return nil, name .. " is overloaded"
  end
  return name .. " answers"
end

-- en: spawn runs the function right away, until it has to wait.
-- zh: spawn 会立刻运行这个函数，直到它第一次等待。
local threads = {}
for name, seconds in pairs({ users = 0.3, orders = 0.5, stock = 0.8 }) do
  threads[name] = ngx.thread.spawn(query, name, seconds)
end

-- en: wait returns true and the results, or false and the error that killed the
-- en: thread. A thread that is done keeps its results until somebody asks.
-- zh: wait 返回 true 和函数的返回值，或者 false 和导致它终止的错误。
-- zh: 已经结束的线程会一直保留结果，直到有人来取。
for _, name in ipairs({ "users", "orders", "stock" }) do
  local ok, answer, err = ngx.thread.wait(threads[name])
  ngx.say(name, ": ", answer or err)
end

ngx.say(string.format("took %.1f s", ngx.now() - began))
