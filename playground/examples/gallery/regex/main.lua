local line = '192.0.2.7 [10/Oct/2026] "GET /cats?page=2 HTTP/1.1" 200 2326'

-- en: j compiles to machine code, o caches the compiled pattern per worker.
-- zh: j 表示编译成机器码，o 表示编译结果在每个 worker 里缓存起来。
local pattern = [["(?<method>[A-Z]+) (?<uri>\S+)[^"]*" (?<status>\d{3})]]
local m, err = ngx.re.match(line, pattern, "jo")
if not m then
  -- en: No match is just nil; a broken pattern also returns an error.
  -- zh: 不匹配返回 nil；模式本身有错则还会返回错误信息。
  ngx.say(err or "no match")
  return
end
ngx.say(m.method, " ", m.uri, " -> ", m.status)

-- en: All the matches, one by one.
-- zh: 逐个取出所有匹配。
for number in ngx.re.gmatch(line, [[\b\d+\b]], "jo") do
  ngx.print(number[0], " ")
end
ngx.say("")

-- en: find only says where, so it doesn't have to build a table.
-- zh: 只要位置，不要内容：find 不会建表。
local from, to = ngx.re.find(line, "/cats", "jo")
ngx.say(from, " to ", to)

-- en: With u, a dot is a character. Without it, a dot is a byte.
-- zh: u：按字符而不是按字节匹配。不加它，一个点就是一个字节。
local cats = "猫cat"
for _, options in ipairs({ "jo", "jou" }) do
  ngx.say(options, ": ", #ngx.re.match(cats, "^.", options)[0], " bytes")
end

-- en: A broken pattern is reported, not raised.
-- zh: 模式有错时是返回错误，而不是抛出异常。
m, err = ngx.re.match(line, "(unclosed", "jo")
ngx.say(tostring(m), ", ", err)
