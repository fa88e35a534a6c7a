/** Random Lua expressions. */
import fc from "fast-check";
import { make, pick, type Text } from "./text.ts";

/** Where programs are to do the same: in LuaJIT, or in Lua 5.1, too, which has no `goto` and cannot yield just anywhere. */
export type Dialect = "LuaJIT" | "Lua 5.1";

/** The parts of the grammar, which nest in one another. `fn` is a function expression, `more` is ", …" or nothing. */
export interface Parts {
  readonly expression: Text;
  readonly callee: Text;
  readonly block: Text;
  readonly fn: Text;
  readonly list: Text;
  readonly more: Text;
  readonly condition: Text;
}

export const name = pick("a", "b", "c", "d", "x");
export const global = pick("G1", "G2");
export const key = pick("v", "w", "k1", "k2", "bad", "ro");
export const comparison = pick("<", "<=", ">", ">=", "==", "~=");
/** Those that name what they cannot compare in the same order with and without LuaJIT's 5.2 mode. */
const strict = pick("<", ">", "==", "~=");
export const small = pick("1", "2", "3", "4", "-1", "0", '"2"', "2.5");

const plain = ["0", "1", "2", "3", "-1", "0.5", "10", "1e15", "2^53", "0x10", "7", "256", "-7"];
const extreme = [
  "(0/0)",
  "-0",
  "1/0",
  "-(1/0)",
  "2^31",
  "2^31 - 1",
  "-2^31",
  "2^32",
  "2^53 + 1",
  "1e308",
  "5e-324",
  "0.1",
  "1e100",
];
export const operator = pick("+", "-", "*", "/", "%", "^");
const literal = pick('"s"', '"10"', '" 5 "', '"a\\0b"', '""', "'x y'", '"0x10"', "nil", "nil", "true", "false");

export function numeral(dialect: Dialect): Text {
  return dialect === "LuaJIT"
    ? fc.oneof({ arbitrary: pick(...plain), weight: 3 }, { arbitrary: pick(...extreme), weight: 1 })
    : pick(...plain);
}

/** What variables hold at first. */
export function first(dialect: Dialect, expression: Text): Text {
  const objects = ["{1, 2, 3}", "{v = 1, w = 'w'}", "{}", "obj(1)", "obj('o')", "inst(3)", "p", "select"];
  const yielding = dialect === "LuaJIT" ? ["lazy(2)", "proxy(4)", "string.len"] : [];
  return fc.oneof(
    { weight: 4, arbitrary: fc.oneof(numeral(dialect), literal) },
    { weight: 4, arbitrary: pick(...objects, ...yielding) },
    pick(
      "function(...) return select('#', ...), ... end",
      "coroutine.wrap(function(...) while true do p('in', ...) coroutine.yield(...) end end)",
      "setmetatable({}, {__index = function(t, k) return k end})",
      "setmetatable({v = 1}, {__index = string, __call = p})",
    ),
    make`(select(2, pcall(function(...) return ${expression} end, ...)))`,
  );
}

/** Conditions, of all kinds of comparison. */
export function conditions({ expression: e }: Pick<Parts, "expression">): Text {
  return fc.oneof(
    make`num(${e}) ${comparison} num(${e})`,
    make`num(${e}) ${comparison} ${numeral("Lua 5.1")}`,
    make`${e} == ${e}`,
    make`not ${e}`,
    make`(${e} and ${e})`,
    make`${e} ~= ${e} or ${e}`,
    make`str(${e}) ${strict} ${literal}`,
  );
}

export function callees({ fn }: Pick<Parts, "fn">): Text[] {
  return [make`fun(${name})`, make`fun(${name})`, name, make`fun(${global})`, make`tab(${name}).${key}`, make`(${fn})`];
}

/** Expressions of every kind, most of which nest. */
export function expressions(dialect: Dialect, parts: Parts): Text[] {
  const { expression: e, callee, fn, list, more, condition } = parts;
  const constants = fc.oneof(name, numeral(dialect), literal, global);
  const places = dialect === "LuaJIT" ? ["...", "select('#', ...)", "where()", "trace()"] : ["...", "select('#', ...)"];
  return [
    name,
    numeral(dialect),
    literal,
    fc.oneof(global, pick("..."), make`(${pick(...places)})`),
    make`num(${e}) ${operator} num(${e})`,
    make`num(${e}) ${operator} ${numeral(dialect)}`,
    make`${numeral(dialect)} ${operator} num(${e})`,
    make`${e} ${operator} ${e}`,
    make`(${e} ${operator} ${e})`,
    make`cut(str(${e}) .. str(${e}))`,
    make`cut(${e} .. ${e})`,
    make`cut(${e} .. "," .. ${constants} .. ${name})`,
    make`(${e} ${pick("and", "or")} ${e})`,
    make`(${condition})`,
    make`(${pick("-", "not ")}${e})`,
    make`#str(${e})`,
    make`{${list}}`,
    make`{${key} = ${constants}, ${e}, [${pick("0", "-1", "0.5", "10", "2^53")}] = ${constants}, ${list}}`,
    make`${pick("obj", "inst")}(${e})`,
    make`tab(${e}).${key}`,
    make`${name}.${key}`,
    make`tab(${e})[${e}]`,
    make`${name}[${constants}]`,
    make`${callee}(${list})`,
    make`(${callee}(${list}))`,
    make`${name}:${key}(${list})`,
    fn,
    fc.oneof(...calls(dialect, parts)),
    fc.oneof(
      make`(function(...) return select("#", ...), ... end)(${list})`,
      make`(...) and select(${pick("-1", "1", "2")}, ...)`,
      make`#whole(${e})`,
      make`pcall(fun(${e})${more})`,
      make`(select(2, ${fn}${more}))`,
      ...(dialect === "LuaJIT" ? suspensions(parts) : []),
    ),
  ];
}

/** Calls of the standard library. */
function calls(dialect: Dialect, { expression: e, fn, more }: Parts): Text[] {
  const format =
    dialect === "LuaJIT" ? make`"%s|%5.1f|%q", tostring(str(${e})), num(${e})` : make`"%s|%g|%s", "x", num(${e})`;
  return [
    make`pcall(${e}${more})`,
    make`select(${small}${more})`,
    make`cut(tostring(num(${e})))`,
    make`tonumber(str(${e}))`,
    make`unpack(whole(${e}))`,
    make`unpack({${e}, nil${more}}, ${small}, ${pick("1", "2", "3")})`,
    make`cut((str(${e})):rep(${small}))`,
    make`(str(${e})):sub(${small}, ${small})`,
    make`cut((str(${e})):gsub("[%w]", ${e}))`,
    make`cut((str(${e})):gsub(".", ${fn}, ${small}))`,
    make`str(${e}):find(${literal}, 1, true)`,
    make`str(${e}):match("^(.-)(%d*)$")`,
    make`cut(string.format(${format}, str(${e})))`,
    make`math.floor(num(${e}))`,
    make`math.max(num(${e}), num(${e}))`,
    make`cut(table.concat({str(${e}), str(${e})}, ","))`,
    make`type(${e})`,
    make`rawget(tab(${e}), ${e})`,
    make`rawequal(${e}, ${e})`,
    make`(str(${e})):${pick("upper", "lower", "reverse", "len")}()`,
    make`(str(${e})):byte(${small}, ${small})`,
  ];
}

/** What suspends the program, or may. */
function suspensions({ expression: e, fn, list }: Parts): Text[] {
  return [
    make`coroutine.yield(${list})`,
    make`(coroutine.yield(${list}))`,
    make`lazy(${e})`,
    make`#proxy(${e}, true)`,
    make`(lazy(${e}) ${operator} ${e})`,
    make`(${e} ${operator} lazy(${e}))`,
    make`cut(lazy(${e}) .. ${e})`,
    make`lazy(${e}):${key}(${list})`,
    make`(lazy(${e}) ${comparison} lazy(${e}))`,
    make`(-lazy(${e}))`,
    make`coroutine.wrap(${fn})`,
    make`pcall(coroutine.yield, ${e})`,
  ];
}
