-- resty.lrucache: a cache inside of a Lua machine, which forgets what was not used for longest.

local floor = math.floor
local now = ngx.now
local setmetatable = setmetatable
local type = type

-- The place in the list that stands in front of the first and behind the last.
local ENDS = 0
-- For entries that never expire.
local NEVER = -1

local _M = { _VERSION = "0.15" }
local mt = { __index = _M }

-- Empties a cache. Entries have numbers, by which what belongs to one is kept; next and prev make a list of them, the one
-- that was used last in front.
local function clear(self)
  self._number_of = {}
  self._key_of = {}
  self._value_of = {}
  self._expires_at = {}
  self._flags_of = {}
  self._next = { [ENDS] = ENDS }
  self._prev = { [ENDS] = ENDS }
  -- Numbers that were given back.
  self._free = {}
  self._given = 0
  self._count = 0
end

-- A cache for up to max_items entries.
function _M.new(max_items)
  if max_items < 1 or max_items ~= max_items then return nil, "size too small" end
  local self = setmetatable({ _capacity = max_items, _most = floor(max_items) }, mt)
  clear(self)
  return self
end

local function take_out(self, number)
  local next, prev = self._next, self._prev
  local behind, before = next[number], prev[number]
  next[before] = behind
  prev[behind] = before
end

local function put_in_front(self, number)
  local next, prev = self._next, self._prev
  local first = next[ENDS]
  next[ENDS], prev[number] = number, ENDS
  next[number], prev[first] = first, number
end

-- A number for a new entry: a free one, or that of the entry that was not used for longest.
local function new_number(self)
  local free = self._free
  local height = #free
  local number
  if height > 0 then
    number = free[height]
    free[height] = nil
    self._count = self._count + 1
    return number
  end
  if self._given < self._most then
    number = self._given + 1
    self._given = number
    self._count = self._count + 1
    -- what counts where a wrong time to live ends set in between
    self._expires_at[number], self._flags_of[number] = 0, 0
    return number
  end
  local oldest = self._prev[ENDS]
  local key = self._key_of[oldest]
  self._number_of[key] = nil
  self._value_of[key] = nil
  take_out(self, oldest)
  return oldest
end

-- The value of a key, nil and its flags; or nil; or, where it has expired, nil, the old value and its flags.
function _M.get(self, key)
  local value = self._value_of[key]
  if value == nil then return nil end
  local number = self._number_of[key]
  take_out(self, number)
  put_in_front(self, number)
  local expires_at = self._expires_at[number]
  if expires_at >= 0 and expires_at < now() then return nil, value, self._flags_of[number] end
  return value, nil, self._flags_of[number]
end

-- ttl is in seconds, nil for ever. flags are a number of the caller's own, with 32 bits.
function _M.set(self, key, value, ttl, flags)
  self._value_of[key] = value
  local number = self._number_of[key]
  if number then
    take_out(self, number)
  else
    number = new_number(self)
    self._number_of[key] = number
    self._key_of[number] = key
    -- the entry that had to go may have been this key's
    self._value_of[key] = value
  end
  put_in_front(self, number)
  self._expires_at[number] = ttl and now() + ttl or NEVER
  self._flags_of[number] = type(flags) == "number" and flags >= 0 and floor(flags) % 0x100000000 or 0
end

-- Answers whether there was one.
function _M.delete(self, key)
  self._value_of[key] = nil
  local number = self._number_of[key]
  if not number then return false end
  self._number_of[key] = nil
  self._key_of[number] = nil
  take_out(self, number)
  self._free[#self._free + 1] = number
  self._count = self._count - 1
  return true
end

function _M.count(self)
  return self._count
end

function _M.capacity(self)
  return self._capacity
end

-- The keys, those that were used last first: at most max_count (0 or nil: all), into the table keys, if given.
function _M.get_keys(self, max_count, keys)
  if not max_count or max_count == 0 then max_count = self._count end
  -- a count that is no number fails here, where the reference makes room for so many keys
  keys = keys or max_count + 1 and {}
  local count = 0
  local next, key_of = self._next, self._key_of
  local number = next[ENDS]
  while number ~= ENDS do
    if count >= max_count then break end
    count = count + 1
    keys[count] = key_of[number]
    number = next[number]
  end
  keys[count + 1] = nil
  return keys
end

function _M.flush_all(self)
  clear(self)
end

return _M
