-- en: Bad input is to be expected: return nil and the reason.
-- zh: 输入有误是意料之中的事：返回 nil 和原因。
local function parse_age(text)
  local age = tonumber(text)
  if not age then
    return nil, "not a number: " .. text
  end
  return age
end

ngx.say(select(2, parse_age("ten")))

-- en: Calling this without a string is a bug; level 2 blames the caller.
-- zh: 不传文本就调用是写错了代码；级别 2 把位置指向调用者。
local function next_age(text)
  if type(text) ~= "string" then
    error("a text is needed", 2)
  end
  return parse_age(text) + 1
end

ngx.say(select(2, pcall(function()
  next_age(nil)
end)))

-- en: Forget to check, and the nil travels on until it fails somewhere else.
-- zh: 忘了检查：nil 继续往下走，在离病根很远的地方才出错。
ngx.say(select(2, pcall(next_age, "ten")))

-- en: An error can be any value, such as a table with a code.
-- zh: 错误可以是任何值，比如带错误码的表。
local ok, err = pcall(error, { code = 404 })
ngx.say("code: ", err.code)

-- en: xpcall's handler runs right where the error happened, so the stack is
-- en: still there.
-- zh: xpcall 的处理函数就在出错的地方运行：调用栈还在。
local _, trace = xpcall(next_age, debug.traceback, "ten")
ngx.say(trace:match("^[^\n]+\n[^\n]+\n[^\n]+"))
