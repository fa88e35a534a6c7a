-- What resty.lrucache, resty.lock and (with a port as argument) resty.redis do, for ngxbox and a real nginx to agree on.

local function text(value)
  if value == ngx.null then return "null" end
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  for key, item in pairs(value) do parts[#parts + 1] = tostring(key) .. "=" .. text(item) end
  table.sort(parts)
  return "{" .. table.concat(parts, " ") .. "}"
end

local function show(...)
  local parts = {}
  for at = 1, select("#", ...) do parts[at] = text((select(at, ...))) end
  ngx.say(table.concat(parts, " | "))
end

local function fails(f, ...)
  return (pcall(f, ...))
end

for _, name in ipairs { "resty.lrucache", "resty.lrucache.pureffi" } do
  local lru = require(name)
  show(name, lru.new(0))
  show(fails(lru.new), fails(lru.new, "3"))
  local c = lru.new(3)
  show(c:get("x"))
  show(c:set("a", 1))
  show(c:get("a"))
  show(c:count(), c:capacity())
  for at, key in ipairs { "b", "c", "d" } do c:set(key, at, nil, at) end
  show(c:get("a"))
  show(c:get_keys())
  show(c:get("b"))
  show(c:get_keys(2))
  show(c:get_keys(0))
  show(c:get_keys(-1))
  show(c:get_keys(1, { 9, 9, 9 }))
  show(c:delete("b"), c:delete("b"), c:count())
  c:set("t", "old", 0.02, 7)
  show(c:get("t"))
  ngx.sleep(0.05)
  show(c:get("t"))
  show(c:get_keys())
  c:set("t", "new", 0)
  show(c:get("t"))
  c:set("f", false, nil, -1)
  show(c:get("f"))
  c:set("f", 1, nil, 2 ^ 32 + 3.5)
  show(c:get("f"))
  c:set(12, "number")
  show(c:get(12))
  show(fails(c.set, c, "half", 1, "x"))
  show(c:get("half"))
  show(fails(c.set, c, "half", 2, {}))
  show(c:get("half"))
  show(fails(c.get_keys, c, "7"), fails(c.get_keys, c, {}), fails(c.get_keys, c, {}, {}), #c:get_keys(0 / 0))
  c:flush_all()
  show(c:count(), c:get_keys(), c:get("f"))
  local sum = 0
  c = lru.new(50)
  for at = 1, 2000 do
    c:set(at % 70, at)
    c:get(at * 7 % 70)
    if at % 11 == 0 then c:delete(at * 3 % 70) end
  end
  for at, key in ipairs(c:get_keys()) do sum = (sum * 31 + key * at) % 1000003 end
  show(sum, c:count())
end

local lock = require "resty.lock"
show(lock:new("no such dictionary"))
local a = lock:new("locks")
local b = lock:new("locks", { timeout = 0.01, exptime = 0.2, step = 0.004, ratio = 1 })
show(a:lock())
show(a:unlock())
show(a:expire())
show(a:lock("k"))
show(a:lock("other"))
show(b:lock("k"))
show(b:lock("other"))
show(b:expire(0.02))
ngx.sleep(0.05)
show(b:expire())
show(ngx.shared.locks:get("other"))
show(a:unlock(), b:unlock())
show(a:lock("k"))
local waiter = ngx.thread.spawn(function() return lock:new("locks", { step = 0.001, max_step = 0.002 }):lock("k") end)
ngx.sleep(0.02)
a:unlock()
local _, elapsed = ngx.thread.wait(waiter)
show(elapsed > 0 and elapsed < 1)

local port = tonumber(arg[1])
if not port then return end
local red = require("resty.redis"):new()
show(red:get("x"))
show(red:set_keepalive())
show(red:read_reply())
show(red:commit_pipeline())
red:set_timeouts(1000, 1000, 1000)
show(red:connect("127.0.0.1", port))
show(red:flushall())
show(red:set("a", 1))
show(red:get("a"))
show(red:get("nothing"))
show(red:get())
show(red:mget("a", "nothing"))
show(red:lpush("l", 1, 2, 3))
show(red:lrange("l", 0, -1))
show(red:incr("l"))
show(red:set("b", true), red:get("b"))
show(red:set("binary", "\0\r\n\255"), #red:get("binary"))
show(red:hmset("h", "a", 1, "b", 2), red:hmset("h2", { x = 1 }))
show(red:array_to_hash(red:hgetall("h")))
show(red:init_pipeline(), select("#", red:get("a")), red:incr("l"), red:mget("a", "zz"), red:commit_pipeline())
show(red:commit_pipeline())
show(red:init_pipeline(), red:get("a"), red:cancel_pipeline(), red:get("a"))
show(red:multi(), red:set("a", "q"), red:incr("l"), red:exec())
show(red:eval("return {1, {2, 'x', false}, {ok='yes'}, {err='bad'}}", 0))
show(red:nosuchcommand() == false)
local sub = require("resty.redis"):new()
sub:set_timeout(100)
sub:connect("127.0.0.1", port)
show(sub:subscribe("c"))
show(red:publish("c", "hello"))
show(sub:read_reply())
show(sub:read_reply())
show(sub:set_keepalive())
show(sub:psubscribe("p*", "q*"))
show(sub:unsubscribe("c"))
show(sub:punsubscribe())
show(sub:read_reply())
show(sub:get("a"))
show(red:set_keepalive(1000, 2))
show(red:get("a"))
show(red:connect("127.0.0.1", port), red:get_reused_times() > 0)
show(fails(red.connect, red), fails(red.connect, red, "127.0.0.1"))
show(red:close(), red:close())
