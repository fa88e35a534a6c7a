-- The privileged agent runs this function every 5 seconds, to have the master process reload its configuration.
local function reload(premature)
  local f, err = io.open(ngx.config.prefix() .. "/logs/nginx.pid", "r")
  if not f then
    return
  end
  local pid = f:read()
  f:close()
  os.execute("kill -HUP " .. pid)
end

-- On the command line there is no master. In its place: a process that has its pid in the file, and waits for the signal.
local logs = ngx.config.prefix() .. "/logs"
local master = io.popen("mkdir -p " .. logs .. "; echo $$ > " .. logs .. [[/nginx.pid
  trap 'echo "reloading the configuration"; exit' HUP
  echo "the master waits"
  while sleep 0.02; do :; done]])

ngx.say(master:read())
reload()
ngx.say(master:read())
ngx.say("it ended: ", (master:close()))

-- remove takes away folders too, but none that holds anything.
os.remove(logs .. "/nginx.pid")
os.remove(logs)
os.remove(ngx.config.prefix())
