-- A command for the shell, without blocking the worker as os.execute does.
local shell = require "resty.shell"

local ok, stdout, stderr, reason, status = shell.run([[echo "hello, world"]])
ngx.say(stdout)
