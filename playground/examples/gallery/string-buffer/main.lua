local buffer = require "string.buffer"

-- en: Say, a list for a web page.
-- zh: 比如给网页拼一个列表。
local page = buffer.new()
page:put("<ul>")
for n, word in ipairs({ "one", "two", "three" }) do
  page:putf('<li id="%02d">%s</li>', n, word)
end
page:put("</ul>")
ngx.say(#page, " bytes: ", tostring(page))

-- en: It's a queue, too: whatever you take from the front is gone.
-- zh: 它也是一个队列：从前面取走的就没有了。
local input = buffer.new()
input:set("PING\r\nSET k v\r\nGE")
while true do
  local line_end = tostring(input):find("\r\n", 1, true)
  if not line_end then
    break
  end
  ngx.say("a line: ", input:get(line_end - 1))
  input:skip(2)
end
ngx.say("to be continued: ", tostring(input))

-- en: encode and decode store Lua values: faster than JSON, and numeric keys stay
-- en: numeric. For shared dictionaries and peers that you trust.
-- zh: encode 和 decode 保存 Lua 的值：比 JSON 快，数字的键还是数字。
-- zh: 适合存入共享字典，或发给信得过的对端。
local packed = buffer.encode({ [10] = "ten", pi = 3.14 })
local unpacked = buffer.decode(packed)
ngx.say(#packed, " bytes: ", unpacked[10], ", ", unpacked.pi)
