local cjson = require "cjson.safe"

-- en: cjson raises errors, cjson.safe returns nil and a message: that is the one
-- en: to use on anything that you didn't write yourself.
-- zh: cjson 遇错会抛异常，cjson.safe 则返回 nil 和错误信息：
-- zh: 处理别人发来的内容，就该用它。
local value, err = cjson.decode('{"name": "Ann", "cats": [')
ngx.say(tostring(value), ", ", err)

value = cjson.decode('{"name": "Ann", "cats": [], "dog": null}')
ngx.say(value.name, " has ", #value.cats, " cats")

-- en: JSON's null can't be nil, as nil would mean no entry at all. And it counts
-- en: as true!
-- zh: JSON 的 null 不是 nil，因为 nil 就等于没有这一项。而且它算真！
ngx.say(value.dog == cjson.null, ", ", value.dog and "has a dog?")

-- en: Lua has one kind of empty table, JSON has two.
-- zh: Lua 只有一种空表，JSON 却有两种。
ngx.say(cjson.encode({ cats = {} }))
ngx.say(cjson.encode({ cats = cjson.empty_array }))
ngx.say(cjson.encode({ cats = setmetatable({}, cjson.array_mt) }))

-- en: A list that is mostly holes is rejected, as it is probably a mistake.
-- zh: 几乎全是空洞的列表会被拒绝，那多半是写错了。
ngx.say(select(2, cjson.encode({ [1000] = "far away" })))

-- en: Numbers keep 14 digits. Send longer ones, such as ids, as strings.
-- zh: 数字只保留 14 位。更长的（比如 id）应当用文本传递。
ngx.say(cjson.encode({ 0.1, 9007199254740993, "9007199254740993" }))
