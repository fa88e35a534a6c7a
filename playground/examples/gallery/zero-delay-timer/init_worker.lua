-- en: This tab is init_worker_by_lua: it runs once, when the worker starts.
-- zh: 这个标签页就是 init_worker_by_lua：worker 启动时运行。
local function connect()
  local redis = require "resty.redis"
  local red = redis:new()
  local ok, err = red:connect("redis", 6379)
  if not ok then
    return nil, err
  end
  return red:ping()
end

-- en: There is no request here, so a cosocket has nothing to wait in.
-- zh: 这里没有请求，cosocket 也就无从等待对端。
local ok, err = pcall(connect)
ngx.say("in init_worker: ", ok, ", ", err)

-- en: A timer's callback gets a request of its own, even if it's a fake one.
-- zh: 定时器的回调有它自己的请求，虽然是模拟出来的。
local function handler(premature)
  if premature then
    return
  end
  ngx.say("in the ", ngx.get_phase(), ": ", connect())
end

ok, err = ngx.timer.at(0, handler)
if not ok then
  ngx.log(ngx.ERR, "cannot make the timer: ", err)
end
