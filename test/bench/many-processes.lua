-- What many children, and much output, leave behind: memory in kB, descriptors, zombies. Arguments: how many, one after
-- another; how many megabytes through a slow reader
local pipe = require "ngx.pipe"
local sequence, megabytes = tonumber(arg[1]), tonumber(arg[2])

local function run(command)
  local proc = assert(pipe.spawn(command))
  local text = assert(proc:stdout_read_all())
  proc:wait()
  return tonumber(text)
end

local function state()
  local pid = ngx.worker.pid()
  local memory
  for line in io.lines("/proc/self/status") do memory = memory or line:match "^VmRSS:%s*(%d+)" end
  return {
    kB = tonumber(memory),
    descriptors = run("ls /proc/" .. pid .. "/fd | wc -l"),
    zombies = run("ps --ppid " .. pid .. " -o stat= | grep -c Z"),
  }
end

local function report(name, work)
  collectgarbage()
  local before = state()
  work()
  collectgarbage()
  local after = state()
  for _, what in ipairs { "kB", "descriptors", "zombies" } do
    ngx.say(name, "_", what, " ", after[what] - before[what])
  end
end

state()
report("at_once", function()
  local procs = {}
  for i = 1, 200 do procs[i] = assert(pipe.spawn({ "sleep", "5" })) end
  for i = 1, 200 do procs[i]:kill(9) end
  for i = 1, 200 do procs[i]:wait() end
end)
report("in_sequence", function()
  for _ = 1, sequence do assert(assert(pipe.spawn({ "true" })):wait()) end
end)
report("slow_reader", function()
  local bytes = megabytes * 1000000
  local proc = assert(pipe.spawn({ "head", "-c", bytes, "/dev/zero" }))
  local got, reads = 0, 0
  while true do
    local data = proc:stdout_read_any(65536)
    if not data then break end
    got, reads = got + #data, reads + 1
    if reads % 100 == 0 then ngx.sleep(0.001) end
  end
  assert(got == bytes and proc:wait())
end)
