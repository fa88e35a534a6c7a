-- resty.shell: runs a command while other light threads run, and gives what it printed.

local pipe = require "ngx.pipe"
local signal = require "resty.signal"

local concat = table.concat
local spawn_thread = ngx.thread.spawn
local wait_thread = ngx.thread.wait
local sleep = ngx.sleep
local tostring = tostring

local DEFAULT_MAX_SIZE = 128 * 1024
local SPAWN_OPTIONS = { buffer_size = 32 * 1024 }
-- How long a process may take to end by itself before it is killed.
local GRACE_SECONDS = 0.001

local _M = { version = 0.03 }

-- Puts what a stream gives into pieces; returns nothing at its end, or why that was not reached.
local function collect(process, method, pieces, max_size)
  local size = 0
  while size <= max_size do
    local data, err, partial = process[method](process, max_size - size + 1)
    local got = data or partial
    if got then
      pieces[#pieces + 1] = got
      size = size + #got
    end
    if not data then return err ~= "closed" and err or nil end
  end
  return "too much data"
end

-- Why the light thread that collects a stream failed, if it did.
local function failure_of(name, thread)
  local ok, err = wait_thread(thread)
  if not ok then return "failed to wait " .. name .. " thread: " .. tostring(err) end
  return err and "failed to read " .. name .. ": " .. tostring(err)
end

-- Ends a process that failed; returns why it failed, and what went wrong on the way.
local function give_up(process, err)
  local pid = process:pid()
  if not pid then return tostring(err) end
  local ok, kill_err = signal.kill(pid, "TERM")
  if not ok then return tostring(err) .. "; failed to kill process " .. pid .. ": " .. tostring(kill_err) end
  sleep(GRACE_SECONDS)
  signal.kill(pid, "KILL")
  return tostring(err)
end

-- Runs cmd (a string for the shell, or a table of arguments) with stdin as its standard input. timeout is in milliseconds and
-- for each step, max_size is in bytes and for each stream.
-- Returns whether it ended well, its output and error output, "exit" or "signal", and the status; or nil, what there is of
-- the outputs, and why it failed.
function _M.run(cmd, stdin, timeout, max_size)
  max_size = max_size or DEFAULT_MAX_SIZE

  local process, err = pipe.spawn(cmd, SPAWN_OPTIONS)
  if not process then return nil, nil, nil, "failed to spawn: " .. tostring(err) end

  process:set_timeouts(timeout, timeout, timeout, timeout)

  local ok
  if stdin and stdin ~= "" then
    ok, err = process:write(stdin)
    if not ok then return nil, nil, nil, "failed to write to stdin: " .. give_up(process, err) end
  end
  ok, err = process:shutdown("stdin")
  if not ok then return nil, nil, nil, "failed to shutdown stdin: " .. give_up(process, err) end

  local stdout, stderr = {}, {}
  local stdout_thread = spawn_thread(collect, process, "stdout_read_any", stdout, max_size)
  local stderr_thread = spawn_thread(collect, process, "stderr_read_any", stderr, max_size)

  local reason, status
  ok, reason, status = process:wait()
  if ok == nil and reason ~= "exited" then
    local failure = "failed to wait for process: " .. give_up(process, reason)
    return nil, concat(stdout), concat(stderr), failure
  end

  local failure = failure_of("stdout", stdout_thread) or failure_of("stderr", stderr_thread)
  if failure then return nil, concat(stdout), concat(stderr), failure end
  return ok, concat(stdout), concat(stderr), reason, status
end

return _M
