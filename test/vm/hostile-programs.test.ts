// Programs that are made to break compilers do what they do in LuaJIT, in each tier: they run, or fail to load with its words.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installed, runInLuaJit } from "./real-lua.ts";
import { run, runInTiers } from "./scripts.ts";

const times = (count: number, item: (at: number) => string, between = "\n"): string =>
  Array.from({ length: count }, (_, at) => item(at + 1)).join(between);

/** `count` levels of `open … close` around `inside`. */
const nested = (count: number, open: string, inside: string, close: string): string =>
  open.repeat(count) + inside + close.repeat(count);

/** Names that mean something in JavaScript, in objects of JavaScript, or in generated code. */
const NAMES = [
  "abstract arguments async await boolean byte case catch char class const continue debugger default delete double",
  "enum eval export extends final finally float implements import instanceof int interface let long native new null",
  "package private protected public short static super switch synchronized this throw throws transient try typeof",
  "undefined var void volatile with yield NaN Infinity globalThis process require __proto__ constructor prototype",
  "toString valueOf hasOwnProperty isPrototypeOf toJSON length name caller __defineGetter__ __lookupSetter__ apply",
  "call bind get set of target slots shape array r0 r1 v x y t U EXIT L0 B0 k0 c0 q0 p0 i0 open closure base frame",
  "state depth preempted varargs surroundings UNWIND NOTHING Box Closure LuaFrame Table isArray own field suspend pc",
].flatMap((line) => line.split(" "));
const each = (item: (name: string, at: number) => string, between = "\n"): string => NAMES.map(item).join(between);

const NESTED: Readonly<Record<string, string>> = {
  "functions in functions": `print(${nested(60, "(function(...) return ", "..., 1", " end)(2)")})`,
  "functions in functions, too deep": `print(${nested(200, "(function() return ", "1", " end)()")})`,
  "a variable of the outermost of many functions": `
    local v = 1 local f = ${nested(90, "function() v = v + 1 return ", "v", " end")} for i = 1, 90 do f = f() end print(f, v)`,
  "250 levels of closures": `
    local f = function() return 0 end
    for i = 1, 250 do local g, n = f, i f = function() n = n + 1 return g() + n end end print(f(), f())`,
  parentheses: `local x = 1 print(${nested(190, "(", "x", ")")})`,
  "parentheses, too deep": `print(${nested(250, "(", "1", ")")})`,
  "a hundred thousand parentheses": `print(${"(".repeat(100_000)})`,
  "tables in tables": `local t = ${nested(190, "{", "5", "}")} for i = 1, 190 do t = t[1] end print(t)`,
  "tables in tables, too deep": `local t = ${nested(300, "{", "5", "}")}`,
  "calls in calls": `local function f(x) return x + 1 end print(${nested(100, "f(", "0", ")")})`,
  "blocks in blocks": `local x = 0 ${nested(190, "do local y = x x = y + 1 ", "", "end ")} print(x)`,
  "blocks in blocks, too deep": `${nested(300, "do ", "", "end ")}`,
  "loops in loops": `local n = 0 ${nested(40, "for i = 1, 1 do ", "n = n + 1", " end")} print(n)`,
  "loops of all kinds in one another": `
    local n, a = 0, {}
    ${nested(15, "while true do repeat for k in pairs({1}) do n = n + 1 a[n] = function() return k, n end ", "", "if n > 40 then break end end until true break end ")}
    print(n, #a, a[15]())`,
  "conditions in conditions": `
    local n = 0
    for i = 1, 60 do ${nested(50, "if n < i then n = n + 1 ", "", "elseif n > 45 then n = n - 2 else n = n + 3 end ")} end
    print(n)`,
  "unary operators": `local x = 3 print(${"- ".repeat(150)}x, ${"not ".repeat(151)}x)`,
  "unary operators, too many": `local x = 3 print(${"- ".repeat(250)}x)`,
  "powers of powers": `local x = 1 print(${"x ^ ".repeat(150)}x)`,
  "powers of powers, too many": `local x = 1 print(${"x ^ ".repeat(300)}x)`,
};

const LONG: Readonly<Record<string, string>> = {
  "a concatenation of many": `local x = "a" print(#(${"x .. ".repeat(150)}x))`,
  "a sum of many": `local x = 1 print(${times(20_000, () => "x", " + ")})`,
  "a sum of fields and calls": `
    local t = {a = 1, f = function(self, n) return n end} print(${times(3000, (at) => `t.a * ${at} - t:f(${at})`, " + ")})`,
  "a chain of fields": `local t = {} t.a = t print(t${".a".repeat(20_000)} == t)`,
  "a chain of method calls": `
    local n = 0 local t = {m = function(self) n = n + 1 return self end} t${":m()".repeat(5000)} print(n)`,
  "a long condition": `
    local x = false print(x ${times(200, (at) => `or ${at} == x and ${at}`, " ")} or "none")`,
  "many alternatives": `
    for _, x in ipairs({1, 999, 2000, 2001}) do
    if x == 0 then print(0) ${times(2000, (at) => `elseif x == ${at} then print("is ${at}")`)} else print("none") end end`,
  "labels that are visited backwards": `
    local n = 0 goto l300
    ${times(300, (at) => `::l${at}:: n = n + ${at} ${at === 1 ? "goto done" : `goto l${at - 1}`}`)}
    ::done:: print(n)`,
  "labels that lead anywhere": `
    local n, k = 0, 7 goto l50
    ${times(100, (at) => `::l${at}:: n = n + 1 k = k * 31 % 101 if n > 300 then goto done end if k == ${at} then goto l${101 - at} elseif k > ${at} then goto l${((at * 37) % 100) + 1} end`)}
    ::done:: print(n, k)`,
  "labels side by side": `local n = 0 ${times(1000, () => "do goto x n = n + 100 ::x:: n = n + 1 end")} print(n)`,
  "labels right behind one another": `${times(300, (at) => `::l${at}::`)}`,
  "ten thousand statements": `
    local x, t = 0, {}
    ${times(10_000, (at) => ["x = x + 1", "t[x] = x", `t.f = ${at}`, "if x < 0 then x = 1 end", "do local y = x x = y end"][at % 5] ?? "")}
    print(x, #t, t.f)`,
  "ten thousand statements in a function that is called often": `
    local function f(x) ${times(10_000, (at) => `x = x + ${at % 7}`)} return x end for i = 1, 20 do print(f(i)) end`,
  "ten thousand globals": `${times(10_000, (at) => `g${at} = ${at}`)} print(g1 + g256 + g10000)`,
  "a thousand functions": `
    local t = {} ${times(1000, (at) => `t[${at}] = function() return ${at} end`)}
    local s = 0 for i = 1, #t do s = s + t[i]() end print(s)`,
  "two hundred local variables": `${times(199, (at) => `local v${at} = ${at}`)} print(${times(199, (at) => `v${at}`, " + ")})`,
  "two hundred captured variables": `
    ${times(198, (at) => `local v${at} = ${at}`)}
    local fs = {${times(198, (at) => `function(n) v${at} = v${at} + n return v${at} end`, ",\n")}}
    local s = 0 for i = 1, 198 do s = s + fs[i](i) end print(s, v198)`,
  "too many local variables": `${times(201, (at) => `local v${at} = ${at}`)}`,
  "two hundred parameters": `
    local function f(${times(190, (at) => `p${at}`, ", ")}, ...) return p1 + p190, ... end print(f(${times(195, String, ", ")}))`,
  "two hundred assignments at once": `
    local t = {} ${times(190, (at) => `t[${at}]`, ", ")} = ${times(190, (at) => String(191 - at), ", ")} print(t[1], t[190], #t)`,
  "too many variables in an assignment": `${times(300, (at) => `a${at}`, ", ")} = 1`,
  "too many arguments": `print(${times(300, String, ", ")})`,
};

/** What takes long to read and is too long to be compiled: the tiers do the same with it. */
const HUGE: Readonly<Record<string, string>> = {
  "ten thousand labels": `
    local n = 0 goto l1\n${times(10_000, (at) => `::l${at}:: n = n + 1 goto l${at + 1}`)}\n::l10001:: print(n)`,
  "a constructor of a million": `local t = {${"1,".repeat(1_000_000)}} print(#t, t[1], t[1000000], t[1000001])`,
};

const LARGE: Readonly<Record<string, string>> = {
  "a constructor of many texts": `local t = {${times(70_000, (at) => `"s${at}"`, ",")}} print(#t, t[1], t[256], t[65536], t[70000])`,
  "a constructor of many fields": `local t = {${times(20_000, (at) => `f${at} = ${at}`, ",")}} print(t.f1, t.f256, t.f20000, t.f20001)`,
  "a constructor of many keys": `local t = {${times(20_000, (at) => `[${at}.5] = ${at}`, ",")}} print(t[1.5], t[256.5], t[20000.5])`,
  "a constructor of many tables": `local t = {${times(10_000, (at) => `{${at}, {n = ${at}}}`, ",")}} print(#t, t[10000][1], t[9999][2].n)`,
  "a constructor of many calls": `
    local function f(x) return x, x end local t = {${times(2000, (at) => `f(${at})`, ",")}} print(#t, t[1], t[2000], t[2001])`,
  "an enormous text": `local s = "${"0123456789".repeat(500_000)}" print(#s, s:sub(-5), s:byte(2500000))`,
  "an enormous long text": `local s = [==[\n${"line ]] ]=]\n".repeat(100_000)}]==] print(#s, s:sub(-5))`,
  "an enormous name": `local ${"n".repeat(500_000)} = 5 print(${"n".repeat(500_000)})`,
  "an enormous comment": `--[[${"x\n".repeat(300_000)}]] error("here")`,
  "enormous numerals": `print(${"9".repeat(300)}, 0.${"0".repeat(300)}1, 1${"0".repeat(400)}, 0x${"f".repeat(14)})`,
};

const NAMED: Readonly<Record<string, string>> = {
  "local variables": each(
    (name, at) =>
      `do local ${name} = ${at} local function f() ${name} = ${name} + 1 return ${name} end print(f(), ${name}) end`,
  ),
  globals: `
    print(${each((name) => `tostring(${["x", "print", "package", "require"].includes(name) ? "nil" : name})`, ", ")})
    ${each((name, at) => `${name} = ${at} ${name} = ${name} + 1`)}
    ${each((name) => `io.write(${name}, " ")`)}`,
  fields: `
    local t = {}
    for i = 1, 2 do ${each((name) => `if t.${name} ~= nil then print("${name}", t.${name}) end`)} end
    ${each((name, at) => `t.${name} = ${at}`)}
    local s = 0 for i = 1, 2 do ${each((name) => `s = s + t.${name} + t["${name}"]`)} end print(s)
    for k, v in pairs(t) do t[k] = nil end print(next(t), t.__proto__, t.constructor)`,
  methods: `
    local o = setmetatable({}, {__index = {${each((name, at) => `${name} = function(self, n) return n + ${at} end`, ", ")}}})
    local s = 0 for i = 1, 3 do ${each((name) => `s = s + o:${name}(i)`)} end print(s)
    print(pcall(function() return ({}):__proto__() end)) print(pcall(function() return ("").constructor.x end))
    print(pcall(function() return toString.x end))`,
  labels: each((name) => `do goto ${name} print("skipped") ::${name}:: end`),
  "upvalues of upvalues": each(
    (name, at) =>
      `do local ${name} = {${name} = ${at}} print((function() return (function() ${name}.${name} = ${name}.${name} + 1 return ${name}.${name} end)() end)()) end`,
  ),
  "parameters and loop variables": each(
    (name, at) =>
      `for ${name} = ${at}, ${at} do print((function(${name}, ...) return ${name}, ... end)(${name}, "${name}")) end`,
  ),
  "keys that the library looks up": `
    local names = {${each((name) => `"${name}"`, ", ")}}
    for _, name in ipairs(names) do
      local strange = {
        os.getenv(name), string[name], math[name], os.date("*t")[name], debug.getinfo(1)[name], package.loaded[name],
        (name:gsub("%w+", {})), (name:gsub("%w+", {[name] = "found"})), rawget(_G, name), getmetatable("")[name],
        debug.getregistry()[name],
      }
      for i = 1, 11 do if strange[i] ~= nil then print(name, i, type(strange[i])) end end
      print(pcall(collectgarbage, name)) print((select(3, pcall(load, "x = 1", name, name)))) print((function(ok, m) return ok or m end)(pcall(debug.getinfo, 1, name)))
      print(pcall(select, name)) print(pcall(error, name)) print(getmetatable(setmetatable({}, {__metatable = name})))
      local t = setmetatable({}, {__mode = name, __index = function(_, k) return k end}) print(t[name], rawget(t, name))
      package.loaded[name] = name print(require(name)) package.loaded[name] = nil
      print(tonumber(name), tonumber(name, 36), string.format("%s %q", name, name), #name, name < "k", name .. name)
      print(coroutine.wrap(function(...) coroutine.yield(...) end)(name), next({[name] = name}), unpack({name, name}))
    end`,
  "fields of metatables": `
    local p = {toString = 1, __proto__ = 2} local t = setmetatable({}, {__index = p, __proto__ = {x = 5}, constructor = 3})
    print(t.x, t.toString, t.__proto__, t.constructor, rawget(t, "__proto__"))
    t.__proto__ = p print(t.toString, rawget(t, "__proto__") == p, t.x)`,
};

const ODD: Readonly<Record<string, string>> = {
  "zero bytes and bytes above 127": `
    local s = "a\0b\xff\xfe\xc0\x80\xe2\x80\xa8" print(#s, s:byte(1, -1)) local \xe9t\xe9, \xff = 1, 2 print(\xe9t\xe9 + \xff)
    -- \0 \xff \xe2\x80\xa8 print(1)\nprint([[\0\xff]] == "\\0\\255")`,
  "a zero byte outside of a text": "print(1) \0 print(2)",
  "a byte above 127 as an operator": "print(1 \xd7 2)",
  "lines that end in every way": "print(1)\rprint(2)\n\rprint(3)\r\nprint(4) error('on line 5')",
  "a byte order mark": "\xef\xbb\xbfprint('marked')",
  "line separators of Unicode": `
    local t = {["\xe2\x80\xa8"] = "\xe2\x80\xa9"} for i = 1, 3 do print(t["\xe2\x80\xa8"] == "\xe2\x80\xa9", #t["\xe2\x80\xa8"]) end`,
  "numbers at the edges": `
    for i = 1, 2 do
      print(1e999, -1e999, 0 * -1, -0, 1e-400, 4.9e-324, 2^1023 * 2, 0/0 ~= 0/0, 0x7fffffff + 1, 0xffffffff)
      print(1e308 * 10, 2^53 + 1, -2^63, 1e21, 1e-7, 123456789012345678, 1/-0, 1/(0 * -1), 1 % -1e999, -1 % 1e999, 5 % -0.0)
    end`,
  "loops over numbers at the edges": `
    for i = 1, 3, 1e999 do print(i) end for i = 1e999, 1 do print(i) end for i = 0/0, 1 do print(i) end
    for i = 1, 0/0 do print(i) end for i = -1e999, -1e999, -1 do print("once", i) break end
    for i = 2^53, 2^53 + 4, 2 do print(i) end for i = 3, 1, -1e300 do print(i) end`,
  "numbers at the edges as keys": `
    local t = {} t[1e999] = "inf" t[-1e999] = "-inf" t[-0] = "zero" t[2^53] = "big" t[2^31] = "31" t[1.5] = "half"
    print(t[1/0], t[-1/0], t[0], t[2^53], t[2147483648], t[3/2], pcall(function() t[0/0] = 1 end)) print(t[0/0])`,
  "what cannot be called, in place of a handler": `
    print(pcall(function() return setmetatable({}, {__call = setmetatable({}, {__call = print})})() end))`,
  "metatables in a circle": `
    local t = {} setmetatable(t, {__index = t, __newindex = t})
    print(pcall(function() return t.x end)) print(pcall(function() t.x = 1 end))
    local a, b = {}, {} setmetatable(a, {__index = b}) setmetatable(b, {__index = a}) print(pcall(function() return a[1] end))`,
  "a long chain of metatables": `
    local t = {x = 1} for i = 1, 90 do t = setmetatable({}, {__index = t}) end for i = 1, 3 do print(t.x, t.y) end
    for i = 1, 20 do t = setmetatable({}, {__index = t}) end print(pcall(function() return t.x end))`,
  "endless recursion through pcall": "local function p() return (select(2, pcall(p))) end print(type(p()))",
  "endless recursion": `
    local function failed(ok, m) print(ok, (tostring(m):gsub("^.*: ", ""))) end
    local function f() return 1 + f() end failed(pcall(f))
    local t = setmetatable({}, {}) local m = getmetatable(t)
    m.__index = function(_, k) return (t[k]) end failed(pcall(function() return t.x end))
    m.__add = function(a, b) return (a + b) end failed(pcall(function() return t + 1 end))
    m.__lt = function(a, b) return a < b end failed(pcall(function() return t < t end))
    m.__concat = function(a, b) return a .. b end failed(pcall(function() return t .. t end))
    m.__call = function(a, b) return (a(b)) end failed(pcall(function() return t(1) end))
    failed(xpcall(function() error("a") end, function(m) error(m) end))`,
};

agree("nesting", NESTED, runInTiers);
agree("length", LONG, runInTiers);
agree("size", LARGE, runInTiers);
agree("size", HUGE, run);
agree("names of JavaScript's as", NAMED, runInTiers);
agree("oddity", ODD, runInTiers);

/** LuaJIT counts arguments in other registers: which one is too many differs. */
function agree(what: string, programs: Readonly<Record<string, string>>, runHere: (source: string) => string): void {
  for (const [name, source] of Object.entries(programs)) {
    test(`${what}: ${name}`, () => {
      if (!installed("luajit")) return;
      const withoutNumber = (output: string) => output.replace(/(too complex near )'\d+'/, "$1'N'");
      assert.is(withoutNumber(runHere(source)), withoutNumber(runInLuaJit(source)));
    });
  }
}

test("bytecode of another Lua is refused, whatever it holds", () => {
  const output = runInTiers(`
    local function try(text, name) local f, m = loadstring(text, name) print(f, m) end
    for _, mark in ipairs({"\\27LJ\\2", "\\27LJ\\1", "\\27Lua", "\\27", "\\27LJ" .. ("\\255"):rep(100), "\\27\\0"}) do
      try(mark, "=b") try(mark .. "print(1)", "@file.lua") print(load(mark, "=b", "t")) print(load(mark, "=b", "b"))
    end
    print(load("return 1", "=t", "b")) print((load(string.dump(function() return 7 end), "=d", "b"))())
    local dumped = string.dump(function() return 8 end) print((loadstring(dumped .. "x", "=d"))) print((loadstring(dumped:sub(1, -2), "=d")))`);
  const refused = [
    "nil\tb: cannot load incompatible bytecode",
    "nil\tfile.lua: cannot load incompatible bytecode",
    "nil\tattempt to load chunk with wrong mode",
    "nil\tb: cannot load incompatible bytecode",
  ];
  const last = ["nil\tattempt to load chunk with wrong mode", "7", "nil", "nil", ""];
  assert.equal(output.split("\n"), [...Array.from({ length: 6 }, () => refused).flat(), ...last]);
});

test.run();
