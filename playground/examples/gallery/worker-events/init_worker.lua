local shared = ngx.shared.config
local id = ngx.worker.id()
local known = shared:get("version")

-- en: One tiny read per worker every half second is cheap, and no worker needs
-- en: to know about the others.
-- zh: 每个 worker 每半秒读一个小小的值：开销很小，
-- zh: 也不需要知道其他 worker 的存在。
local function look(premature)
  if premature then
    return
  end
  local version = shared:get("version")
  if version ~= known then
    known = version
    ngx.say("worker ", id, " reloads: ", shared:get("limit"))
  end
end

-- en: Stagger them, so they don't all look at once.
-- zh: 各自在不同的时刻去看，不要挤在一起。
assert(ngx.timer.at(0.1 * id, function()
  assert(ngx.timer.every(0.5, look))
end))
