local jobs = ngx.shared.jobs

-- en: Worker 0 produces (see main.lua), the others consume.
-- zh: worker 0 负责生产（见 main.lua），其余的消费。
if ngx.worker.id() == 0 then
  return
end

local function work(premature)
  if premature then
    return
  end
  -- en: A pop is atomic: each job goes to exactly one worker.
  -- zh: 每个任务只会被一个 worker 取走：弹出是原子操作。
  local job, err = jobs:lpop("queue")
  if job then
    ngx.say("worker ", ngx.worker.id(), ": ", job)
  elseif err then
    ngx.log(ngx.ERR, err)
  end
end

-- en: Nobody wakes a worker when something is pushed, so it has to poll.
-- zh: 列表里有了东西，并不会有谁来唤醒 worker；所以要不时去看一看。
assert(ngx.timer.every(0.2, work))
