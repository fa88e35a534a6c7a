-- en: The same handler twice. This one uses a global,
-- zh: 同一个处理函数写两遍：这里用的是全局变量，
local function handle_global(name)
  user = name
  -- en: say, a database query
  -- zh: 比如去查一次数据库
  ngx.sleep(0.1)
  ngx.say("global: hello ", name, ", you are ", user)
end

-- en: and this one does it right.
-- zh: 这里才是该有的写法。
local function handle_local(name)
  local user = name
  ngx.sleep(0.1)
  ngx.say("local: hello ", name, ", you are ", user)
end

-- en: Two clients at once. While Ann's thread waits, Bob's overwrites the
-- en: variable that hers is still using.
-- zh: 两个客户端同时到来。Ann 的线程在等的时候，
-- zh: Bob 的线程改掉了她还在用的变量。
for _, handle in ipairs({ handle_global, handle_local }) do
  local ann = ngx.thread.spawn(handle, "Ann")
  local bob = ngx.thread.spawn(handle, "Bob")
  ngx.thread.wait(ann)
  ngx.thread.wait(bob)
end
