local gsub = ngx.re.gsub

-- en: $1 is a group, ${0} the whole match, $$ a dollar sign.
-- zh: $1 是分组，${0} 是整个匹配，$$ 是一个美元符号。
ngx.say((gsub("2026-03-14", [[(\d+)-(\d+)-(\d+)]], "$3.$2.$1", "jo")))
ngx.say((gsub("3 cats", [[\d+]], "$$${0}.00 for", "jo")))

-- en: A function is given the match and returns the replacement. Handy for
-- en: templates: unknown names stay as they are.
-- zh: 函数会得到匹配结果，返回替换的内容。很适合做模板：
-- zh: 不认识的就原样留下。
local values = { name = "Ann", cats = 3 }
local template = "{{name}} has {{cats}} {{things}}"
local text, count, err = gsub(template, [[\{\{(\w+)\}\}]], function(m)
  local value = values[m[1]]
  return value and tostring(value) or m[0]
end, "jo")
ngx.say(text or err, " (", count, " places)")

-- en: split returns a table. Groups in the pattern would end up in it, too.
-- zh: split 返回一个表。模式里如果有分组，分组的内容也会在表里。
local ngx_re = require "ngx.re"
local parts = ngx_re.split("one, two;three ,four", [[\s*[,;]\s*]], "jo")
ngx.say(#parts, ": ", table.concat(parts, "|"))

-- en: Two parts at most: the rest is left alone.
-- zh: 最多切成两份：后面的不再看。
local head = ngx_re.split("key=a=b", "=", "jo", nil, 2)
ngx.say(head[1], " is ", head[2])
