/** Scripts that never end by themselves, or fill what they can. */
export const RUNAWAYS: Readonly<Record<string, string>> = {
  "a loop": "while true do end",
  "a loop in pcall": "while true do pcall(function() while true do end end) end",
  "a pattern": `local s = ("a"):rep(5000) while true do s:find(("a-"):rep(20) .. "b") end`,
  "a regular expression": `while true do ngx.re.find(("a"):rep(200), "(a+)+$b") end`,
  "string.rep": `while true do local s = ("x"):rep(5e7) .. "y" s:byte(-1) end`,
  "a sort comparator": `local t = {} for i = 1, 1000 do t[i] = i end
    table.sort(t, function(a, b) while true do end return a < b end)`,
  "a sort of long texts": `local head, t = ("x"):rep(2000), {} for i = 1, 20000 do t[i] = head .. (i * 7919 % 20011) end
    while true do local copy = {} for i = 1, #t do copy[i] = t[i] end table.sort(copy) end`,
  "a callback of gsub": `("x"):gsub("x", function() while true do end end)`,
  "a callback of gsub that grows": `local s = "x" while true do s = s:gsub(".", "%0%0"):sub(1, 1e7) end`,
  __tostring: "tostring(setmetatable({}, { __tostring = function() while true do end end }))",
  coroutines: `local function chain() return coroutine.wrap(chain)() end while true do pcall(chain) end`,
  "coroutines that take turns":
    "local co = coroutine.wrap(function() while true do coroutine.yield() end end) while true do co() end",
  "an error handler": "while true do xpcall(error, function() while true do end end) end",
  "an error handler that fails": "while true do xpcall(error, function(e) error(e) end, 'x') end",
  "a metamethod": `local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end })
    while true do pcall(function() return t[1] end) end`,
  "light threads that breed":
    "local function breed() pcall(ngx.thread.spawn, breed) ngx.sleep(0) return breed() end breed()",
  "timers that breed": "local function breed() ngx.timer.at(0, breed) end breed() while true do ngx.sleep(0) end",
  "sleeps without length": "while true do ngx.sleep(0) end",
  "tables that grow": "local t = {} while true do t[#t + 1] = { #t } end",
  "a table that grows": "local t = {} while true do t[#t + 1] = 0.5 end",
  "a table of keys that grows": "local t = {} local i = 0.5 while true do t[i] = i i = i + 1 end",
  "texts that are kept": "local t = {} while true do t[#t + 1] = ('x'):rep(1e6) .. #t end",
  "a text that doubles":
    "local s = 'x' while true do local ok, longer = pcall(function() return s .. s end) if ok then s = longer end end",
  "closures that are kept": "local f = print while true do local g = f f = function() return g end end",
  "recursion that is caught": "local function f() return 1 + f() end while true do pcall(f) end",
  "buffers that grow": `local b = require("string.buffer").new() while true do pcall(b.put, b, ("x"):rep(1e6)) end`,
  output: "while true do ngx.print(('x'):rep(1e5)) end",
  "output in pieces": "while true do ngx.print('x') end",
  "lines of the log": "while true do ngx.log(ngx.ERR, 'x') end",
  "a large format":
    "local t = {} for i = 1, 7000 do t[i] = i end local f = ('%99d'):rep(7000) while true do f:format(unpack(t)) end",
  "a table.concat": "local t = {} for i = 1, 1e5 do t[i] = ('x'):rep(100) end while true do table.concat(t, 'y') end",
  "chunks to load": "while true do loadstring(('x = 1 '):rep(1e5)) end",
  "JSON that is decoded": `local s = "[" .. ("1,"):rep(1e5) .. "1]" local cjson = require("cjson") while true do cjson.decode(s) end`,
};
