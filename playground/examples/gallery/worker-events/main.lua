local shared = ngx.shared.config

local function set_limit(limit)
  shared:set("limit", limit)
  -- en: The value first, then its version: anyone who sees the new version also
  -- en: sees the new value.
  -- zh: 先写值，再改版本号：看到新版本的，一定能看到新的值。
  shared:incr("version", 1, 0)
  ngx.say("worker ", ngx.worker.id(), " sets the limit: ", limit)
end

ngx.sleep(0.7)
set_limit(10)
ngx.sleep(1)
set_limit(20)
