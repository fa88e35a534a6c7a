local shell = require "resty.shell"

local function report(command, ...)
  local ok, stdout, stderr, reason, status = shell.run(command, ...)
  ngx.say(command)
  ngx.say("  ok: ", ok, ", reason: ", reason, ", status: ", tostring(status))
  if stdout and stdout ~= "" then
    ngx.print("  stdout: ", stdout)
  end
  if stderr and stderr ~= "" then
    ngx.print("  stderr: ", stderr)
  end
end

report("echo hello, world")
report("ls /nowhere")
report("exit 3")

-- en: The second argument becomes its standard input.
-- zh: 第二个参数是它的标准输入。
report("sort | head -n 1", "pear\napple\nfig\n")

-- en: The third is a timeout in milliseconds; after that the child is killed.
-- zh: 第三个参数是超时，单位毫秒；超时后子进程会被杀掉。
report("sleep 10", nil, 500)
