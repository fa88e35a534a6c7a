-- What kind of process runs this? resty starts nginx without a master.
local process = require "ngx.process"

ngx.say("process type:", process.type())
