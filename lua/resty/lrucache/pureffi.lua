-- resty.lrucache.pureffi: the interface of resty.lrucache, for many keys that come and go. The reference keeps them in memory
-- of its own, by FFI; here there is one way to keep them, and what remains is that keys are texts.

local lrucache = require "resty.lrucache"

local setmetatable = setmetatable
local tostring = tostring

-- Stands for nil, which is a value here.
local NIL = {}
local DEFAULT_LOAD_FACTOR = 0.5

local _M = { _VERSION = lrucache._VERSION }
local mt = { __index = _M }

local function shown(value)
  if value == NIL then return nil end
  return value
end

-- load_factor says how full the reference's hash may be; it has no effect here.
function _M.new(max_items, load_factor)
  local cache, err = lrucache.new(max_items)
  if not cache then return nil, err end
  if load_factor and load_factor < 0 then load_factor = DEFAULT_LOAD_FACTOR end
  return setmetatable({ _cache = cache, _load_factor = load_factor or DEFAULT_LOAD_FACTOR }, mt)
end

function _M.get(self, key)
  local value, stale, flags = self._cache:get(tostring(key))
  if not flags then return nil end
  return shown(value), shown(stale), flags
end

function _M.set(self, key, value, ttl, flags)
  if value == nil then value = NIL end
  self._cache:set(tostring(key), value, ttl, flags)
end

function _M.delete(self, key)
  return self._cache:delete(tostring(key))
end

function _M.count(self)
  return self._cache:count()
end

function _M.capacity(self)
  return self._cache:capacity()
end

function _M.get_keys(self, max_count, keys)
  return self._cache:get_keys(max_count, keys)
end

function _M.flush_all(self)
  self._cache:flush_all()
end

return _M
