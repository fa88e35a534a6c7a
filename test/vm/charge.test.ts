import { test } from "uvu";
import * as assert from "uvu/assert";
import { run, stepsOf, TIERS } from "./scripts.ts";

/**
 * Calls whose work grows with the size `N` of what they are given. Without a charge a script could spend hours in few steps.
 */
const PAYING: Readonly<Record<string, readonly [prepare: string, act: string]>> = {
  "table.concat": ["local t = {} for i = 1, N do t[i] = 'x' end", "table.concat(t)"],
  "table.sort of numbers": ["local t = {} for i = 1, N do t[i] = N - i end", "table.sort(t)"],
  "table.insert at the front": ["local t = {} for i = 1, N do t[i] = i end", "table.insert(t, 1, 0)"],
  "table.remove at the front": ["local t = {} for i = 1, N do t[i] = i end", "table.remove(t, 1)"],
  "table.move": ["local t = {} for i = 1, N do t[i] = i end", "table.move(t, 1, N, 2)"],
  "table.maxn": ["local t = { [2 ^ 40] = 1 } for i = 1, N do t[-i] = i end", "table.maxn(t)"],
  "table.clone": ["local clone = require('table.clone') local t = {} for i = 1, N do t[i] = i end", "clone(t)"],
  "table.nkeys": ["local nkeys = require('table.nkeys') local t = {} for i = 1, N do t[i] = i end", "nkeys(t)"],
  "table.isarray": [
    "local isarray = require('table.isarray') local t = {} for i = 1, N do t[-i] = i end",
    "isarray(t)",
  ],
  "table.isempty of what was removed": [
    "local isempty = require('table.isempty') local t = {} for i = 1, N do t[-i] = i end for i = 1, N do t[-i] = nil end",
    "isempty(t)",
  ],
  "next behind what was removed": [
    "local t = {} for i = 1, N do t[-i] = i end for i = 1, N do t[-i] = nil end",
    "next(t)",
  ],
  "pairs behind what was removed": [
    "local t = {} for i = 1, N do t[-i] = i end for i = 1, N do t[-i] = nil end",
    "for _ in pairs(t) do end",
  ],
  "next over holes": ["local t = {} for i = 1, N do t[i] = i end for i = 1, N - 1 do t[i] = nil end", "next(t)"],
  "string.rep": ["", "local s = ('x'):rep(N)"],
  "string.upper": ["local s = ('x'):rep(N)", "s:upper()"],
  "string.byte of a run": ["local s = ('x'):rep(N / 8)", "s:byte(1, -1)"],
  "string.reverse": ["local s = ('x'):rep(N)", "s:reverse()"],
  "string.find of plain text": ["local s = ('x'):rep(N)", "s:find('y', 1, true)"],
  "string.find of a pattern": ["local s = ('x'):rep(N)", "s:find('%d')"],
  "string.find of text that nearly matches": [
    "local s, p = ('x'):rep(N), ('x'):rep(N / 2) .. 'y'",
    "s:find(p, 1, true)",
  ],
  "string.match": ["local s = ('x'):rep(N)", "s:match('^x*$')"],
  "string.gsub": ["local s = ('x'):rep(N)", "s:gsub('x', 'y')"],
  "string.gsub with a long template": ["local s, r = ('x'):rep(100), ('y'):rep(N / 100)", "s:gsub('x', r)"],
  "string.format by %s": ["local s = ('x'):rep(N)", "string.format('%s%s', s, s)"],
  "string.format by %q": ["local s = ('\\n'):rep(N)", "string.format('%q', s)"],
  "string.format by %p": ["local s = ('x'):rep(N)", "string.format('%p', s)"],
  "a long format": ["local f = ('x'):rep(N)", "string.format(f)"],
  "concatenation and a look at it": ["local s = ('x'):rep(N)", "s = s .. 'y' local b = s:byte(1)"],
  "comparison of equal texts by <": ["local a, b = ('x'):rep(N), ('x'):rep(N)", "local r = a < b"],
  "comparison of equal texts by <=": ["local a, b = ('x'):rep(N), ('x'):rep(N)", "local r = a <= b"],
  "comparison of equal texts by ==": ["local a, b = ('x'):rep(N), ('x'):rep(N)", "local r = a == b"],
  "comparison of texts that differ at their end": [
    "local a, b = ('x'):rep(N), ('x'):rep(N - 1) .. 'y'",
    "local r = a ~= b",
  ],
  rawequal: ["local a, b = ('x'):rep(N), ('x'):rep(N)", "rawequal(a, b)"],
  "a long key that is looked up": ["local a, b = ('x'):rep(N), ('x'):rep(N) local t = { [a] = 1 }", "local r = t[b]"],
  "a long key that is set": ["local a, b = ('x'):rep(N), ('x'):rep(N) local t = { [a] = 1 }", "t[b] = 2"],
  rawget: ["local a, b = ('x'):rep(N), ('x'):rep(N) local t = { [a] = 1 }", "rawget(t, b)"],
  rawset: ["local a, b = ('x'):rep(N), ('x'):rep(N) local t = { [a] = 1 }", "rawset(t, b, 2)"],
  tonumber: ["local s = ('x'):rep(N)", "tonumber(s)"],
  "tonumber with a base": ["local s = ('1'):rep(N)", "tonumber(s, 2)"],
  "arithmetic on long numerals": ["local s = (' '):rep(N) .. '1'", "local n = s + 1"],
  "a long numeral as an argument": ["local s = (' '):rep(N) .. '1'", "math.abs(s)"],
  "a long pattern": ["local p = ('%a'):rep(N / 2)", "('x'):find(p)"],
  "a long set in a pattern": ["local p = '[' .. ('a'):rep(N) .. ']'", "('x'):find(p)"],
  "a long format of os.date": ["local f = ('%Y'):rep(N / 2)", "os.date(f)"],
  "a long format of os.date without conversions": ["local f = ('Y'):rep(N)", "os.date(f)"],
  "package.searchpath": ["local p = ('?;'):rep(N / 2)", "package.searchpath('x', p)"],
  "package.searchpath for a long name": ["local n = ('.'):rep(N)", "package.searchpath(n, '?')"],
  "load of text": ["local s = ('x=1 '):rep(N / 4)", "load(s)"],
  "load of a comment": ["local s = '--' .. ('x'):rep(N)", "load(s)"],
  "load of what is wrong": ["local s = ('x=1 '):rep(N / 4) .. '?'", "load(s)"],
  "a call with many arguments": [
    "local t = {} for i = 1, 7000 do t[i] = i end",
    "for i = 1, N / 7000 do select('#', unpack(t)) end",
  ],
};

for (const [name, [prepare, act]] of Object.entries(PAYING)) {
  test(`${name} takes steps by the size of what it works on`, () => {
    const size = 2 ** 15;
    for (const tier of TIERS) {
      const cost = (n: number) =>
        stepsOf(`local N = ${n} ${prepare}; ${act}`, tier) - stepsOf(`local N = ${n} ${prepare}`, tier);
      const growth = cost(size) - cost(size / 16);
      assert.ok(growth >= size / 8192, `${growth} steps for ${size} more`);
    }
  });
}

test("a look at the stack takes steps by its depth", () => {
  const deep = (act: string) =>
    stepsOf(`local function f(n) if n > 0 then return 1 + f(n - 1) end ${act} return 0 end f(8000)`);
  for (const act of ["debug.traceback()", "debug.getinfo(7000)", "debug.getlocal(7000, 1)"]) {
    assert.ok(deep(act) - deep("") >= 7000 / 64, act);
  }
});

test("opening a file takes steps", () => {
  assert.ok(stepsOf("for i = 1, 100 do io.open('absent') end") > 2000);
});

test("a long format of os.date is paid for while it is worked on, not after it", () => {
  const budget = { steps: 1_000_000 };
  assert.is(run(`os.date(("%c"):rep(1e6))`, budget), "killed: instruction limit exceeded\n");
});

test("a long chunk is paid for while it is parsed", () => {
  const budget = { steps: 100_000 };
  // what is wrong at its end is never seen
  const source = `print(load(("x = 1 "):rep(1e6) .. "?"))`;
  assert.is(run(source, budget), "killed: instruction limit exceeded\n");
});

test.run();
