local lrucache = require "resty.lrucache"

-- en: Room for three. Create it at the top of a module, once per worker, rather
-- en: than once per request.
-- zh: 只能放三个。应当放在模块的顶层：每个 worker 一个缓存，
-- zh: 而不是每个请求新建一个。
local cache = assert(lrucache.new(3))

local function show()
  for _, key in ipairs({ "a", "b", "c", "d" }) do
    local value, stale = cache:get(key)
    local name = value and value.name or stale and "(stale)" or "-"
    ngx.print(key, "=", name, " ")
  end
  ngx.say("")
end

cache:set("a", { name = "Ann" })
cache:set("b", { name = "Bob" })
cache:set("c", { name = "Cid" }, 5)

-- en: Using "a" leaves "b" as the oldest, so "b" has to go.
-- zh: 用一下 "a"，最旧的就成了 "b"，被淘汰的便是它。
cache:get("a")
cache:set("d", { name = "Dan" })
show()

-- en: Five seconds later "c" has expired; get returns it as a second value.
-- zh: 五秒之后 "c" 过期了；get 会把旧值作为第二个返回值。
ngx.sleep(5.1)
show()

-- en: Nothing is copied: change the table, and you change the cache.
-- zh: 缓存不做拷贝：改了这个表，就改了缓存。
cache:get("a").name = "Anna"
show()
