local ngx_pipe = require "ngx.pipe"

local proc = assert(ngx_pipe.spawn({ "sort", "-n" }))
-- en: Timeouts for writing, reading stdout and stderr, and waiting for the end.
-- zh: 依次是写、读两路输出、等待结束的超时。
proc:set_timeouts(1000, 1000, 1000, 5000)

local function write()
  for n = 1, 5 do
    local ok, err = proc:write(n * 7 % 5 + 1 .. " green bottles\n")
    if not ok then
      return nil, err
    end
    ngx.sleep(0.1)
  end
  -- en: sort can't start before its input has ended.
  -- zh: 输入结束了，sort 才开始排序。
  return proc:shutdown("stdin")
end

local writing = ngx.thread.spawn(write)

while true do
  local line, err = proc:stdout_read_line()
  if not line then
    ngx.say("no more: ", err)
    break
  end
  ngx.say(line)
end

ngx.thread.wait(writing)
local ok, reason, status = proc:wait()
ngx.say("ok: ", ok, ", reason: ", reason, ", status: ", status)
