/** Random Lua programs that print what they do, and real LuaJIT's and our machine's account of them. */
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { type Sandbox, sandbox, type Tier } from "./scripts.ts";

type Text = fc.Arbitrary<string>;

/**
 * What programs are made of besides Lua itself. `p` prints, tables and functions by their type only. `enter` ends programs
 * that call too much. The others keep to what LuaJIT does alike with and without its 5.2 mode (which Debian's lacks and
 * OpenResty's has), and to what does not depend on the order of keys or on where `#` finds a border among holes.
 */
const PRELUDE = `
local write, concat = io.write, table.concat
local function show(v)
  local kind = type(v)
  if kind == "table" then return getmetatable(v) and "object" or "table" end
  if kind == "function" or kind == "thread" then return kind end
  return tostring(v)
end
function p(...)
  local t = {}
  for i = 1, select("#", ...) do t[i] = show((select(i, ...))) end
  write(concat(t, " "), "\\n")
end
local calls = 0
function reset() calls = 0 end
function enter() calls = calls + 1 return calls < 150 end
function cut(v) return type(v) == "string" and v:sub(1, 40) or v end
function num(v) return type(v) == "number" and v or type(v) == "string" and #v or v and 1 or 0 end
function str(v) return (type(v) == "string" or type(v) == "number") and v or show(v) end
function fun(v) return type(v) == "function" and v or p end
function tab(v) return type(v) == "table" and v or {v} end
function same(a, b) return type(a) == type(b) and getmetatable(a) == getmetatable(b) end
function whole(t)
  if type(t) ~= "table" or getmetatable(t) then return {} end
  local n, count = 0, 0
  for _ in ipairs(t) do n = n + 1 end
  for k in pairs(t) do if type(k) == "number" then count = count + 1 end end
  return n == count and t or {}
end
function each(t)
  local keys = {}
  for k in pairs(tab(t)) do keys[#keys + 1] = k end
  table.sort(keys, function(a, b) return show(a) < show(b) end)
  local i = 0
  return function(t) i = i + 1 return keys[i], t[keys[i]] end, tab(t)
end
function where()
  local i = debug.getinfo(2, "nSl")
  return show(i.name) .. "/" .. i.namewhat .. "/" .. i.what .. ":" .. i.currentline
end
local meta = {}
meta.__add = function(x, y) return obj(num(tab(x).v or x) + num(tab(y).v or y)) end
meta.__sub = function(x, y) p("sub", x, y) return coroutine.running() and enter() and 7 or nil, "dropped" end
meta.__concat = function(x, y) return "<" .. str(tab(x).v or x) .. str(tab(y).v or y) .. ">" end
meta.__unm = function(x) return obj(-num(x.v)) end
meta.__eq = function(x, y) return x.v == y.v end
meta.__lt = function(x, y) return num(x.v) < num(y.v) end
meta.__call = function(self, ...) p("called", ...) return select("#", ...), ... end
meta.__index = function(t, k) if k == "bad" then error("no " .. k, 2) end return k == "w" and "inherited" or nil end
meta.__newindex = function(t, k, v) if k == "ro" then error({}) end rawset(t, k, v) end
meta.__tostring = function(o) return "obj " .. str(o.v) end
function obj(v) return setmetatable({v = v}, meta) end
-- an object that yields in whatever is done with it
local yielding = {}
for _, event in ipairs({"__add", "__sub", "__mul", "__div", "__mod", "__pow", "__concat", "__unm"}) do
  yielding[event] = function(x, y) return coroutine.yield(event, x, y) end
end
yielding.__index = function(t, k) return coroutine.yield("index", k) end
yielding.__newindex = function(t, k, v) rawset(t, k, (coroutine.yield("newindex", k, v))) end
yielding.__call = function(self, ...) return coroutine.yield("call", ...) end
yielding.__eq = function(x, y) return coroutine.yield("eq") end
yielding.__lt = function(x, y) return coroutine.yield("lt") end
function lazy(v) return setmetatable({v = v}, yielding) end
-- an iterator that yields at each turn
function slowly(n) return function(s, k) coroutine.yield("turn", k) if num(k) < num(n) % 4 then return num(k) + 1, s end end, n, 0 end
`;

const names = ["a", "b", "c", "d", "x"];
const name: Text = fc.constantFrom(...names);
const global: Text = fc.constantFrom("G1", "G2");
const key: Text = fc.constantFrom("v", "w", "k1", "k2", "bad", "ro");
const numeral: Text = fc.constantFrom(
  "0",
  "1",
  "2",
  "3",
  "-1",
  "0.5",
  "10",
  "1e15",
  "2^53",
  "(0/0)",
  "-0",
  "0x10",
  "7",
);
const literal: Text = fc.constantFrom('"s"', '"10"', '" 5 "', '"a\\0b"', '""', "'x y'", "nil", "true", "false");

/** Statements and expressions nest so deep, taken together. */
const NESTING = { depthIdentifier: fc.createDepthIdentifier(), maxDepth: 4, depthSize: "small" } as const;

const { expression, block } = fc.letrec<{ expression: string; block: string; statement: string; callee: string }>(
  (tie) => {
    const e = tie("expression");
    const body = tie("block");
    const t = (parts: readonly string[], ...holes: Text[]): Text =>
      fc.tuple(...holes).map((texts) => parts.map((part, at) => part + (texts[at] ?? "")).join(""));
    const make = (parts: TemplateStringsArray, ...holes: Text[]): Text => t(parts, ...holes);
    const list = fc.array(e, { maxLength: 3 }).map((texts) => texts.join(", "));
    const lines = fc.array(tie("statement"), { minLength: 1, maxLength: 3 }).map((texts) => texts.join("\n"));
    const operator: Text = fc.constantFrom("+", "-", "*", "/", "%", "^");
    const comparison: Text = fc.constantFrom("<", "<=", ">", ">=", "==", "~=");
    const condition = fc.oneof(
      make`num(${e}) ${comparison} num(${e})`,
      make`${e} == ${e}`,
      make`not ${e}`,
      make`(${e} and ${e})`,
      make`${e} ~= ${e} or ${e}`,
    );
    const fn = make`function(x, ...) if not enter() then return end\n${body}\nend`;
    const place = fc.oneof(name, name, global, make`tab(${name}).${key}`, make`tab(${name})[${numeral}]`);
    // After an error that it has caught itself, LuaJIT calls a handler again for its next one: handlers here fail at once.
    const handled = fc.oneof(make`select(2, pcall(function(...) return ${e} end, ...))`, fc.constant("m.x.y"));
    const event: Text = fc.constantFrom("__call", "__index", "__newindex", "__add", "__concat", "__unm", "__sub");
    const small: Text = fc.constantFrom("1", "2", "3", "4", "-1", "0", '"2"', "2.5");
    return {
      expression: fc.oneof(
        NESTING,
        name,
        numeral,
        literal,
        fc.oneof(global, fc.constant("..."), make`(${fc.constantFrom("...", "select('#', ...)", "where()")})`),
        make`num(${e}) ${operator} num(${e})`,
        make`num(${e}) ${operator} ${numeral}`,
        make`${e} ${operator} ${e}`,
        make`(${e} ${operator} ${e})`,
        make`cut(str(${e}) .. str(${e}))`,
        make`cut(${e} .. ${e})`,
        make`cut(${e} .. "," .. ${e} .. ${name})`,
        make`(${e} ${fc.constantFrom("and", "or")} ${e})`,
        make`(${condition})`,
        make`(${fc.constantFrom("-", "not ")}${e})`,
        make`#str(${e})`,
        make`{${list}}`,
        make`{${key} = ${e}, ${e}, [${fc.constantFrom("0", "-1", "0.5", "10", "2^53")}] = ${e}, ${list}}`,
        make`obj(${e})`,
        make`tab(${e}).${key}`,
        make`${name}.${key}`,
        make`tab(${e})[${e}]`,
        make`${tie("callee")}(${list})`,
        make`(${tie("callee")}(${list}))`,
        make`${name}:${key}(${list})`,
        fn,
        fc.oneof(
          make`pcall(${e}, ${list})`.map((text) => text.replace(", )", ")")),
          make`select(${small}, ${list})`.map((text) => text.replace(", )", ")")),
          make`tostring(num(${e}))`,
          make`tonumber(str(${e}))`,
          make`unpack(whole(${e}))`,
          make`cut((str(${e})):rep(${small}))`,
          make`(str(${e})):sub(${small}, ${small})`,
          make`cut((str(${e})):gsub("[%w]", ${e}))`,
          make`str(${e}):find(${literal}, 1, true)`,
          make`cut(string.format("%s|%5.1f|%q", tostring(str(${e})), num(${e}), str(${e})))`,
          make`math.floor(num(${e}))`,
          make`cut(table.concat({str(${e}), str(${e})}, ","))`,
          make`type(${e})`,
          make`rawget(tab(${e}), ${e})`,
          make`coroutine.yield(${list})`,
          make`(coroutine.yield(${list}))`,
          make`lazy(${e})`,
          make`coroutine.wrap(${fn})`,
          make`rawequal(${e}, ${e})`,
          make`pcall(coroutine.yield, ${e})`,
          make`(str(${e})):${fc.constantFrom("upper", "lower", "reverse", "len")}()`,
          make`(str(${e})):byte(${small}, ${small})`,
          make`math.max(num(${e}), num(${e}))`,
          make`cut((str(${e})):gsub(".", ${fn}, ${small}))`,
          make`${fn}, ${e}`.map((text) => `(select(2, ${text}))`),
          make`(function(...) return select("#", ...), ... end)(${list})`,
          make`(...) and select(${fc.constantFrom("-1", "1", "2")}, ...)`,
          make`#whole(${e})`,
          make`pcall(fun(${e}), ${e}, ...)`,
        ),
      ),
      callee: fc.oneof(
        NESTING,
        make`fun(${name})`,
        make`fun(${name})`,
        name,
        make`fun(${global})`,
        make`tab(${name}).${key}`,
        make`(${fn})`,
      ),
      statement: fc.oneof(
        NESTING,
        make`p(${list})`,
        make`${place} = ${e}`,
        make`${name}, ${place} = ${e}, ${e}`,
        make`${place}, ${place}, ${name} = ${tie("callee")}(${list})`,
        make`local ${name} = ${e}`,
        make`local ${name}, ${name} = ${list}`.map((text) => text.replace(/ = $/, "")),
        make`local function ${name}(x, ...) if not enter() then return end\n${body}\nend`,
        make`${tie("callee")}(${list})`.map((text) => (text.startsWith("(") ? `local _ = ${text}` : text)),
        make`if ${condition} then\n${body}\nelseif ${e} then\n${body}\nelse\n${body}\nend`,
        make`if ${condition} then\n${body}\nend`,
        make`for x = ${small}, ${small} do if not enter() then break end\n${body}\nif ${condition} then break end\nend`,
        make`for ${name} = ${e}, ${small}, ${small} do if not enter() then break end\n${body}\nif true then break end\nend`,
        make`for ${name}, ${name} in each(${e}) do\n${body}\nend`,
        make`for ${name}, ${name} in ipairs(whole(${e})) do\n${body}\nend`,
        make`for ${name} in ${e}, ${e} do if not enter() then break end\n${body}\nif ${condition} then break end\nend`,
        make`do local n = 0\nwhile n < 3 and enter() and (${condition}) do\nn = n + 1\ndo ${body} end\nend end`,
        make`do local n = 0 repeat\nlocal ${name} = ${e}\nn = n + 1\nuntil n > 2 or not enter() or ${condition} end`,
        make`for i = 1, 3 do\nif ${condition} then goto continue end\ndo ${body}\nend\n::continue:: p("go", i) end`,
        make`do local i = 0\n::top:: local x = i\n${name} = function(y, ...) x = x + num(y) return x end\ni = i + 1\nif i < 3 and enter() and (${condition}) then goto top end\np(${name}(1)) end`,
        make`do ${body} end`,
        make`p(pcall(function(x, ...)\n${body}\nend, ${e}))`,
        make`p(xpcall(function(x, ...)\n${body}\nend, function(m, ...) p("handler", m) return ${handled} end))`,
        make`error(${e}, ${fc.constantFrom("0", "1", "2", "3")})`,
        make`do local x, y = ${e}, ${e} if same(x, y) then p(x < y, x <= y, not (x > y), x >= y, x == y) end end`,
        make`do local co = coroutine.create(function(x, ...)\n${body}\nend)\nfor i = 1, 4 do p(coroutine.status(co), coroutine.resume(co, ${e}, i)) end end`,
        make`do local fs = {} for i = 1, 3 do local v = ${e} fs[i] = function(y, ...) v, i = y, i + 1 return v, i end end\nfor i = 3, 1, -1 do p(fs[i](${name})) p(fs[i](i)) end end`,
        make`table.insert(whole(${name}), ${e})`,
        make`p(table.remove(whole(${name})), #whole(${name}))`,
        make`do local t = whole(${name}) for i = 1, #t do t[i] = num(t[i]) end table.sort(t, function(x, y, ...) return ${fc.constantFrom("x < y", "x > y")} end) p(unpack(t)) end`,
        make`setmetatable(tab(${name}), {__index = ${e}})`,
        make`setmetatable(tab(${name}), {${event} = ${fn}, ${event} = ${e}})`,
        make`${name}, ${name} = ${name}, ${name}`,
        make`${place}, ${place} = ${place}, ${e}`,
        make`do local co = coroutine.wrap(function(x, ...)\n${body}\nend)\nfor i = 1, 3 do p(pcall(co, ${e}, i)) end end`,
        make`for ${name}, x in coroutine.wrap(function(...)\n${body}\nend) do if not enter() then break end\n${body}\nend`,
        make`for ${name}, x in slowly(${e}) do if not enter() then break end\n${body}\nend`,
        make`for x = num(${e}), ${small}, ${fc.constantFrom("0.5", "-1", "-0.25", "3")} do if not enter() then break end\n${body}\nend`,
        make`local function ${name}(n, ...) if not enter() or num(n) <= 0 then return ${list} end\ndo ${body} end\nreturn ${name}(num(n) - 1, ${e}, ...) end`,
        make`do local fs = {} for i = 1, select("#", ...) do local v = (select(i, ...)) fs[i] = function(...) v = ${e} return v, i, ... end end\nfor i = 1, #fs do p(fs[i](${e})) end end`,
        make`for i = 1, 2 do for j = 1, 3 do\nif ${condition} then goto outer end\nif ${condition} then break end\ndo ${body} end\nend ::outer:: p("i", i) end`,
        make`do local n = 0 while true do n = n + 1\nif n > 2 or not enter() then break end\nif ${condition} then goto out end\ndo ${body} end\nend ::out:: p("n", n) end`,
        make`do local n = 0 repeat n = n + 1\nlocal v = ${e}\n${name} = function() v = num(v) + n return v end\nuntil n > 2 or (function(...) return v and ${condition} end)() end`,
        make`do local t = {num(${e}), num(${e}), num(${e})} p(pcall(table.sort, t, function(x, y, ...)\nif ${condition} then return ${e} end\nreturn x < y end)) end`,
        make`p(xpcall(${fn}, function(m, ...) return m, ${handled} end, ${list}))`.map((text) =>
          text.replace(", ))", "))"),
        ),
        make`p(select("#", ${list}), ${list})`.map((text) => text.replaceAll(", )", ")")),
        make`p(lazy(${e}) ${comparison} lazy(${e}), -lazy(1), lazy(2).v, lazy(3)[${e}])`,
        make`setfenv(1, setmetatable({}, {__index = getfenv(1)}))`,
      ),
      block: fc.oneof(
        lines,
        fc.tuple(lines, list).map(([text, values]) => `${text}\ndo return ${values} end`),
        fc
          .tuple(lines, tie("callee"), list)
          .map(([text, callee, values]) => `${text}\ndo return ${callee}(${values}) end`),
      ),
    };
  },
);

/** What variables hold at first. */
const first: Text = fc.oneof(
  numeral,
  literal,
  fc.constantFrom("{1, 2, 3}", "{v = 1, w = 'w'}", "{}", "obj(1)", "obj('o')", "lazy(2)", "p", "select", "string.len"),
  fc.constantFrom(
    "function(...) return select('#', ...), ... end",
    "coroutine.wrap(function(...) while true do p('in', ...) coroutine.yield(...) end end)",
    "setmetatable({}, {__index = function(t, k) return k end})",
    "setmetatable({v = 1}, {__index = string, __call = p})",
  ),
  expression.map((text) => `(select(2, pcall(function(...) return ${text} end, ...)))`),
);

/** A program: a main chunk that gets the arguments 1, "two", nil and 4. */
export const program: fc.Arbitrary<string> = fc
  .tuple(fc.array(first, { minLength: 3, maxLength: 3 }), fc.array(block, { minLength: 4, maxLength: 12 }))
  .map(([values, blocks]) => `local a, b, c, d, x = ${values.join(", ")}, ...\n${blocks.map(guarded).join("\n")}`);

/** An error ends a block, not the program. */
function guarded(text: string): string {
  return `p(pcall(function(...)\n${text}\nend, ...)) p(a, b, c, d, x, G1, G2)`;
}

/** A script that runs each program in an environment of its own, and prints END behind what it printed. */
function driver(programs: readonly string[]): string {
  const literals = programs.map((text) => `run [=====[\n${text}]=====]`);
  return `${PRELUDE}
local function run(text)
  reset()
  local f, message = loadstring(text, "@r.lua")
  if not f then p("syntax", message) else
    setfenv(f, setmetatable({}, {__index = _G}))
    -- in a coroutine, where programs may yield
    local co = coroutine.create(f)
    p(coroutine.resume(co, 1, "two", nil, 4))
    for turn = 1, 30 do if coroutine.status(co) ~= "suspended" then break end p(coroutine.resume(co, turn, "again")) end
  end
  p("END")
end
${literals.join("\n")}`;
}

/** What each program prints in real LuaJIT. */
export function runInReality(programs: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync("luajit", ["-joff", "-"], {
    input: Buffer.from(driver(programs), "latin1"),
    encoding: "latin1",
    maxBuffer: 1 << 28,
  });
  return split(stdout + stderr);
}

/** What each prints here. `prepare` may change the machine first; the driver runs again where it was stopped. */
export function runHere(
  programs: readonly string[],
  tier: Tier = {},
  prepare: (made: Sandbox) => void = () => {},
): string[] {
  const made = sandbox({}, {}, tier);
  const { machine } = made;
  const coroutine = machine.createCoroutine(machine.load(driver(programs), "=stdin"));
  prepare(made);
  let outcome = machine.resume(coroutine, []);
  while (outcome.kind === "suspended") outcome = machine.resume(coroutine, []);
  if (made.defects.length > 0) throw made.defects[0];
  return split(made.output() + (outcome.kind === "failed" ? String(outcome.error) : ""));
}

/** What each program printed. LuaJIT's guesses at names of operands depend on which registers it took: they are left out. */
function split(output: string): string[] {
  return output.replace(/(local|global|upvalue|field|method) '[^'\n]*' \((a \w+ value)\)/g, "$2").split("END\n");
}
