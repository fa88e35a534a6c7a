local function ask(name)
  local sock = ngx.socket.tcp()
  sock:settimeout(1000)
  local ok, err = sock:connect("echo", 7)
  if not ok then
    ngx.say(name, ": ", err)
    return
  end

  -- en: A new connection may have to log in first; a reused one already has.
  -- zh: 新建的连接可能要先登录，用过的就不必了。
  local times = sock:getreusedtimes()
  sock:send(name .. "\n")
  ngx.say(sock:receive(), ": used ", times, " times before")

  -- en: Only put back what you have read to the end: leftovers would become the
  -- en: next user's answer. Idle for 5 seconds at most, two in the pool.
  -- zh: 读干净了的连接才能放回去，否则残留的数据会被下一个使用者
  -- zh: 当成答案。最多闲置 5 秒；池里最多两个。
  ok, err = sock:setkeepalive(5000, 2)
  if not ok then
    ngx.log(ngx.ERR, "cannot keep it: ", err)
  end
end

ask("one")
ask("two")

-- en: At the same time, each of them needs its own connection.
-- zh: 同时进行时，各自都要有一个连接。
local three = ngx.thread.spawn(ask, "three")
local four = ngx.thread.spawn(ask, "four")
ngx.thread.wait(three)
ngx.thread.wait(four)

-- en: Six seconds later the pool is empty.
-- zh: 六秒之后，池子空了。
ngx.sleep(6)
ask("five")
