-- en: Like "resty top-words.lua 3 < text": finds the most frequent words.
-- zh: 相当于 resty top-words.lua 3 < text：找出最常见的词。
local most = tonumber(arg[1])
if not most then
  io.stderr:write("usage: ", arg[0], " NUMBER\n")
  os.exit(2)
end

-- en: Reading standard input blocks the whole worker, so keep it to scripts and
-- en: out of servers.
-- zh: 读标准输入时整个 worker 都在等，
-- zh: 所以它只适合脚本，不适合服务器。
local counts, words = {}, {}
for line in io.lines() do
  for word in line:gmatch("%a+") do
    if not counts[word] then
      counts[word] = 0
      words[#words + 1] = word
    end
    counts[word] = counts[word] + 1
  end
end

-- en: Ties go in alphabetical order, as table.sort is not stable.
-- zh: 次数相同的按字母排序：sort 并不稳定。
table.sort(words, function(a, b)
  if counts[a] ~= counts[b] then
    return counts[a] > counts[b]
  end
  return a < b
end)

for n = 1, math.min(most, #words) do
  ngx.say(counts[words[n]], " ", words[n])
end
