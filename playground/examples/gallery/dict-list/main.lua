local jobs = ngx.shared.jobs

for n = 1, 5 do
  -- en: rpush appends at the right end and returns the new length.
  -- zh: rpush 从右端压入，返回列表的长度。
  local length, err = jobs:rpush("queue", "job " .. n)
  if not length then
    ngx.log(ngx.ERR, err)
  end
end
ngx.say("waiting: ", jobs:llen("queue"))

ngx.sleep(0.5)
ngx.say("waiting: ", jobs:llen("queue"))
