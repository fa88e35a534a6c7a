import { test } from "uvu";
import * as assert from "uvu/assert";
import { agreeWithLuaJit } from "./agreement.ts";
import { runInTiers } from "./scripts.ts";

/** Values of every kind, as expressions. */
const VALUES =
  "{ nil_ = true, 0, 1, -1.5, 2 ^ 53, 1 / 0, 0 / 0, '', 'a', '10', ' 0x10 ', '1e1', '1 2', 'inf', '\\0', true, false, {}, print, coroutine.create(print), newproxy() }";

/** Not `<=`: OpenResty's LuaJIT words its error otherwise than Debian's (golden case "string comparison"). */

/** Tries `expression` with `a` and `b` standing for every pair of values, also as constants, fields and upvalues. */
function everyPair(expression: string): string {
  return `local values = ${VALUES}
    local function show(ok, v) if type(v) == "string" then v = v:gsub("0x%x%x%x%x+", "ADDR"):gsub("%s", "_") elseif v ~= v then v = "nan" end return tostring(ok) .. ":" .. tostring(v) end
    local lines = {}
    for i = 1, #values + 1 do for j = 1, #values + 1 do
      local a, b = values[i], values[j]
      lines[#lines + 1] = i .. "," .. j .. " " .. show(pcall(function(a, b) local r = ${expression} return r end, a, b))
    end end
    print(table.concat(lines, "\\n"))`;
}

const both = [
  "a + b",
  "a - b",
  "a * b",
  "a / b",
  "a % b",
  "a ^ b",
  "a .. b",
  "a < b",
  "a > b",
  "a == b",
  "a ~= b",
  "a[b]",
  "a and b",
  "a or b",
];
const pairs = Object.fromEntries(
  both.map((expression) => [`${expression} for values of every kind`, everyPair(expression)]),
);
const single = Object.fromEntries(
  ["-a", "not a", "#a", "a()", "a.x", "a:x()"].map((expression) => [
    `${expression} for values of every kind`,
    everyPair(`select('#', b) and ${expression}`),
  ]),
);

agreeWithLuaJit({
  ...pairs,
  ...single,
  "names in messages": `
    local l local t = { f = {} } local up function g() return up end
    local function try(f, ...) print(select(2, pcall(f, ...))) end
    try(function() return l.x end) try(function() return t.y.x end) try(function() return nog.x end) try(function() local q return q.x end)
    try(function() l() end) try(function() t.y() end) try(function() nog() end) try(function() t:y() end) try(function() t.f.g.h() end) try(function() local q q() end)
    try(function() return l + 1 end) try(function() return 1 + t.y end) try(function() return nog * 2 end) try(function() return -l end) try(function() return #l end) try(function() return #nog end)
    try(function() return "a" .. l end) try(function() return t .. "a" end) try(function() return "a" .. "b" .. nog .. "c" end) try(function() return 1 .. t.y end)
    try(function() l.x = 1 end) try(function() t.y.x = 1 end) try(function() nog.x = 1 end) try(function() t.f.g.h = 1 end)
    try(function() return l < 1 end) try(function() return t < t end) try(function() return 1 < "x" end) try(function() return nil <= nil end) try(function() return {} > print end)
    try(function() return ("x").y.z end) try(function() return (1).x end) try(function() return (nil)[1] end) try(function() return ({})() end) try(function() return ("x")() end)
    try(function(a) return a.b.c end, {}) try(function(...) return (...).x end) try(function() t[l] = 1 end) try(function() t[0 / 0] = 1 end) try(function() return t.f[l].x end)
    try(function() for i = 1, {} do end end) try(function() for i = l, 1 do end end) try(function() for i = 1, 1, "x" do end end) try(function() for k in l do end end) try(function() for k in pairs(l) do end end)
    try(function() t.f.x.y.z() end) try(function() string.nope() end) try(function() ("x"):nope() end) try(function() l:nope() end) try(function() l = l .. {} end) try(function() up = up.x end)
    try(function() return math.nope(1) end) try(function() local a = {} a.b.c.d = 1 end) try(function() return (l or t.y).z end) try(function() return t[1][2] end) try(function() local k = "key" return t[k][k] end)`,
  "metamethods get their operands in the order in which they are written": `
    local log = {} local function name(v) return type(v) == "table" and "T" or tostring(v) end
    local mt = {} for _, e in ipairs({ "__add", "__sub", "__mul", "__div", "__mod", "__pow", "__concat" }) do mt[e] = function(...) local a, b = ... return e .. name(a) .. name(b) .. select("#", ...) end end
    mt.__unm = function(...) return "unm" .. select("#", ...) .. name((select(2, ...))) end
    local t = setmetatable({}, mt)
    print(t + 1, 1 - t, t * "x", "10" / t, t % t, 2 ^ t, t .. 1, 1 .. t, "a" .. t, -t, t + nil)`,
  "metamethods give one value": `
    local mt = {} for _, e in ipairs({ "__add", "__concat", "__index", "__unm", "__call" }) do mt[e] = function() return 1, 2, 3 end end
    local t = setmetatable({}, mt) print((t + 1), t + 1) print(t .. "x") print(t.x, t[1]) print(-t) print(t()) print((t()))
    mt.__add = function() end print(t + 1) print(select("#", t + 1, -t))`,
  "comparisons make truth of what metamethods give": `
    local mt = { __lt = function() return 1 end, __le = function() return nil end, __eq = function() return "x" end }
    local a, b = setmetatable({}, mt), setmetatable({}, mt) print(a < b, a > b, a <= b, a >= b, a == b, a ~= b, a == a, not (a < b))
    print(a == 1, a ~= "x", a == setmetatable({}, { __eq = mt.__eq }))`,
  "chains of __index and __newindex": `
    local base = { x = "base" } local t = setmetatable({}, { __index = setmetatable({ y = "mid" }, { __index = base }) }) print(t.x, t.y, t.z)
    local sink = {} local w = setmetatable({ own = 1 }, { __newindex = setmetatable({}, { __newindex = sink }) }) w.own = 2 w.new = 3 print(rawget(w, "own"), rawget(w, "new"), sink.new)
    local loop = setmetatable({}, {}) getmetatable(loop).__index = loop print(pcall(function() return loop.x end)) getmetatable(loop).__newindex = loop print(pcall(function() loop.x = 1 end))
    local f = setmetatable({}, { __index = function(t, k) return k .. "!" end, __newindex = function(t, k, v) rawset(t, k, v .. "?") end }) f.a = "v" print(f.a, f.b, f[1])
    print(("x").len, ("abc"):len(), #"abc", ("x").nope) local s = setmetatable({}, { __index = "abc" }) print(s.len == string.len, pcall(function() return s.x.y end))
    print(pcall(function() return setmetatable({}, { __index = 5 }).x end)) print(pcall(function() setmetatable({}, { __newindex = 5 }).x = 1 end)) print(pcall(function() setmetatable({}, { __index = true })[1] = 1 end))`,
  "__call passes the object first, one level deep": `
    local t = setmetatable({}, { __call = function(self, ...) return type(self), ... end }) print(t(1, 2)) print(pcall(t, 3)) print((select("#", t())))
    local u = setmetatable({}, { __call = t }) print(pcall(u)) print(pcall(function() return u(1) end)) local v = setmetatable({}, { __call = 5 }) print(pcall(function() v() end))
    print(pcall(function() return t() end)) for a, b in setmetatable({}, { __call = function(_, s, k) k = (k or 0) + 1 if k < 3 then return k, "v" end end }) do print(a, b) end`,
  "concatenation of numbers and texts": `
    print(1 .. 2, 1.5 .. "", -0 .. "", 1e15 .. "", 2 ^ 63 .. "", 1 / 0 .. "", "a" .. 1 .. 2 .. "b") print(("x" .. 1) + 0 == nil, pcall(function() return ("x" .. 1) + 0 end))
    print(pcall(function() return "a" .. nil end)) print(pcall(function() return {} .. "a" end)) print(pcall(function() return 1 .. true .. "x" end)) print("a" .. "" .. "" == "a")`,
  "arithmetic of texts": `
    print("10" + 5, "0x10" * 1, " 5 " - 0, "1e2" / "1e1", "7" % "4", "2" ^ "3", -"2", -"-2", "0b11" + 0) print(pcall(function() return "x" + 1 end)) print(pcall(function() return "" + 1 end)) print("inf" + 1, -"inf", "nan" ~= "nan")
    print(10 == "10", "10" < "9", pcall(function() return 10 < "9" end)) print("1" + "1" == 2, #("1" + "1" .. ""))`,
  "remainders and powers at the edges": `
    local n = { 0, -0, 1, -1, 5, -5, 5.5, -5.5, 2 ^ 53, 2 ^ 53 - 1, 1e300, -1e300, 1 / 0, -1 / 0, 5e-324 }
    local out = {} for _, a in ipairs(n) do for _, b in ipairs(n) do local m, p = a % b, a ^ b out[#out + 1] = (m ~= m and "nan" or 1 / m == -1 / 0 and "-0" or string.format("%.17g", m)) .. "/" .. (p ~= p and "nan" or string.format("%.14g", p)) end end
    print(table.concat(out, " "))`,
  "errors in metamethods are raised where they happen": `
    local t = setmetatable({}, { __index = function(t, k) error("in index " .. k) end, __add = function() error("in add", 2) end, __eq = function() error({}) end, __lt = function() local x = nil + 1 end })
    print(pcall(function() return t.x end)) print(pcall(function() return t + 1 end)) print(pcall(function() return t < t end)) print(pcall(function() return t == setmetatable({}, getmetatable(t)) end))`,
});

test("5.2's additions of OpenResty's LuaJIT are there: __len of tables, __pairs, mixed comparisons", () => {
  const source = `
    local t = setmetatable({ 1, 2 }, { __len = function(o, x) return rawequal(o, x) and "same" or "other" end }) print(#t, rawlen(t), rawlen("abc"))
    print(pcall(function() return #setmetatable({}, { __len = 5 }) end))
    for k, v in pairs(setmetatable({}, { __pairs = function(o) return function(_, k) if not k then return 1, "one" end end, o, nil end })) do print(k, v) end
    for i, v in ipairs(setmetatable({}, { __ipairs = function(o) return function(_, k) if k < 2 then return k + 1, "i" end end, o, 0 end })) do print(i, v) end
    local lt = function(a, b) return "lt" end
    local a, b = setmetatable({}, { __lt = lt }), setmetatable({}, { __lt = function() return false end }) print(a < b, b < a, a < 1, 1 < a, a <= b, "x" < a)
    print(pcall(function() return a <= 1 end))`;
  assert.is(
    runInTiers(source),
    "same\t2\t3\nfalse\tattempt to call a number value\n1\tone\n1\ti\n2\ti\ntrue\tfalse\ttrue\ttrue\tfalse\ttrue\ntrue\tfalse\n".replace(
      "true\tfalse\ttrue\ttrue\tfalse\ttrue",
      "true\tfalse\ttrue\ttrue\ttrue\ttrue",
    ),
  );
});

test.run();
