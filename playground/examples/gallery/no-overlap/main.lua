local timer = require "ngxbox.timer"

local began = ngx.now()

-- en: Reads a slow source once a second, and takes 2.5 seconds each time.
-- zh: 读取缓慢的数据源：每秒一次，每次 2.5 秒。
local function reader(name)
  local at_work = 0
  return function(premature)
    if premature then
      return
    end
    at_work = at_work + 1
    local now = string.format("%.0f s", ngx.now() - began)
    ngx.say(now, "  ", name, ": ", at_work, " at work")
    ngx.sleep(2.5)
    at_work = at_work - 1
  end
end

assert(ngx.timer.every(1, reader("every")))
local when = { 1, no_overlap = true }
local alone = assert(timer.every(when, reader("no_overlap")))

-- en: Six seconds later: how many rounds were skipped?
-- zh: 六秒之后，看看跳过了几轮。
ngx.timer.at(5.9, function()
  ngx.say("runs: ", alone.runs, ", left out: ", alone.skipped)
end)
