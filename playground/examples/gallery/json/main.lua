local cjson = require "cjson.safe"

-- en: cjson.safe returns nil and an error where cjson raises one: right for
-- en: whatever somebody else has sent.
-- zh: cjson 遇错会抛异常，cjson.safe 则返回 nil 和错误信息：
-- zh: 处理别人发来的内容，就该用它。
local value, err = cjson.decode('{"name": "Ann", "cats": [')
ngx.say(tostring(value), ", ", err)

value = cjson.decode('{"name": "Ann", "cats": [], "dog": null}')
ngx.say(value.name, " has ", #value.cats, " cats")

-- en: JSON's null is not nil, for nil would be no entry at all. It is true!
-- zh: JSON 的 null 不是 nil，因为 nil 就等于没有这一项。而它的真值是真！
ngx.say(value.dog == cjson.null, ", ", value.dog and "has a dog?")

-- en: Lua has one kind of empty table, JSON has two.
-- zh: Lua 只有一种空表，JSON 却有两种。
ngx.say(cjson.encode({ cats = {} }))
ngx.say(cjson.encode({ cats = cjson.empty_array }))
ngx.say(cjson.encode({ cats = setmetatable({}, cjson.array_mt) }))

-- en: A list that is nearly all holes is refused: it may be a mistake.
-- zh: 几乎全是空洞的列表会被拒绝，那多半是写错了。
ngx.say(select(2, cjson.encode({ [1000] = "far away" })))

-- en: Numbers have 14 digits. Longer ones, such as ids, go as text.
-- zh: 数字只保留 14 位。更长的（比如 id）应当用文本传递。
ngx.say(cjson.encode({ 0.1, 9007199254740993, "9007199254740993" }))
