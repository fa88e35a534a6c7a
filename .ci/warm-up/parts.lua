-- What the build runs to leave the code caches of the parts: what scripts ask most often of each.
local cjson = require "cjson"
local SUBJECT = "2026-11-23 10:00:00 GET /a/b?c=d 200 hello foo@bar.com world"

-- Patterns of Lua, and of PCRE
local escapes = { ['"'] = '\\"', ["\n"] = "\\n" }
for turn = 1, 3 do
  local _, last = SUBJECT:find("^(%d+)%-", turn)
  assert(SUBJECT:find("%S", last or 1))
  assert(SUBJECT:find("GET", 1, true))
  assert(SUBJECT:match("(%a+)@(%w+)%.com") == "foo")
  assert(("k=v, x=y"):gsub("(%w+)=(%w+)", "%2=%1") == "v=k, y=x")
  assert(('a"b\n'):gsub('["\n]', escapes))
  assert(SUBJECT:gsub("%d+", function(digits) return #digits end))
  assert(SUBJECT:gsub("%s+", "", 1))
  for word in SUBJECT:gmatch("%a+") do assert(#word > 0) end
  for key, value in ("a=1&b=2"):gmatch("([^=&]+)=([^&]*)") do assert(key ~= value) end
  assert(("x"):rep(turn, ","):upper():lower():reverse():byte(1, -1))
  assert(("[a(b)c]"):match("%b()"))
  assert(("THE (quick) fox"):find("%f[%a]%a+%f[%A]"))

  assert(ngx.re.match(SUBJECT, [[(\w+)@(\w+)\.com]], "jo")[1] == "foo")
  assert(ngx.re.match(SUBJECT, [[(?<user>\w+)@(?<host>[\w.]+)]]).user == "foo")
  assert(ngx.re.find(SUBJECT, [[(?>GET|PUT)\s++(\S+)\K ]], "jo"))
  assert(ngx.re.find(SUBJECT, [[hello\s(?:foo|bar)]], "ijo"))
  assert(ngx.re.gsub(SUBJECT, [[\d+]], "#", "jo"))
  assert(ngx.re.gsub(SUBJECT, [[(\w+)@(\w+)]], "$2 at ${1}", "jo"))
  assert(ngx.re.sub(SUBJECT, "world", function(found) return found[0] end, "jo"))
  for found in ngx.re.gmatch(SUBJECT, [[([a-z]+)]], "jo") do assert(found[1]) end
  assert(#require("ngx.re").split("a,b, c", [[,\s*]], "jo") == 3)
end

-- Numbers and tables as texts
assert(string.format("%s %5.2f %d %x %q %-5s|%05d %g %c", "s", 1 / 3, 42, 255, 'a"b', "l", 7, 0.1, 65))
assert(os.date("%Y-%m-%d %H:%M:%S", 0) and os.date("*t").year and os.time({ year = 2026, month = 1, day = 1 }))
assert(cjson.decode(cjson.encode({ users = { { id = 1, name = "a\nb", ok = true, score = 1.5 } }, none = cjson.null })))
local people = { { age = 3 }, { age = 1 }, { age = 2 } }
table.sort(people, function(a, b) return a.age < b.age end)
assert(debug.traceback("here"))

-- Encoders and digests
assert(ngx.md5(SUBJECT) and ngx.sha1_bin(SUBJECT) and ngx.crc32_long(SUBJECT) and ngx.hmac_sha1("key", SUBJECT))
assert(ngx.decode_base64(ngx.encode_base64(SUBJECT)) == SUBJECT)
assert(ngx.unescape_uri(ngx.escape_uri(SUBJECT)) == SUBJECT)
assert(ngx.encode_args(ngx.decode_args("a=1&b=2&c=%20x")))
assert(ngx.quote_sql_str("it's"))
assert(require("resty.string").to_hex("x"))

-- Dictionaries
local dogs = ngx.shared.dogs
assert(dogs:set("Jim", 8) and dogs:get("Jim") == 8 and dogs:incr("count", 1, 0) == 1)
assert(dogs:add("Tom", "x", 10) and dogs:replace("Tom", "y") and dogs:get_stale("Tom") == "y")
assert(dogs:lpush("list", 1) == 1 and dogs:rpop("list") == 1 and #dogs:get_keys() == 3)
dogs:delete("Jim")

-- Children
assert(require("resty.shell").run("echo hello"))
local child = assert(require("ngx.pipe").spawn({ "echo", "hello" }))
assert(child:stdout_read_line() == "hello" and child:wait())

-- A peer that says +OK
local port = tonumber(arg[1])
for _ = 1, 3 do
  local socket = ngx.socket.tcp()
  socket:settimeouts(1000, 1000, 1000)
  assert(socket:connect("127.0.0.1", port))
  assert(socket:send("PING\r\n") and socket:receive() == "+OK")
  assert(socket:send({ "PING", "\r\n" }) and socket:receive(5) == "+OK\r\n")
  assert(socket:send("PING\r\n") and socket:receiveuntil("\r\n")() == "+OK")
  assert(socket:setkeepalive(1000, 1))
end
local redis = require("resty.redis"):new()
redis:set_timeouts(1000, 1000, 1000)
assert(redis:connect("127.0.0.1", port))
assert(redis:set("key", "value") == "OK" and redis:close())
