import { test } from "uvu";
import { agreeWithLuaJit } from "./agreement.ts";

/** Programs of some size, for what the smaller tests of each part leave out: how the parts work together. */
agreeWithLuaJit({
  "a parser of expressions, written in Lua": `
    local function lex(s) local out = {} for num, op in s:gmatch("%s*(%d*%.?%d*)%s*([%+%-%*/%^%(%)]?)") do if num ~= "" then out[#out + 1] = tonumber(num) end if op ~= "" then out[#out + 1] = op end end return out end
    local priority = { ["+"] = { 1, 1 }, ["-"] = { 1, 1 }, ["*"] = { 2, 2 }, ["/"] = { 2, 2 }, ["^"] = { 4, 3 } }
    local function parse(s)
      local tokens, at = lex(s), 1 local expr
      local function primary()
        local t = tokens[at] at = at + 1
        if type(t) == "number" then return t elseif t == "(" then local v = expr(0) assert(tokens[at] == ")", "unclosed") at = at + 1 return v elseif t == "-" then return -expr(3) end
        error("unexpected " .. tostring(t), 0)
      end
      function expr(limit)
        local left = primary()
        while true do
          local op = tokens[at] local p = priority[op] if not p or p[1] <= limit then return left end at = at + 1
          local right = expr(p[2]) if op == "+" then left = left + right elseif op == "-" then left = left - right elseif op == "*" then left = left * right elseif op == "/" then left = left / right else left = left ^ right end
        end
      end
      local v = expr(0) if tokens[at] then error("left over " .. tostring(tokens[at]), 0) end return v
    end
    for _, s in ipairs({ "1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-2 ^ 2", "10 / 4 - 1", "1 +", "(1", "1 2", "", "((((5))))", "2 * (3 + 4) * 5" }) do print(s, pcall(parse, s)) end`,
  "classes with inheritance, properties and operators": `
    local function class(base) local c = {} c.__index = c if base then setmetatable(c, { __index = base, __call = function(k, ...) local o = setmetatable({}, k) o:init(...) return o end }) else setmetatable(c, { __call = function(k, ...) local o = setmetatable({}, k) o:init(...) return o end }) end return c end
    local Shape = class() function Shape:init(n) self.name = n end function Shape:area() return 0 end function Shape:describe() return self.name .. ":" .. self:area() end
    local Square = class(Shape) function Square:init(s) Shape.init(self, "square") self.s = s end function Square:area() return self.s * self.s end
    local Cube = class(Square) function Cube:area() return 6 * Square.area(self) end Cube.__tostring = function(c) return "cube " .. c.s end Cube.__eq = function(a, b) return a.s == b.s end Cube.__lt = function(a, b) return a.s < b.s end Cube.__add = function(a, b) return Cube(a.s + b.s) end
    for i = 1, 100 do local s, c = Square(i), Cube(i) if i % 33 == 0 then print(s:describe(), c:describe(), tostring(c), c == Cube(i), c < Cube(i + 1), tostring(c + c)) end end`,
  "a queue of coroutines that hand values around": `
    local queue, log = {}, {} local function spawn(f, ...) local co = coroutine.create(f) queue[#queue + 1] = { co, ... } end
    local function channel() local items, c = {}, {} function c.put(v) items[#items + 1] = v coroutine.yield() end function c.get() while #items == 0 do coroutine.yield() end return table.remove(items, 1) end return c end
    local a, b = channel(), channel()
    spawn(function() for i = 1, 5 do a.put(i) end a.put("end") end)
    spawn(function() while true do local v = a.get() if v == "end" then b.put("end") return end b.put(v * v) end end)
    spawn(function() while true do local v = b.get() if v == "end" then return end log[#log + 1] = v end end)
    spawn(function(n) coroutine.yield() error("thread " .. n, 0) end, 4)
    while #queue > 0 do local job = table.remove(queue, 1) local ok, m = coroutine.resume(job[1], select(2, unpack(job))) if not ok then log[#log + 1] = m elseif coroutine.status(job[1]) ~= "dead" then queue[#queue + 1] = job end end
    print(table.concat(log, " "))`,
  "sorting, searching and counting in text": `
    local text = ("the quick brown fox jumps over the lazy dog and the fox runs "):rep(20)
    local count, order = {}, {} for w in text:gmatch("%a+") do if not count[w] then order[#order + 1] = w end count[w] = (count[w] or 0) + 1 end
    table.sort(order, function(a, b) if count[a] ~= count[b] then return count[a] > count[b] end return a < b end)
    for i = 1, 5 do io.write(order[i], "=", count[order[i]], " ") end print()
    print((text:gsub("(%a)(%a*)", function(a, b) return a:upper() .. b end)):sub(1, 40), #text, text:find("lazy dog", 1, true), text:reverse():sub(1, 9), text:byte(1, 3))
    print(string.format("%-10s|%5d|%05.1f|%q|%x|%g", "left", 42, 3.14159, 'q"\\n', 255, 1e20), ("%d%%"):format(50), ("x"):rep(3, ","))`,
  "memoised recursion and mutual recursion": `
    local memo = setmetatable({}, { __mode = "k" }) local function memoise(f) local c = {} return function(n) local v = c[n] if v == nil then v = f(n) c[n] = v end return v end end
    local fib fib = memoise(function(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end) print(fib(80))
    local even, odd function even(n) if n == 0 then return true end return odd(n - 1) end function odd(n) if n == 0 then return false end return even(n - 1) end print(even(1001), odd(1001))
    local function ack(m, n) if m == 0 then return n + 1 elseif n == 0 then return ack(m - 1, 1) end return ack(m - 1, ack(m, n - 1)) end print(ack(2, 6))
    local function hanoi(n, a, b, c) if n == 0 then return 0 end return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a) end print(hanoi(8, 1, 2, 3))`,
  "tables as sets, stacks, matrices and graphs": `
    local n, m = 6, {} for i = 1, n do m[i] = {} for j = 1, n do m[i][j] = (i * j) % 7 end end
    local p = {} for i = 1, n do p[i] = {} for j = 1, n do local s = 0 for k = 1, n do s = s + m[i][k] * m[k][j] end p[i][j] = s end end for i = 1, n do print(table.concat(p[i], " ")) end
    local graph = { a = { "b", "c" }, b = { "d" }, c = { "d" }, d = {} } local seen, order = {}, {} local function visit(v) if seen[v] then return end seen[v] = true for _, w in ipairs(graph[v]) do visit(w) end table.insert(order, 1, v) end visit("a") print(table.concat(order, " "))
    local stack = {} for i = 1, 100 do stack[#stack + 1] = i if i % 3 == 0 then stack[#stack] = nil end end print(#stack, stack[#stack])
    local sieve, primes = {}, {} for i = 2, 200 do if not sieve[i] then primes[#primes + 1] = i for j = i * i, 200, i do sieve[j] = true end end end print(#primes, primes[#primes])`,
  "errors that travel through everything": `
    local function risky(kind) if kind == 1 then error("text") elseif kind == 2 then error({ code = 7 }) elseif kind == 3 then local x = nil; return x.y elseif kind == 4 then return ("x")() elseif kind == 5 then error() elseif kind == 6 then return coroutine.wrap(function() error("in wrap", 0) end)() elseif kind == 7 then table.sort({ 1, 2 }, function() error("in sort", 0) end) elseif kind == 8 then return (("x"):gsub("x", function() error("in gsub", 0) end)) elseif kind == 9 then return setmetatable({}, { __index = function() error("in index", 0) end }).x end return "fine" end
    local function cleanup(f, ...) local log = {} local function done(ok, ...) log[#log + 1] = "cleaned" if not ok then error((...), 0) end return log[1], ... end return done(pcall(f, ...)) end
    for kind = 1, 10 do
      local ok, e = pcall(cleanup, risky, kind) print(kind, ok, type(e) == "table" and e.code or e)
      print(xpcall(function() return risky(kind) end, function(m) return type(m) == "table" and "table " .. m.code or "h:" .. tostring(m) end))
      print(select("#", pcall(pcall, risky, kind)), coroutine.resume(coroutine.create(function() return (risky(kind)) end)) == (kind == 10))
    end`,
});

test.run();
