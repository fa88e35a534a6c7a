import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileCalls } from "../../src/vm/compiler/compile.ts";
import { LuaError } from "../../src/vm/errors.ts";
import { finish, sandbox } from "./scripts.ts";

/** Prints what a script prints when everything is interpreted, and when functions are compiled once they are hot. */
function inBothTiers(source: string): { interpreted: string; compiled: string; compiledFunctions: number } {
  const runs = [false, true].map((compiles) => {
    const { machine, output, defects } = sandbox();
    machine.state.compiles = compiles;
    const chunk = machine.load(source, "@t.lua");
    const outcome = finish(machine, machine.createCoroutine(chunk));
    assert.equal(defects, []);
    const error = outcome.kind === "failed" ? `failed: ${String(outcome.error)}\n` : "";
    const isCompiled = ({ compiled }: { compiled: unknown }): number => (typeof compiled === "function" ? 1 : 0);
    const count = chunk.prototype.children.reduce((sum, child) => sum + isCompiled(child), isCompiled(chunk.prototype));
    return { text: output() + error, count };
  });
  return {
    interpreted: runs[0]?.text ?? "",
    compiled: runs[1]?.text ?? "",
    compiledFunctions: runs[1]?.count ?? 0,
  };
}

/** A script whose function `f(i)` is called often; what it returns or raises the first and the last time is printed. */
function often(body: string): string {
  return `local function f(i, ...) ${body} end
for i = 1, 70 do
  local results = { pcall(f, i, "a", nil, "c") }
  if i < 3 or i > 68 then
    for at = 1, 6 do results[at] = tostring(results[at]):gsub("0x%x+", "ADDR") end
    print(i, table.concat(results, " ", 1, 6))
  end
end`;
}

const BODIES: Readonly<Record<string, string>> = {
  arithmetic: "return i + 1, i - 0.5, i * i, i / 3, i % 7, (i % 5) ^ 2",
  "arithmetic on strings and tables":
    'local t = setmetatable({}, { __add = function(a, b) return "added" end }) return "3" + i, t + i, i + t, -"2"',
  "a failing addition": "local t = {} return i + t",
  "a method whose look-up yields":
    "local t = setmetatable({}, { __index = function(_, name) coroutine.yield() return function(self) return self end end }) local co = coroutine.create(function() return t:m() == t end) coroutine.resume(co) local _, same = coroutine.resume(co) return same",
  "a failing index of a field of an upvalue": "return print.x.y",
  "a failing call of a method": 'local s = "x" return s:nope(i)',
  "a failing concatenation names its operand": 'local t, u = {}, "a" return u .. "b" .. t .. "c"',
  comparisons: 'return i < 100, i <= 100, i > 100, "a" < "b", i == 100, i ~= 100',
  "a failing comparison": "return i < {}",
  loops:
    "local sum = 0 for k = 1, i do if k % 2 == 0 then sum = sum + k end end while sum > 100 do sum = sum - 7 end repeat sum = sum + 1 until sum > 3 return sum",
  "a loop over strings as numbers": 'local n = 0 for k = "1", i do n = n + k end return n',
  "a failing loop": "for k = 1, {} do end",
  "pairs and ipairs":
    "local n = 0 for k, v in pairs({ 1, 2, x = 3 }) do n = n + v end for k, v in ipairs({ 4, 5, nil, 6 }) do n = n + k * v end return n",
  "a generic loop with a closure":
    "local n = 0 for a, b, c in (function() local k = 0 return function() k = k + 1 if k < 4 then return k, k * 2, k * 3 end end end)() do n = n + a + b + c end return n",
  closures:
    "local list = {} for k = 1, 3 do list[k] = function() k = k + i return k end end return list[1](), list[1](), list[2](), list[3]()",
  varargs: 'return select("#", ...), (...), ...',
  "open results": "local function two() return i, i + 1 end return two(), (two()), two()",
  "table constructors": "local t = { i, i + 1, x = i, [i] = 1, ... } return #t, t.x, t[1], t[3], t[5]",
  fields: "local t = { a = i } t.b = t.a t.a = nil t[1], t[2] = i, t.b return t.a, t.b, #t, t[2], t.c",
  "inherited fields":
    "local class = { m = function(self, x) return self.v + x end } class.__index = class local o = setmetatable({ v = i }, class) return o:m(1), o.m(o, 2), o.none",
  "tail calls":
    "local function down(n) if n == 0 then return 'bottom', i end return down(n - 1) end return down(i * 50)",
  recursion: "local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end return deep(i * 10)",
  "endless recursion": "local function deep() return 1 + deep() end return deep()",
  goto: "local n = 0 ::top:: n = n + 1 if n < i then goto top end do goto out end n = -1 ::out:: return n",
  "and, or, not": "return i > 50 and 'big' or 'small', not i, nil == false, i and nil, nil or i",
  "a protected call inside": "return pcall(function() if i % 2 == 0 then error('even', 0) end return 'odd' end)",
  "a traceback": "return (debug.traceback('here'):gsub('%[C%].*', ''))",
  coroutines:
    "local co = coroutine.wrap(function(a) for k = 1, 3 do a = a + coroutine.yield(a) end return 'end' end) return co(i), co(1), co(2), co(3)",
  "suspending in a call": "local a = wait(i) return a, (wait(a + 1)), select('#', wait(1, 2, 3))",
  "suspending in a metamethod":
    "local t = setmetatable({}, { __index = function(_, k) return wait(k .. i) end, __lt = function() return wait(true) end, __concat = function(a, b) return wait('cat') end }) return t.x, t < t, t .. 1, 'a' .. t .. 'b'",
  "suspending in an iterator":
    "local n = 0 for k in function(_, k) k = wait((k or 0) + 1) if k < 4 then return k end end do n = n + k end return n",
  "setfenv in the middle": "local env = { x = i } local function g() return x end setfenv(g, env) return g(), x",
};

for (const [name, body] of Object.entries(BODIES)) {
  test(`both tiers agree on ${name}`, () => {
    const { interpreted, compiled, compiledFunctions } = inBothTiers(often(body));
    assert.is(compiled, interpreted);
    assert.ok(compiledFunctions > 0, "nothing was compiled");
  });
}

test("a loop that is hot is taken over in the middle", () => {
  const { interpreted, compiled } = inBothTiers(
    "local s, t = 0, {} for i = 1, 5000 do s = s + i t[#t + 1] = s end print(s, #t, t[5000])",
  );
  assert.is(compiled, interpreted);
  assert.is(compiled, "12502500\t5000\t12502500\n");
});

test("nothing of a script's text gets into generated code", () => {
  const { machine } = sandbox();
  const evil = '"); globalThis.caught = 1; //';
  const quoted = JSON.stringify(evil);
  const source = `local t = { [${quoted}] = ${quoted} } local n = 0 for i = 1, 200 do local s = ${quoted} n = n + #(s .. t[${quoted}]) end print(n)`;
  const chunk = machine.load(source, `@${evil}`);
  finish(machine, machine.createCoroutine(chunk));
  const forms = [...chunk.prototype.goOnAt.values()];
  assert.is(forms.length, 1);
  assert.not.ok(forms.some((form) => form === null || String(form).includes("caught")));
  assert.is((globalThis as { caught?: number }).caught, undefined);
});

test("a chunk that reads variables of other functions ends compiling", () => {
  const { machine } = sandbox();
  machine.load("return debug.traceback()", "@t.lua");
  assert.ok(machine.state.compiles);
  machine.load("return function() return debug.getlocal(1, 1) end", "@t.lua");
  assert.not.ok(machine.state.compiles);
});

test("very large functions stay interpreted", () => {
  const { machine } = sandbox();
  const { prototype } = machine.load(`local x = 0 ${"x = x + 1 ".repeat(3000)}return x`, "@t.lua");
  assert.is(compileCalls(machine.state, prototype), null);
});

test("a machine can be told to interpret only", () => {
  const { machine } = sandbox();
  machine.state.compiles = false;
  const chunk = machine.load("for i = 1, 1000 do end", "@t.lua");
  finish(machine, machine.createCoroutine(chunk));
  assert.is(chunk.prototype.compiled, undefined);
});

test("calls from the host that fail leave a machine usable", () => {
  const { machine } = sandbox();
  assert.throws(
    () => machine.call(machine.load("error('first', 0)", "@t.lua")),
    (thrown: unknown) => thrown instanceof LuaError && thrown.value === "first",
  );
  assert.equal(machine.call(machine.load("return 1, nil, 'x'", "@t.lua")), [1, undefined, "x"]);
});

test.run();
