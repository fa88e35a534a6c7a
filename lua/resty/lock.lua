-- resty.lock: locks by name for all that share a dictionary (lua_shared_dict), whatever worker or request they run in.

local getmetatable = getmetatable
local max = math.max
local min = math.min
local newproxy = newproxy
local setmetatable = setmetatable
local shared = ngx.shared
local sleep = ngx.sleep

local DEFAULT_EXPTIME = 30
local DEFAULT_TIMEOUT = 5
local DEFAULT_STEP = 0.001
local DEFAULT_RATIO = 2
local DEFAULT_MAX_STEP = 0.5
local SHORTEST_STEP = 0.001

local _M = { _VERSION = "0.09" }
local mt = { __index = _M }

-- Releases the lock that is held when nobody can do it any more. held.key is nil while there is none.
local function guard_of(held)
  local guard = newproxy(true)
  getmetatable(guard).__gc = function()
    if held.key then held.dict:delete(held.key) end
  end
  return guard
end

-- A lock in the dictionary dict_name. Options, in seconds: exptime is how long it is held at most, timeout how long lock()
-- waits, which looks again after step, then after ratio times as long, but after max_step at the latest. A timeout that is
-- given counts no longer than exptime, and bounds step; the usual one does neither.
function _M.new(_, dict_name, options)
  local dict = shared[dict_name]
  if not dict then return nil, "dictionary not found" end
  options = options or {}
  local held = { dict = dict }
  local exptime, timeout, step = options.exptime or DEFAULT_EXPTIME, options.timeout, options.step
  if timeout then
    timeout = min(timeout, exptime)
    step = step and min(step, timeout)
  end
  return setmetatable({
    exptime = exptime,
    timeout = timeout or DEFAULT_TIMEOUT,
    step = step or DEFAULT_STEP,
    ratio = options.ratio or DEFAULT_RATIO,
    max_step = options.max_step or DEFAULT_MAX_STEP,
    _held = held,
    _guard = guard_of(held),
  }, mt)
end

-- Locks key; how many seconds that took, or nil and why not.
function _M.lock(self, key)
  if not key then return nil, "nil key" end
  local held = self._held
  if held.key then return nil, "locked" end

  local elapsed, left, step = 0, self.timeout, self.step
  while true do
    local ok, err = held.dict:add(key, true, self.exptime)
    if ok then
      held.key = key
      return elapsed
    end
    if err ~= "exists" then return nil, err end
    if left <= 0 then return nil, "timeout" end
    sleep(step)
    elapsed = elapsed + step
    left = left - step
    step = min(max(SHORTEST_STEP, step * self.ratio), left, self.max_step)
  end
end

-- Releases it, even where it has expired and is another's by now. Answers 1, or nil and why not.
function _M.unlock(self)
  local held = self._held
  local key = held.key
  if not key then return nil, "unlocked" end
  held.key = nil
  local ok, err = held.dict:delete(key)
  if not ok then return nil, err end
  return 1
end

-- Lets it be held for timeout seconds (exptime) from now on. Answers true, or nil and why not.
function _M.expire(self, timeout)
  local held = self._held
  if not held.key then return nil, "unlocked" end
  local ok, err = held.dict:replace(held.key, true, timeout or self.exptime)
  if not ok then return nil, err end
  return true
end

return _M
