-- ngxbox.timer: timers that can be cancelled, that do not overlap, that are spread in time, and that run once for all workers.
-- It runs on OpenResty as well. Under ngxbox a cancelled timer is gone at once; elsewhere it stays pending, and does nothing.

local ngx = ngx
local error = error
local floor = math.floor
local log = ngx.log
local pcall = pcall
local select = select
local setmetatable = setmetatable
local timer_at = ngx.timer.at
local traceback = debug.traceback
local type = type
local unpack = unpack
local xpcall = xpcall

local ERR = ngx.ERR

local _M = {
  version = "0.1.0",
  -- The shared dictionary in which once keeps its locks, where the options name no other.
  dict = "ngxbox_timer",
}

-- Timers that are taken back at once; only ngxbox has them.
local has_host, host = pcall(require, "ngxbox.timer.host")
if not has_host then host = nil end

local Timer = {}
Timer.__index = Timer

-- Workers that are made alike begin math.random alike: their timers would not spread.
local MODULUS = 2147483647
local seed

local function random()
  seed = seed or (ngx.worker.pid() * 7919 + floor(ngx.now() * 1000)) % (MODULUS - 1) + 1
  seed = seed * 16807 % MODULUS
  return seed / MODULUS
end

local fire

-- Makes the timer that will call fire. Returns true, or nil and why it cannot be made.
local function arm(self)
  local delay = self.delay
  if self.jitter then delay = delay + random() * self.jitter end
  local made, err
  if host then
    made, err = host.arm(delay, self.repeats_itself, fire, self, self.callback)
    self.handle = made
  else
    made, err = timer_at(delay, fire, self)
  end
  if not made then return nil, err end
  return true
end

local function call(self, premature)
  self.runs = self.runs + 1
  return self.callback(premature, unpack(self.args, 1, self.args.n))
end

local function with_traceback(err)
  if type(err) ~= "string" then return err end
  local text = traceback(err, 2)
  return text
end

-- As call, and notes when the callback has ended, however it did.
local function call_alone(self, premature)
  self.is_running = true
  local ok, err = xpcall(call, with_traceback, self, premature)
  self.is_running = false
  if not ok then error(err, 0) end
end

function fire(premature, self)
  if self.cancelled then return end
  if not self.period then
    self.ended = true
  elseif not premature and not self.repeats_itself then
    local ok, err = arm(self)
    if not ok then
      self.ended = true
      log(ERR, "ngxbox.timer: cannot go on with a timer: ", err)
    end
  end
  -- That the worker exits is told in any case.
  if not self.no_overlap or premature then return call(self, premature) end
  if self.is_running then
    self.skipped = self.skipped + 1
    return
  end
  return call_alone(self, premature)
end

-- Stops the timer; a callback that is at work goes on. Returns whether there was something to stop.
function Timer:cancel()
  if self.cancelled or self.ended then return false end
  self.cancelled = true
  if self.handle then host.cancel(self.handle) end
  if self.lock then self.lock:delete(self.key) end
  return true
end

local function bad_argument(index, name, text)
  error("bad argument #" .. index .. " to '" .. name .. "' (" .. text .. ")", 4)
end

-- A timer from when (seconds, or a table with them and options) and a callback. index is the place of when, for errors.
local function new(name, index, when, callback, ...)
  local options = type(when) == "table" and when or { when }
  local delay = options[1]
  if type(delay) ~= "number" then bad_argument(index, name, "seconds expected, got " .. type(delay)) end
  local jitter = options.jitter
  if jitter ~= nil and (type(jitter) ~= "number" or not (jitter >= 0)) then
    bad_argument(index, name, "jitter must be a number that is not negative")
  end
  if type(callback) ~= "function" then
    bad_argument(index + 1, name, "function expected, got " .. type(callback))
  end
  return setmetatable({
    delay = delay,
    jitter = jitter,
    no_overlap = options.no_overlap,
    callback = callback,
    args = { n = select("#", ...), ... },
    cancelled = false,
    ended = false,
    runs = 0,
    skipped = 0,
  }, Timer), options
end

local function start(self)
  local ok, err = arm(self)
  if not ok then return nil, err end
  return self
end

-- Runs callback(premature, ...) once, after delay seconds. Returns the timer, or nil and why it cannot be made.
-- delay may be a table: { seconds, jitter = most seconds to add by chance }.
function _M.at(delay, callback, ...)
  return start((new("at", 1, delay, callback, ...)))
end

-- Runs callback(premature, ...) every period seconds, until it is cancelled or the worker exits. Returns as at.
-- period may be a table: { seconds, jitter = …, no_overlap = true: left out while the last run goes on }. A callback that ends
-- by ngx.exit counts as going on.
function _M.every(period, callback, ...)
  local self = new("every", 1, period, callback, ...)
  if not (self.delay > 0) then bad_argument(1, "every", "period must be positive") end
  self.period = self.delay
  self.repeats_itself = host ~= nil and not self.jitter
  return start(self)
end

-- As at, by the first of all workers that ask for name; the others get nil and "taken". The lock is a key of a shared
-- dictionary. delay may be a table: { seconds, dict = its name, lifetime = seconds after which another may ask }.
function _M.once(name, delay, callback, ...)
  if type(name) ~= "string" or name == "" then error("bad argument #1 to 'once' (name expected)", 2) end
  local self, options = new("once", 2, delay, callback, ...)
  local dict_name = options.dict or _M.dict
  local dict = ngx.shared[dict_name]
  if not dict then return nil, "no shared dictionary: " .. dict_name end
  local key = "ngxbox.timer:" .. name
  local ok, err = dict:safe_add(key, ngx.worker.pid(), options.lifetime or 0)
  if not ok then return nil, err == "exists" and "taken" or err end
  self.lock, self.key = dict, key
  local made, why = start(self)
  if not made then dict:delete(key) end
  return made, why
end

return _M
