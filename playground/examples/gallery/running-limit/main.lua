local function job(premature, n)
  ngx.say("job ", n, " begins, ", ngx.timer.running_count(), " running")
  ngx.sleep(1)
  ngx.say("job ", n, " ends")
end

-- en: All four are created without complaint: the limit is on running timers.
-- en: This script will be done by then, or it would count as one of the two.
-- zh: 四个都顺利建好了：限制的是正在运行的数量。到那时这个脚本已经
-- zh: 结束了，否则它也要占去一个名额。
for n = 1, 4 do
  ngx.say("job ", n, ": ", ngx.timer.at(0.5, job, n))
end

-- en: By the time this one is due, there is room again.
-- zh: 这一个到期时，又有空位了。
ngx.timer.at(2, job, 5)
