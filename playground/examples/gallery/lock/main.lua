local resty_lock = require "resty.lock"

local cache = ngx.shared.cache

local function slow_source(key)
  ngx.sleep(1)
  return "value of " .. key
end

local function get(key)
  local value = cache:get(key)
  if value then
    return value, "cache"
  end

  local lock = assert(resty_lock:new("locks", { timeout = 3, exptime = 10 }))
  local elapsed, err = lock:lock(key)
  if not elapsed then
    return nil, err
  end

  -- en: While we waited for the lock, somebody may have filled the cache.
  -- zh: 等锁的时候，可能已经有人把缓存填上了。
  local from
  value, from = cache:get(key), "cache, after the lock"
  if not value then
    value, from = slow_source(key), "the source"
    cache:set(key, value, 60)
  end
  assert(lock:unlock())
  return value, from
end

local threads = {}
for n = 1, 5 do
  threads[n] = ngx.thread.spawn(get, "price")
end
for n, thread in ipairs(threads) do
  local _, value, from = ngx.thread.wait(thread)
  ngx.say("request ", n, ": ", value, " (", from, ")")
end
