-- What values take in memory: kB that the process grows by, each kind alone. arg[1]: which one.
local function resident_kb()
  collectgarbage()
  local status = io.open("/proc/self/status")
  return status and tonumber(status:read("*a"):match("VmRSS:%s*(%d+)")) or 0
end
local kinds = {
  records = function(t) for i = 1, 200000 do t[i] = { id = i, name = "n" .. i, next = false } end end,
  integers = function(t) for i = 1, 1000000 do t[i] = i end end,
  floats = function(t) for i = 1, 1000000 do t[i] = i + 0.5 end end,
  threads = function(t) for i = 1, 100000 do t[i] = ngx.thread.spawn(function() ngx.sleep(3600) end) end end,
  pieces = function(t) for i = 1, 1000 do t[i] = (("x"):rep(1000000) .. i):sub(1, 20) end end,
}
local kept = {}
local before = resident_kb()
kinds[arg[1]](kept)
ngx.say("grows_kB ", resident_kb() - before)
ngx.say("resident_kB ", resident_kb())
os.exit(0)
