local redis = require "resty.redis"

local red = redis:new()
-- en: Timeouts for connecting, sending and reading, in milliseconds.
-- zh: 连接、发送、读取的超时，单位毫秒。
red:set_timeouts(1000, 1000, 1000)

local ok, err = red:connect("redis", 6379)
if not ok then
  ngx.say("cannot connect: ", err)
  return
end

ngx.say("set: ", red:set("cat", "Tom"))
ngx.say("get: ", red:get("cat"))

-- en: A missing key is ngx.null, and that is a true value in Lua.
-- zh: 键不存在时得到的是 ngx.null，它在 Lua 里是真值。
local dog = red:get("dog")
ngx.say("no dog: ", dog == ngx.null)

-- en: Redis errors come as false and a message, connection errors as nil and one.
-- zh: Redis 报错返回 false 和文本，连接出错返回 nil 和文本。
local res, why = red:incr("cat")
ngx.say(res, ": ", why)

-- en: Several commands in a single round trip.
-- zh: 多条命令，一次往返。
red:init_pipeline()
red:rpush("visits", "mon", "tue", "wed")
red:lrange("visits", 0, -1)
local results = assert(red:commit_pipeline())
ngx.say(results[1], " visits: ", table.concat(results[2], " "))

-- en: Don't close it: let it wait in a pool of 100 for the next user, up to 10
-- en: seconds.
-- zh: 不要 close：让连接进连接池等下一个使用者，
-- zh: 最多 10 秒，池的大小为 100。
assert(red:set_keepalive(10000, 100))
