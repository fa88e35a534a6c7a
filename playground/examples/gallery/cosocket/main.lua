local sock = ngx.socket.tcp()
-- en: Always set timeouts: a request that waits for ever never ends.
-- zh: 一定要设超时：永远等下去，请求也就永远不会结束。
sock:settimeouts(1000, 1000, 2000)

local ok, err = sock:connect("echo", 7)
if not ok then
  ngx.say("cannot connect: ", err)
  return
end

-- en: A table of strings needs no concatenation.
-- zh: 传一个表，不用先拼接就能发送。
assert(sock:send({ "first line\r\n", "12345", "name=Tom;", "rest" }))

-- en: One line, without the line ending.
-- zh: 读一行，不含行尾。
ngx.say("line: ", sock:receive("*l"))

-- en: This many bytes.
-- zh: 读这么多字节。
ngx.say("bytes: ", sock:receive(5))

-- en: Everything up to a delimiter, which is dropped.
-- zh: 读到标记为止，标记本身不返回。
local read = sock:receiveuntil(";")
ngx.say("until: ", read())

-- en: Ten bytes will never come. What did arrive is the third result, and the
-- en: connection is still good.
-- zh: 等不到十个字节。已经收到的是第三个返回值，连接还可以接着用。
local began = ngx.now()
local data, why, partial = sock:receive(10)
local took = string.format("%.0f s", ngx.now() - began)
ngx.say(tostring(data), ", ", why, " after ", took, ": ", partial)

-- en: Whatever has arrived, but at least one byte.
-- zh: 有多少读多少，至少一个字节。
sock:send("more")
ngx.say("any: ", sock:receiveany(1024))
ngx.say("close: ", sock:close())
