local ngx_pipe = require "ngx.pipe"

-- en: The lesson's hello world. A list of words doesn't go through a shell, so
-- en: there are no special characters to escape.
-- zh: 课程里的 hello world。用列表给出参数就不经过 shell，
-- zh: 也就没有什么特殊字符需要转义。
local proc = assert(ngx_pipe.spawn({ "echo", "hello world" }))
local data, err = proc:stdout_read_line()
ngx.say(data or err)

-- en: A string does go through the shell. This program takes its time.
-- zh: 给一段文本，就交给 shell 执行。这个程序慢吞吞的。
local began = ngx.now()
local command = "for n in 1 2; do sleep 0.8; echo line $n; done; exit 3"
proc = assert(ngx_pipe.spawn(command))

-- en: Wait half a second at most for each line.
-- zh: 每行最多等半秒。
proc:set_timeouts(nil, 500)
repeat
  local line, why = proc:stdout_read_line()
  ngx.say(string.format("%.1f s  %s", ngx.now() - began, line or why))
until why == "closed"

-- en: Did it succeed, how did it end, and with which status?
-- zh: 是否成功、怎么结束的、状态码是多少。
local ok, reason, status = proc:wait()
ngx.say("ok: ", ok, ", reason: ", reason, ", status: ", status)
