local cache = ngx.shared.cache

local function show(when)
  ngx.say(when, ": ", cache:get("greeting"), ", ttl ", cache:ttl("greeting"))
end

assert(cache:set("greeting", "hello", 5))
show("at first")

ngx.sleep(3)
show("after 3 s")

-- en: Start over with a new time to live.
-- zh: 从现在起，重新设定有效期。
assert(cache:expire("greeting", 4))
ngx.sleep(3)
show("after 6 s")

-- en: Two seconds later it has expired, but it has not been purged yet, which
-- en: a plain get would do. Better an old greeting than none at all while a
-- en: new one is being made.
-- zh: 再过两秒它就过期了，但还没有被清理掉（普通的 get 会清理）：
-- zh: 在生成新的问候之前，旧的总比没有强。
ngx.sleep(2)
local value, _, is_stale = cache:get_stale("greeting")
ngx.say("after 8 s: ", value, ", stale: ", is_stale)

-- en: add only sets a key that is missing, replace only one that exists.
-- zh: add 只在键不存在时设置，replace 只在键存在时设置。
ngx.say("add: ", (cache:add("greeting", "good morning")))
ngx.say("add: ", select(2, cache:add("greeting", "good evening")))
ngx.say("replace: ", (cache:replace("greeting", "good evening")))

-- en: Without a time to live it never expires, and ttl returns 0.
-- zh: 没有设有效期的会一直保留，ttl 返回 0。
show("at last")
