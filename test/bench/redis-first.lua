-- The first round trips of redis.lua in stretches, of each of which the least of all runs counts: so much is left where others
-- use the machine. In whole milliseconds, as redis-client.js. Option needed: --main-conf 'env PORT;'
local s = ngx.socket.tcp() assert(s:connect("127.0.0.1", tonumber(os.getenv "PORT")))
local function now() ngx.update_time() return ngx.now() end
local TIMES = 500
local took = {}
for stretch = 1, 20 do
  local began = now()
  for i = 1, TIMES do assert(s:send("PING\r\n")) assert(s:receive("*l")) end
  took[stretch] = (now() - began) / TIMES * 1e6
end
for stretch, us in ipairs(took) do ngx.say("first_us/", stretch, " ", us) end
