local function say(when)
  ngx.say(when, ": ", ngx.timer.pending_count(), " pending, ",
    ngx.timer.running_count(), " running")
end

-- en: One is running from the start: this script. In a handler such as
-- en: content_by_lua, which is not a timer, the count would be 0.
-- zh: 从一开始就有一个在运行：这个脚本自己。要是在 content_by_lua 之类
-- zh: 的处理函数里（那不是定时器），这里就是 0。
say("at first")

ngx.timer.at(0.1, function()
  ngx.sleep(0.3)
end)
say("made")

-- en: After 0.2 s the callback has started and is asleep. That still counts as
-- en: running.
-- zh: 0.2 秒后回调已经开始，正在睡眠：这也算运行。
ngx.sleep(0.2)
say("begun")

ngx.sleep(0.3)
say("ended")
