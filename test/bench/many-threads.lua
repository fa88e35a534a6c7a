-- What one light thread costs when there are many: arg[1] of them, all asleep at once, then waited for.
local N = tonumber(arg[1])
local function now() ngx.update_time() return ngx.now() end
local function resident_kb()
  local status = io.open("/proc/self/status")
  return status and status:read("*a"):match("VmRSS:%s*(%d+)") or 0
end
local threads = {}
local t = now()
for i = 1, N do threads[i] = ngx.thread.spawn(function() ngx.sleep(0.001) return i end) end
ngx.say("spawn_ns ", (now() - t) / N * 1e9)
ngx.say("resident_kb ", resident_kb())
t = now()
for i = 1, N do assert(ngx.thread.wait(threads[i])) end
ngx.say("wake_wait_ns ", (now() - t) / N * 1e9)
