local function job(premature, name)
  ngx.say(name, " runs")
end

local function make(name)
  local ok, err = ngx.timer.at(1, job, name)
  if not ok then
    -- en: No exception and nothing in the log, just nil and a reason. Don't check
    -- en: it, and the job is lost without anyone noticing.
    -- zh: 既不抛异常，也不写日志：只返回 nil 和原因。不检查返回值，
    -- zh: 任务就这样悄悄丢了。
    ngx.say(name, ": ", err)
    return
  end
  ngx.say(name, ": made, ", ngx.timer.pending_count(), " pending")
end

for n = 1, 5 do
  make("job " .. n)
end

-- en: As soon as one of them fires, there is room for another.
-- zh: 只要有一个触发了，就又有空位了。
ngx.sleep(1.5)
make("job 6")
