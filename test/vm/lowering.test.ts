import { test } from "uvu";
import { agreeWithLuaJit } from "./agreement.ts";
import { run } from "./scripts.ts";

/** Prints how a text that `made` makes is loaded, and what it gives when it is run. */
function loading(made: string): string {
  return `local text = (function() ${made} end)()
    local f, message = loadstring(text, "=chunk")
    if not f then print("refused", message) return end
    local results = { pcall(f, 1, 2) }
    for i = 1, #results do results[i] = type(results[i]) == "table" and "table " .. #results[i] or tostring(results[i]):sub(1, 80) end
    print(unpack(results))`;
}

agreeWithLuaJit({
  "a variable that is captured is shared by all that captured it": `
    local n = 0 local function up() n = n + 1 return n end local function get() return n end
    print(up(), up(), get(), n) n = 10 print(get(), up(), n)
    local function pair() local v = 0 return function() v = v + 1 return v end, function() return v end end
    local a, b = pair() local c, d = pair() a() a() c() print(b(), d())`,
  "each turn of a loop has variables of its own": `
    local fs = {} for i = 1, 3 do local j = i * 10 fs[#fs + 1] = function() i, j = i + 1, j + 1 return i, j end end
    for _, f in ipairs(fs) do print(f()) print(f()) end
    fs = {} for k, v in pairs({ "a", "b" }) do fs[k] = function() v = v .. k return v end end print(fs[1](), fs[1](), fs[2]())
    fs = {} local i = 0 while i < 3 do i = i + 1 local v = i fs[i] = function() v = v * 2 return v end end print(fs[1](), fs[2](), fs[3](), fs[3]())
    fs = {} i = 0 repeat i = i + 1 local v = i fs[i] = function() v = v + 1 return v end until v == 3 print(fs[1](), fs[3](), fs[1]())`,
  "a captured variable in a condition of repeat": `
    local fs = {} local n = 0
    repeat local v = n n = n + 1 fs[n] = function() v = v + 100 return v end until (function() return v >= 2 end)()
    print(n, fs[1](), fs[2](), fs[3](), fs[3]())`,
  "break and goto leave with the captured variables as they are": `
    local f for i = 1, 5 do local v = i f = function() v = v + 1 return v end if i == 3 then break end end print(f(), f())
    local fs, i = {}, 0
    do ::top:: local v = i fs[#fs + 1] = function() v = v + 10 return v end i = i + 1 if i < 3 then goto top end end
    print(fs[1](), fs[2](), fs[3](), fs[1]())
    for i = 1, 3 do for j = 1, 3 do local v = i * j if v == 2 then goto continue end fs[#fs + 1] = function() return v end end ::continue:: end
    local list = {} for n = 4, #fs do list[#list + 1] = fs[n]() end print(table.concat(list, " "))`,
  "goto in all directions": `
    local out = {}
    local i = 1 ::a:: out[#out + 1] = i i = i + 1 if i <= 3 then goto a end
    goto over out[#out + 1] = "skipped" ::over::
    do goto inside_end out[#out + 1] = "skipped" ::inside_end:: end
    for k = 1, 3 do if k == 2 then goto next end out[#out + 1] = "k" .. k ::next:: end
    do local x = 1 ::again:: if x < 3 then x = x + 1 goto again end out[#out + 1] = x end
    while true do do do goto out_of_it end end end ::out_of_it::
    print(table.concat(out, " "))
    ::l1:: do ::l1x:: do end end print("end")`,
  "labels and gotos that are wrong": `
    for _, text in ipairs({ "goto x", "::x:: ::x::", "do ::x:: end goto x", "goto x local a ::x:: print(a)", "goto x local a ::x::", "break", "for i = 1, 2 do end break",
      "function f() break end", "while true do (function() break end)() end", "repeat goto c local x ::c:: until x", "::1::", "do goto x end local a ::x:: print()" }) do
      print(text, select(2, loadstring(text, "=c"))) end`,
  "conditions of every shape": `
    local t, f, n, z = true, false, nil, 0
    print(t and 1, f and 1, n and 1, z and 1, t or 1, f or 1, n or 1, not n, not z, not not t)
    print(t and f or z, (t and f) or z, t and (f or z), n == f, n == nil, f == n or t, not (n and f))
    print(1 < 2 and 2 < 3, 1 < 2 and 3 < 2, 1 > 2 or 2 > 1, 1 == 1 ~= false, (1 < 2) == true, not 1 == 2)
    local x = f or n or "last" local y = t and z and "last" local w = f and n print(x, y, w)
    if not (f or n) and (t and not n) then print("yes") else print("no") end
    if f then elseif n then else print("else") end
    while f or n do end repeat until t and not f
    local a = t and function() return 1 end or 2 print(type(a)) print((f and 1 or n and 2 or 3), (1 and nil), (nil or false))
    print(({ t and 1, f or 2, n and 3 })[2], #{ t and 1, f or 2 }, -(f or 3), (n or "a") .. (t and "b"))`,
  "the order in which things are done": `
    local log = {} local function l(v, r) log[#log + 1] = v return r end
    local t = setmetatable({}, { __newindex = function(_, k, v) log[#log + 1] = "set " .. tostring(k) rawset(_, k, v) end })
    l("f", function(...) return ... end)(l("a", 1), l("b", 2))
    local x = { l("c", 1), k = l("d", 2), [l("e", 3)] = l("g", 4), l("h", 5) }
    local s = l("i", "x") .. l("j", "y") .. l("m", "z") local n = l("n", 1) + l("o", 2) * l("p", 3)
    local b = l("q", false) and l("r", 1) or l("s", 2) print(l("u", 1) < l("v", 2), l("w", 3) > l("x", 1))
    print(table.concat(log, " "))`,
  "multiple assignment": `
    local a, b, c = 1, 2 print(a, b, c) a, b = b, a print(a, b) local t = { 1, 2 } local i = 1 i, t[i] = i + 1, 20 print(i, t[1], t[2])
    local function three() return 1, 2, 3 end a, b, c = three() print(a, b, c) a, b, c = three(), 10 print(a, b, c) a, b, c = (three()) print(a, b, c)
    a, b, c = 0, three() print(a, b, c) t.x, t.y, t.z, t.w = three() print(t.x, t.y, t.z, t.w) local d, e = (function() end)() print(d, e)
    do local a <const_like, b = 1 end`.replace(
    "do local a <const_like, b = 1 end",
    "a, a, a = 1, 2, 3 print(a) local x, x = 1, 2 print(x)",
  ),
  "varargs everywhere": `
    local function f(...) local a, b = ... local t = { ..., "end" } local u = { "start", ... } return select("#", ...), a, b, #t, #u, (...) end
    print(f()) print(f(nil)) print(f(1, nil, 3)) print(f(1, 2, 3))
    local function g(...) return ... end print(g(), (g(1, 2)), g(1, 2), g(nil, nil)) print((g()))
    local function h(a, ...) a = a or "default" return a, ... end print(h()) print(h(nil, 1)) print(h(1, 2, 3))
    print(pcall(g, 1, 2)) print(select("#", g(nil, nil, nil))) local t = { g(1, nil, 3), g(4, 5) } print(t[1], t[2], t[3])
    print(#{ g(1, 2, 3), nil }, g(g(g(1, 2), 3), 4))`,
  "numeric loops": `
    local function count(a, b, c) local n, last = 0 for i = a, b, c do n = n + 1 last = i if n > 20 then break end end return n, last end
    print(count(1, 3, 1)) print(count(3, 1, -1)) print(count(1, 0, 1)) print(count(0, 1, 0.1)) print(count(1, 3, -1)) print(count(1, math.huge, 1))
    print(count("1", "3", "1")) print(count(0.5, 2.5, 0.5)) print(count(-1, -3, -1)) print(count(0 / 0, 1, 1)) print(count(1, 0 / 0, 1)) print(count(1, 2, 0 / 0))
    print(count(2 ^ 53, 2 ^ 53 + 4, 1)) print(count(1, 1, 1)) print(count(math.huge, math.huge, 1)) print(count(-math.huge, 0, 1)) print(count(1, 2, 2 ^ 60))
    print(pcall(count, {}, 1, 1)) print(pcall(count, 1, nil, 1)) print(pcall(count, 1, 2, "x"))
    for i = 1, 3 do local j = i i = 10 io.write(j, " ", i, " ") end print()`,
  "table constructors of many items": `
    local t = {} for i = 1, 130 do t[i] = "i" .. i end
    local made = loadstring("return { 'i' .. " .. table.concat((function() local n = {} for i = 1, 130 do n[i] = i end return n end)(), ", 'i' .. ") .. " }")()
    print(#made, made[1], made[50], made[51], made[100], made[130]) local u = { unpack(t, 1, 120) } print(#u, u[120]) u = { 1, 2, unpack(t) } print(#u, u[2], u[3], u[132])
    print(#{ nil, nil, 3 }, #{ 1, nil, 3 }, #{ nil }, #{ n = 1, 2, nil }, #{ (nil) }, ({ [1] = "a", "b" })[1])`,
});

// how a chunk is loaded does not depend on the tier
agreeWithLuaJit(
  {
    "ten thousand statements": loading(`return ("x = (x or 0) + 1 "):rep(10000) .. " return x"`),
    "ten thousand lines tell where they fail": loading(
      `return ("x = 1\\n"):rep(10000) .. "local t = nil\\nreturn t.x"`,
    ),
    "200 local variables": loading(`local t = {} for i = 1, 200 do t[i] = "v" .. i end
    return "local " .. table.concat(t, ",") .. " = 1, 2 v200 = 7 return v1, v2, v3, v200"`),
    "201 local variables": loading(
      `local t = {} for i = 1, 201 do t[i] = "local v" .. i end return table.concat(t, " ")`,
    ),
    "201 local variables in blocks that end": loading(
      `return ("do local a, b = 1, 2 end "):rep(201) .. " return 'fine'"`,
    ),
    "200 parameters": loading(`local t = {} for i = 1, 200 do t[i] = "v" .. i end
    return "return (function(" .. table.concat(t, ",") .. ") return v200 end)(...)"`),
    "201 parameters": loading(
      `local t = {} for i = 1, 201 do t[i] = "v" .. i end return "return function(" .. table.concat(t, ",") .. ") end"`,
    ),
    "250 arguments": loading(
      `local t = {} for i = 1, 240 do t[i] = i end return "return select(-1, " .. table.concat(t, ",") .. ")"`,
    ),
    "60 upvalues": loading(`local d, u = {}, {} for i = 1, 60 do d[i] = "local v" .. i .. " = " .. i u[i] = "v" .. i end
    return table.concat(d, " ") .. " local f = function() return " .. table.concat(u, "+") .. " end return f()"`),
    "a constructor of ten thousand items": loading(
      `local t = {} for i = 1, 10000 do t[i] = i end return "return {" .. table.concat(t, ",") .. "}"`,
    ),
    "a constructor of ten thousand items that are computed": loading(
      `return "local x = 1 return {" .. ("x,"):rep(10000) .. "...}"`,
    ),
    "a constructor of many named fields": loading(`local t = {} for i = 1, 5000 do t[i] = "k" .. i .. "=" .. i end
    return "local t = {" .. table.concat(t, ",") .. "} return t.k1, t.k5000"`),
    "constructors in constructors": loading(`return "return " .. ("{"):rep(150) .. ("}"):rep(150)`),
    "constructors nested too deeply": loading(`return "return " .. ("{"):rep(300) .. ("}"):rep(300)`),
    "190 parentheses": loading(`return "return " .. ("("):rep(190) .. "1" .. (")"):rep(190)`),
    "a million parentheses": loading(`return "return " .. ("("):rep(1000000) .. "1" .. (")"):rep(1000000)`),
    "a million unary operators": loading(`return "return " .. ("-"):rep(3) .. ("not "):rep(1000000) .. "1"`),
    "190 blocks": loading(`return ("do "):rep(190) .. "x = 1 " .. ("end "):rep(190) .. "return x"`),
    "a million blocks": loading(`return ("do "):rep(1000000)`),
    "functions nested too deeply": loading(`return ("return function() "):rep(250) .. ("end "):rep(250)`),
    "ten thousand additions": loading(`return "local x = 1 return x" .. (" + x"):rep(10000)`),
    "many concatenations": loading(`return "local x = 'a' return #(x" .. (" .. x"):rep(150) .. ")"`),
    "more concatenations than registers": loading(`return "local x = 'a' return x" .. (" .. x"):rep(300)`),
    "a chain of three thousand ands": loading(`return "local x = 1 return x" .. (" and x"):rep(3000)`),
    "many elseifs": loading(
      `return "local x = 5000 if x == 0 then return 'no' " .. (function() local t = {} for i = 1, 5000 do t[i] = "elseif x == " .. i .. " then return " .. i end return table.concat(t, " ") end)() .. " end"`,
    ),
    "300 constants that do not fit the instructions":
      loading(`local t = {} for i = 1, 600 do t[i] = "t['k" .. i .. "'] = 'v" .. i .. "'" end
    return "local t = {} " .. table.concat(t, " ") .. " return t.k1, t.k600, t.k256, t.k257"`),
    "600 globals": loading(
      `local t = {} for i = 1, 600 do t[i] = "g" .. i .. " = " .. i .. " g" .. i .. "= g" .. i .. " + 1" end return table.concat(t, " ") .. " return g1, g255, g256, g257, g600"`,
    ),
    "a long text": loading(`return "return #'" .. ("x"):rep(1000000) .. "'"`),
    "a long name": loading(`local n = ("x"):rep(100000) return n .. " = 5 return " .. n`),
    "a long comment": loading(`return "--[==[" .. ("]]\\n"):rep(100000) .. "]==] error('line')"`),
    "a long line": loading(`return "return 1" .. (" "):rep(1000000) .. "+ nil"`),
  },
  run,
);

test.run();
