-- What one pending timer costs when there are many: arg[1] of them, made and then fired.
-- Options needed: --http-conf 'lua_max_pending_timers 400000; lua_max_running_timers 4096;'
local N = tonumber(arg[1])
local function now() ngx.update_time() return ngx.now() end
local function resident_kb()
  local status = io.open("/proc/self/status")
  return status and status:read("*a"):match("VmRSS:%s*(%d+)") or 0
end
local fired = 0
local function count() fired = fired + 1 end
local t = now()
for _ = 1, N do assert(ngx.timer.at(1, count)) end
ngx.say("create_ns ", (now() - t) / N * 1e9)
ngx.say("resident_kb ", resident_kb())
ngx.sleep(1 - (now() - t))
t = now()
while fired < N do ngx.sleep(0.001) end
ngx.say("fire_ns ", (now() - t) / N * 1e9)
