-- A child process, and a line of what it prints: what resty.shell is made of.
local ngx_pipe = require "ngx.pipe"

local proc = ngx_pipe.spawn({"echo", "hello world"})
local data, err = proc:stdout_read_line()
ngx.say(data)
