local process = require "ngx.process"

local function reload(premature)
  -- en: The reload ends this process, too: its timer fires once more, as
  -- en: premature. Without this line it would reload again, and its
  -- en: successor as well: ten times a second.
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

-- en: Nobody can send it a request, so a timer has to set it going.
-- zh: 没有人能给它发请求，所以要靠定时器来触发。
if process.type() == "privileged agent" then
  local ok, err = ngx.timer.every(5, reload)
  if not ok then
    ngx.log(ngx.ERR, err)
  end
end
