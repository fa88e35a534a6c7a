local timer = require "ngxbox.timer"

-- en: A deadline: if the work is done in time, this must never fire.
-- zh: 截止时间：如果活儿提前干完，它就不该触发。
local deadline = assert(timer.at(2, function(premature)
  ngx.say("too late")
end))

-- en: A periodic timer that knows when to stop.
-- zh: 一个知道什么时候该停下来的周期定时器。
local rounds = 0
local poll
poll = assert(timer.every(0.5, function(premature)
  if premature then
    return
  end
  rounds = rounds + 1
  ngx.say("round ", rounds)
  if rounds == 3 then
    ngx.say("done; the deadline is cancelled: ", deadline:cancel())
    poll:cancel()
  end
end))

ngx.say("pending: ", ngx.timer.pending_count())
ngx.sleep(3)
ngx.say("pending: ", ngx.timer.pending_count())

-- en: Nothing left to cancel.
-- zh: 已经没有什么可取消的了。
ngx.say("once more: ", deadline:cancel())
