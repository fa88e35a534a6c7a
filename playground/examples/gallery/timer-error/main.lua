local state = {}

-- en: Not caught: the error and its traceback go to the log, this script never
-- en: hears of it, and the timer won't run again.
-- zh: 没有捕获：错误和调用栈写进日志，这个脚本毫不知情，
-- zh: 定时器也不会再运行。
assert(ngx.timer.at(0.5, function()
  state.count = state.count + 1
  ngx.say("never said")
end))

-- en: Caught: now we decide what to do about it.
-- zh: 捕获了：由负责运行的人来决定怎么处理。
local function guarded(work)
  return function(premature, ...)
    if premature then
      return
    end
    local ok, err = pcall(work, ...)
    if not ok then
      state.failures = (state.failures or 0) + 1
      ngx.log(ngx.ERR, "a round failed: ", err)
    end
  end
end

local round = 0
assert(ngx.timer.every(1, guarded(function()
  round = round + 1
  if round == 2 then
    error("round 2 failed")
  end
  ngx.say("round ", round, ", failures: ", state.failures or 0)
end)))
