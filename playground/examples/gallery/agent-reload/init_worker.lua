local process = require "ngx.process"

local function reload(premature)
  -- en: The reload replaces this process as well, so its timer fires once more,
  -- en: prematurely. Without this check that would cause another reload, and so
  -- en: would its successor: ten times a second, for ever.
  -- zh: 重新加载也会结束本进程，它的定时器会提前（premature）再触发一次。
  -- zh: 没有这一行就会再次重新加载，接班的进程也一样：每秒十次，没完没了。
  if premature then
    return
  end
  local f, err = io.open(ngx.config.prefix() .. "/logs/nginx.pid", "r")
  if not f then
    ngx.log(ngx.ERR, err)
    return
  end
  local pid = f:read()
  f:close()
  os.execute("kill -HUP " .. pid)
end

ngx.say(process.type(), " ", ngx.worker.pid(), " begins")

-- en: No request can reach this process, so a timer has to drive it.
-- zh: 没有人能给它发请求，所以要靠定时器来触发。
if process.type() == "privileged agent" then
  local ok, err = ngx.timer.every(5, reload)
  if not ok then
    ngx.log(ngx.ERR, err)
  end
end
