-- en: A leap day birthday: 29 February comes once every four years.
-- zh: 闰年的生日：2 月 29 日四年才有一次。
local DAY = 24 * 60 * 60

local today = ngx.utctime():sub(1, 10)
ngx.say("now it is ", today)

local days = 0
while os.date("!%d %B", ngx.time()) ~= "29 February" do
  ngx.sleep(DAY)
  days = days + 1
end
ngx.say("happy birthday, ", ngx.utctime():sub(1, 10), ", after ", days, " days")

-- en: Only waiting takes virtual time, computing does not. That is why every run
-- en: turns out the same.
-- zh: 计算不花虚拟时间，只有等待才花：所以每次运行的结果都一样。
local began = ngx.now()
local sum = 0
for n = 1, 1000000 do
  sum = sum + n
end
ngx.update_time()
ngx.say(sum, string.format(" after %.0f s", ngx.now() - began))
