local began = ngx.now()
local function passed()
  return string.format("%.1f s", ngx.now() - began)
end

-- en: The worker stands still, and so does its idea of the time.
-- zh: worker 停住了，它所知道的时间也停住了。
os.execute("sleep 2")
ngx.say("after a stall: ", passed())
ngx.update_time()
ngx.say("after update_time: ", passed())

-- en: A wait ends in a new turn, so there is no need to update.
-- zh: 等待结束时已是新的一轮，不需要再更新。
ngx.sleep(3)
ngx.say("after a sleep: ", passed())

-- en: As a number; as text for people, in UTC; and as HTTP wants it.
-- zh: 秒数；给人看的文本，UTC 的和 HTTP 用的。
ngx.say(ngx.time(), " ", ngx.today(), " ", ngx.utctime())
ngx.say(ngx.http_time(ngx.time()))
ngx.say(ngx.parse_http_time("Thu, 01 Jan 2026 00:00:05 GMT") - ngx.time())
