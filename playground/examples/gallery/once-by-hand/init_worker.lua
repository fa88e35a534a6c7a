local locks = ngx.shared.locks
local PERIOD = 1

local function job()
  ngx.say("worker ", ngx.worker.id(), " does the job")
end

local function tick(premature)
  if premature then
    return
  end
  -- en: add is atomic: it succeeds in one worker, and the others get "exists".
  -- en: The key expires just before the next round, so it will be gone by then
  -- en: even if the worker that took the lock no longer exists.
  -- zh: add 是原子操作：只有一个 worker 会成功，其余的得到 "exists"。
  -- zh: 键的有效期比周期略短，到下一轮时已经过期，
  -- zh: 即使加锁的 worker 已经不在了，也不用谁来删除。
  local ok, err = locks:add("job", ngx.worker.pid(), PERIOD - 0.05)
  if ok then
    job()
  elseif err ~= "exists" then
    ngx.log(ngx.ERR, "cannot take the lock: ", err)
  end
end

-- en: Why not leave it to worker 0? Then nobody does it while worker 0 is down.
-- en: This way, any worker will do.
-- zh: 只让 worker 0 来做行不行？那它不在的时候就没人做了。
-- zh: 而这样写，哪个 worker 来做都行。
assert(ngx.timer.every(PERIOD, tick))
