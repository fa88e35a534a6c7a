local redis = require "resty.redis"

local function connect()
  local red = redis:new()
  red:set_timeouts(1000, 1000, 1500)
  assert(red:connect("redis", 6379))
  return red
end

local began = ngx.now()

local function subscriber()
  local red = connect()
  assert(red:subscribe("news"))
  while true do
    local message, err = red:read_reply()
    ngx.print(string.format("%.1f s  ", ngx.now() - began))
    if message then
      -- en: The kind of message, the channel, and the text.
      -- zh: 依次是类型、频道和内容。
      ngx.say(table.concat(message, " "))
    else
      -- en: A quiet channel isn't an error, so keep listening; but stop when the
      -- en: connection is gone or the worker is about to exit.
      -- zh: 一时没有消息不算出错，接着听就是；
      -- zh: 但连接断了，或者 worker 要退出时，就该停下。
      ngx.say(err)
      if err ~= "timeout" or ngx.worker.exiting() then
        return
      end
    end
  end
end

local listening = ngx.thread.spawn(subscriber)

local red = connect()
for _, pause in ipairs({ 0.5, 0.5, 2 }) do
  ngx.sleep(pause)
  red:publish("news", "after " .. pause .. " s")
end
ngx.thread.kill(listening)
