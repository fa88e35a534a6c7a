local timer = require "ngxbox.timer"

local id = ngx.worker.id()
local began = ngx.now()

local function refresh(premature, how)
  if not premature then
    ngx.say(string.format("%.1f s  %s, worker %d", ngx.now() - began, how, id))
  end
end

assert(ngx.timer.at(1, refresh, "plain"))

-- en: 2 seconds plus up to 2 more at random, different in each worker.
-- zh: 2 秒，再随机加上最多 2 秒，每个 worker 各不相同。
assert(timer.at({ 2, jitter = 2 }, refresh, "jitter"))
