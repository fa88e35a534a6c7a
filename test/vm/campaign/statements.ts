/** Random Lua statements. */
import fc from "fast-check";
import { comparison, type Dialect, global, key, name, numeral, operator, type Parts, small } from "./expressions.ts";
import { make, pick, type Text } from "./text.ts";

const step = pick("1", "2", "-1", "-2", "3", "0.5", "-0.25", "0.1", "-3");
/** Ends a loop that has run long enough. */
const guard = "if not enter() then break end";

export function statements(dialect: Dialect, parts: Parts): Text[] {
  return [
    ...assignments(parts),
    ...loops(dialect, parts),
    ...functions(dialect, parts),
    ...tables(parts),
    ...(dialect === "LuaJIT" ? [...jumps(parts), ...suspended(parts), rarities(parts)] : []),
  ];
}

function assignments({ expression: e, callee, list, more, condition, block }: Parts): Text[] {
  const place = fc.oneof(name, name, global, make`tab(${name}).${key}`, make`tab(${name})[${numeral("Lua 5.1")}]`);
  return [
    make`p(${list})`,
    make`${place} = ${e}`,
    make`${name}, ${place} = ${e}, ${e}`,
    make`${place}, ${place}, ${name} = ${callee}(${list})`,
    make`${name}, ${name} = ${name}, ${name}`,
    make`${place}, ${place} = ${place}, ${e}`,
    make`local ${name} = ${e}`,
    make`local ${name}, ${name} = ${e}${more}`,
    make`do local v1, v2, v3, v4, v5 = ${pick("...", "..., 1", "1, ...")} p(v5, v4, v3, v2, v1, (...)) end`,
    make`${name}, ${place} = ${pick("...", "(...), ...", "select(2, ...)")}`,
    make`${callee}(${list})`.map((text) => (text.startsWith("(") ? `local _ = ${text}` : text)),
    make`p(select("#"${more})${more})`,
    make`if ${condition} then\n${block}\nelseif ${e} then\n${block}\nelse\n${block}\nend`,
    make`if ${condition} then\n${block}\nend`,
    make`do ${block} end`,
    make`do local x, y = ${e}, ${e} if same(x, y) then p(x < y, x <= y, not (x > y), x >= y, x == y) end end`,
  ];
}

function loops(dialect: Dialect, { expression: e, fn, more, condition, block, callee }: Parts): Text[] {
  const from = numeral(dialect);
  return [
    make`for x = ${small}, ${small} do ${pick(guard)}\n${block}\nif ${condition} then break end\nend`,
    make`for ${name} = ${e}, ${small}, ${small.filter((text) => text !== "0")} do ${pick(guard)}\n${block}\nif true then break end\nend`,
    make`for x = num(${e}), ${from}, ${step} do ${pick(guard)}\n${block}\nif ${condition} then break end\nend`,
    make`for x = ${pick("10", "7.5", "12")}, ${pick("0", "1", "-1")}, ${pick("-1", "-2", "-0.75")} do ${pick(guard)}\np(x, ${e})\nend`,
    make`do local s, t = 0, {} for i = 1, ${pick("9", "17", "30")} do s = s + num(t[i - 1]) + i t[i] = s % 11 t.k = ${condition} end p(s, t.k, #t) end`,
    make`for i = -5, 5, ${pick("1", "2.5", "3")} do p(i ${operator} ${from}, ${from} ${operator} i, -i) end`,
    make`do local s = 0 for i = 1, 12 do for j = i, 12, ${pick("2", "3", "5")} do if ${condition} then break end s = s + j end end p(s) end`,
    make`for ${name}, ${name} in each(${e}) do\n${block}\nend`,
    make`for ${name}, ${name} in ${pick("ipairs(whole", "pairs(listed")}(${e})) do\n${block}\nend`,
    make`for ${name} in ${e}, ${e} do ${pick(guard)}\n${block}\nif ${condition} then break end\nend`,
    make`do local n = 0\nwhile n < 3 and enter() and (${condition}) do\nn = n + 1\ndo ${block} end\nend end`,
    make`do local n = 0 repeat\nlocal ${name} = ${e}\nn = n + 1\nuntil n > 2 or not enter() or ${condition} end`,
    make`do local n = 0 repeat n = n + 1\nlocal v = ${e}\n${name} = function() v = num(v) + n return v end\nuntil n > 2 or (function(...) return v and ${condition} end)() end`,
    make`do local fs = {} for i = 1, 3 do local v = ${e} fs[i] = function(y, ...) v, i = y, i + 1 return v, i end end\nfor i = 3, 1, -1 do p(fs[i](${name})) p(fs[i](i)) end end`,
    make`do local fs = {} for i = 1, select("#", ...) do local v = (select(i, ...)) fs[i] = function(...) v = ${e} return v, i, ... end end\nfor i = 1, #fs do p(fs[i](${e})) end end`,
    make`do local n = 0 for k, v in (function(...) local k = 0 return function(s, i) k = k + 1 if k < 12 then return k, i end end${more} end)() do n = n + num(v) end p(n) end`,
    make`for i = 1, 11 do ${pick(guard)}\n${name} = ${callee}(turn(i))\nend`,
    make`do local f = ${fn}\nfor i = 1, 12 do ${pick(guard)}\np(pcall(f, turn(i), ${e}))\nend end`,
  ];
}

function functions(dialect: Dialect, { expression: e, fn, list, more, block, callee }: Parts): Text[] {
  const level = dialect === "LuaJIT" ? pick("0", "1", "2", "3") : pick("0", "1");
  const operand = pick("nil", "true", "1", "{}", "'s'", "print");
  const fault = fc.oneof(
    pick("n.x.y = 1", "n()", "n.x()", "n:m()", "G9()", "G9.x = 1", "up()", "up.x.y = 1", "n[nil] = 1", "p(G9 .. n)"),
    pick(
      "p(n + 1)",
      "p(1 - n)",
      "p(n .. 's')",
      "p(-n)",
      "p(#n)",
      "p(n < 1)",
      "p(n.x + 1)",
      "p(n.x .. up)",
      "p(n < up)",
    ),
    pick(
      "for i = n, 1 do end",
      "for i = 1, n do end",
      "for i in n do end",
      "p(n.x.y.z)",
      "p(n[up][n])",
      "p(('x'):nope())",
    ),
  );
  return [
    make`local function ${name}(x, ...) if not enter() then return end\n${block}\nend`,
    make`local function ${name}(n, ...) if not enter() or num(n) <= 0 then return ${list} end\ndo ${block} end\nreturn ${name}(num(n) - 1, ${e}, ...) end`,
    make`p(pcall(function(x, ...)\n${block}\nend, ${e}))`,
    make`often(function(x, ...)\n${block}\nend${more})`,
    make`often(function(x, ...) return ${e}${more} end${more})`,
    make`do local function deep(n, ...) if n == 0 then return ${list} end return ${pick("1, ", "n, ", "'x', ", "")}(deep(n - 1, ...)) end p(deep(${pick("5", "12", "40", "300")}${more})) end`,
    make`do local function down(n, ...) if n == 0 then return ${list} end return down(n - 1, ...) end p(down(${pick("5", "14", "500")}${more})) end`,
    make`do local up = ${operand} local function f(...) local n = ${operand} ${fault} end named(f) for i = 1, 9 do pcall(f) end named(f) end`,
    make`error(${e}, ${level})`,
    ...(dialect === "LuaJIT"
      ? [
          make`p(xpcall(${fn}, function(m, ...) return m, ${handler(e)} end${more}))`,
          make`p(xpcall(function(x, ...)\n${block}\nend, function(m, ...) p("handler", m) return ${handler(e)} end))`,
          make`p(xpcall(${callee}, function(m) return trace() end${more}))`,
        ]
      : [make`p(xpcall(function(...)\n${block}\nend, function(m) p("handler", m) return m end))`]),
  ];
}

/** After an error that it has caught itself, LuaJIT calls a handler again for its next one: handlers here fail at once. */
function handler(e: Text): Text {
  return fc.oneof(make`select(2, pcall(function(...) return ${e} end, ...))`, pick("m.x.y", "trace()"));
}

function tables({ expression: e, fn, condition, list }: Parts): Text[] {
  const event = pick(
    "__call",
    "__index",
    "__newindex",
    "__add",
    "__concat",
    "__unm",
    "__sub",
    "__eq",
    "__lt",
    "__le",
    "__mod",
  );
  return [
    make`table.insert(whole(${name}), ${e})`,
    make`p(table.remove(whole(${name})), #whole(${name}))`,
    make`do local t = whole(${name}) for i = 1, #t do t[i] = num(t[i]) end table.sort(t, function(x, y, ...) return ${pick("x < y", "x > y")} end) p(unpack(t)) end`,
    make`do local t = {num(${e}), num(${e}), num(${e})} p(pcall(table.sort, t, function(x, y, ...)\nif ${condition} then return ${e} end\nreturn x < y end)) end`,
    make`setmetatable(tab(${name}), {__index = ${e}})`,
    make`setmetatable(tab(${name}), {${event} = ${fn}, ${event} = ${e}})`,
    make`setfenv(1, setmetatable({}, {__index = getfenv(1)}))`,
    make`do local t = {${list}} for i = 1, 9 do t[i % 4] = ${e} p(t[0], t[1], t[2], t[3]) if ${condition} then t[i % 3 + 1] = nil end end end`,
    make`do local o = setmetatable({v = ${e}}, {__newindex = function(t, k, v) p("new", k, v) end}) for i = 1, 9 do if ${condition} or i % 4 == 0 then o.v = nil end o.v, o.${key} = i, ${e} p(o.v) end end`,
    make`for i = 1, 10 do local o = ({obj, inst, tab, tostring})[i % ${pick("2", "3", "4")} + 1](${e}) p(o.${key}, o.w, pcall(function(...) o.${key} = i return o:${key}(i) end)) end`,
  ];
}

function jumps(parts: Parts): Text[] {
  const { condition, block } = parts;
  return [
    make`for i = 1, 3 do\nif ${condition} then goto continue end\ndo ${block}\nend\n::continue:: p("go", i) end`,
    make`do local i = 0\n::top:: local x = i\n${name} = function(y, ...) x = x + num(y) return x end\ni = i + 1\nif i < 3 and enter() and (${condition}) then goto top end\np(${name}(1)) end`,
    make`for i = 1, 2 do for j = 1, 3 do\nif ${condition} then goto outer end\nif ${condition} then break end\ndo ${block} end\nend ::outer:: p("i", i) end`,
    make`do local n = 0 while true do n = n + 1\nif n > 2 or not enter() then break end\nif ${condition} then goto out end\ndo ${block} end\nend ::out:: p("n", n) end`,
    maze(parts),
    maze(parts),
  ];
}

/** Labels in a row, with jumps between them that make no loops a compiler would know: they are entered anywhere. */
function maze({ expression: e, condition, callee, list }: Parts): Text {
  const label = pick("M1", "M2", "M3", "M4", "M5");
  const ask = fc.oneof(condition, make`(n + ${pick("0", "1", "2")}) % ${pick("2", "3", "4")} == ${pick("0", "1")}`);
  const jump = fc.oneof(
    make`if ${ask} then goto ${label} end`,
    make`if ${ask} then goto ${label} else p("at", n) end`,
    make`for i = 1, 3 do if ${ask} then goto ${label} end s = s + i end`,
    make`while n < 9 do n = n + 1 if ${ask} then goto ${label} elseif ${ask} then break end end`,
    make`for ${name}, v in pairs(listed(${e})) do s = s + num(v) if ${ask} then goto ${label} end end`,
    make`if ${ask} then return ${callee}(${list}) elseif ${ask} then return ${list} end`,
    make`p(${list}) G1, ${name} = ${e}, ${e}`,
    make`if ${ask} then return ${list} end p({n, ${pick("...", "unpack(keep)")}}, n - 2 ^ s - -n)`,
    make`do local v, w local function f(k) w = v return k and f, w end keep[#keep + 1], v, w = f, ... if ${ask} then return f(...) elseif ${ask} then return n, ... end end`,
    make`do local t = {n, ${list}} t.k, ${name} = t[s], ${callee}(n, ${list}) end`.map(withoutLooseCommas),
    make`do local v = n keep[#keep + 1] = function() v = v + 1 return v, s end if ${ask} then goto ${label} end end`,
    make`repeat n = n + 1 local v = ${e} if ${ask} then goto ${label} end s = s + 1 until n > 9 or v`,
  );
  const place = fc.tuple(jump, fc.option(jump, { nil: "" })).map((texts) => texts.join("\n"));
  return fc
    .tuple(ask, label, place, place, place, place, place)
    .map(
      ([start, target, ...places]) =>
        `do local n, s, keep = 0, 0, {} if ${start} then goto ${target} end\n${places
          .map((text, at) => `::M${at + 1}:: n = n + 1 if n > 25 then goto M6 end\n${text}`)
          .join("\n")}\n::M6:: p(n, s) for i = 1, #keep do p(keep[i]()) end end`,
    );
}

/** What takes long to run. */
function rarities({ expression: e, list, condition }: Parts): Text {
  const constants = Array.from({ length: 300 }, (_, at) => `"${at}"`).join(", ");
  return fc.oneof(
    { weight: 20, arbitrary: make`p(${list})` },
    {
      weight: 2,
      arbitrary: make`do local t = {${pick(constants)}} G1, G2 = G2, t[${e}] p(G1, G2, #t, ${condition}) end`,
    },
    {
      weight: 1,
      arbitrary: make`p(pcall(function() local function f(...) return 1 + f(...) end return f(${list}) end))`,
    },
    {
      weight: 1,
      arbitrary: make`do local function f(n, ...) if n == 0 then return ${list} end return (f(n - 1, ...)), n end p(f(3000, ${e})) end`,
    },
  );
}

/** For a list that may be empty, as the last of several. */
function withoutLooseCommas(text: string): string {
  return text.replace(/, (?=[)}])/g, "");
}

function suspended({ expression: e, condition, block, fn, more }: Parts): Text[] {
  return [
    make`do local co = coroutine.create(function(x, ...)\n${block}\nend)\nfor i = 1, 4 do p(coroutine.status(co), coroutine.resume(co, ${e}, i)) end end`,
    make`do local co = coroutine.wrap(function(x, ...)\n${block}\nend)\nfor i = 1, 3 do p(pcall(co, ${e}, i)) end end`,
    make`for ${name}, x in coroutine.wrap(function(...)\n${block}\nend) do ${pick(guard)}\n${block}\nend`,
    make`for ${name}, x in slowly(${e}) do ${pick(guard)}\n${block}\nend`,
    make`p(lazy(${e}) ${comparison} lazy(${e}), -lazy(1), lazy(2).v, lazy(3)[${e}])`,
    make`do local l = lazy(${e}) for i = 1, 11 do if ${condition} then p(l ${operator} i, i .. l .. "x", l < l, l.k, l[i]) end l[i], l.k = i, i end end`,
    make`do local l = lazy(${e}) l[${e}], l.${key}, l[1] = ${e}, l, i p(l ${operator} l, l:${key}(l <= l)) end`,
    make`do local co = coroutine.create(${fn}) p(coroutine.resume(co${more})) p(trace(co)) p(coroutine.resume(co${more})) p(trace(co)) end`,
    make`for i = 1, 12 do p(coroutine.yield(i, ${e})) end`,
    make`do setfenv(1, strange()) ${pick("", "G1 = 1 ")}G1, G2 = G2, ${e} p(G1, G2, G3) end`,
    make`p(pcall(function(...) for i = 1, 10 do if i > 8 then error(coroutine.yield(i)) end coroutine.yield(${e}) end end))`,
  ];
}
