local began = ngx.now()

-- en: Work that takes 0.3 seconds.
-- zh: 要花 0.3 秒的活儿。
local function work(name)
  ngx.say(string.format("%.1f s  %s", ngx.now() - began, name))
  ngx.sleep(0.3)
end

local function again(premature)
  if premature then
    return
  end
  work("again")
  -- en: The next round starts one second from here, so rounds are 1.3 s apart.
  -- zh: 下一轮从这一刻起再过一秒：相邻两轮相隔 1.3 秒。
  local ok, err = ngx.timer.at(1, again)
  if not ok then
    ngx.log(ngx.ERR, "this was the last round: ", err)
  end
end

local function periodic(premature)
  if not premature then
    work("every")
  end
end

assert(ngx.timer.at(1, again))
assert(ngx.timer.every(1, periodic))
