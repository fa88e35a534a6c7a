-- The calls of text.lua once whatever runs them has had time to compile: the least of many short stretches, which also says
-- something where others use the machine.
local s = "2026-11-23 10:00:00 GET /a/b?c=d 200 hello foo@bar.com world"
local CALLS, STRETCHES = 1000, 150
local function run(name, f)
  local least = math.huge
  for _ = 1, STRETCHES do
    local began = os.clock()
    for i = 1, CALLS do f(i) end
    least = math.min(least, os.clock() - began)
  end
  ngx.say(name, " ", least / CALLS * 1e9)
end
run("re_match_ns", function() return ngx.re.match(s, [[(\w+)@(\w+)\.com]], "jo") end)
run("re_gsub_ns", function() return ngx.re.gsub(s, [[\d+]], "#", "jo") end)
run("re_atomic_ns", function() return ngx.re.find(s, [[(?>GET|PUT)\s++(\S+)\K ]], "jo") end)
run("md5_ns", function(i) return ngx.md5(s .. i) end)
run("base64_ns", function() return ngx.decode_base64(ngx.encode_base64(s)) end)
run("escape_ns", function() return ngx.unescape_uri(ngx.escape_uri(s)) end)
run("args_ns", function() return ngx.encode_args(ngx.decode_args("a=1&b=2&c=%20x")) end)
run("format_ns", function(i) return string.format("%s %5.2f %d", s, i / 3, i) end)
run("gsub_ns", function() return (s:gsub("%d+", "#")) end)
run("concat_ns", function(i) return i .. ":" .. s end)
