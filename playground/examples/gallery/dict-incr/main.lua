local limits = ngx.shared.limits
local MOST, WINDOW = 3, 10

-- en: Three calls per client within ten seconds. The time to live is only set
-- en: when the key is created, so the window starts with the first call.
-- zh: 每个客户端十秒内最多三次。有效期只在新建键的时候起作用：
-- zh: 时间窗口从第一次调用开始。
local function allowed(client)
  local count, err = limits:incr(client, 1, 0, WINDOW)
  if not count then
    -- en: Out of memory, perhaps. Better to let everyone in than no one.
    -- zh: 比如内存不足。宁可都放行，也不要全拒绝。
    ngx.log(ngx.ERR, "cannot count: ", err)
    return true
  end
  return count <= MOST, count
end

local began = ngx.now()
for n = 1, 7 do
  local ok, count = allowed("192.0.2.7")
  local answer = ok and "welcome" or "too many"
  local now = string.format("%2.0f s", ngx.now() - began)
  ngx.say(now, "  call ", count, ": ", answer)
  ngx.sleep(2)
end
