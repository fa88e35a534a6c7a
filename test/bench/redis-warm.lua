-- Round trips as in redis.lua, once whatever runs them has had time to compile. Option needed: --main-conf 'env PORT;'
local function now() ngx.update_time() return ngx.now() end
local s = ngx.socket.tcp() assert(s:connect("127.0.0.1", tonumber(os.getenv "PORT")))
local function ping(times)
  local t = now()
  for i = 1, times do assert(s:send("PING\r\n")) assert(s:receive("*l")) end
  return (now() - t) / times * 1e6
end
ping(20000)
ngx.say("roundtrip_warm_us ", ping(10000))
