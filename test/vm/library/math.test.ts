import { test } from "uvu";
import * as assert from "uvu/assert";
import { installMath } from "../../../src/vm/library/math.ts";
import type { State } from "../../../src/vm/state.ts";
import { installed } from "../real-lua.ts";
import { eachExpression, run, runInLuaJit } from "./scripts.ts";

const install = (state: State) => state.globals.set("math", installMath(state));

const UNARY = `abs floor ceil sqrt log10 exp sin cos tan asin acos atan sinh cosh tanh frexp modf log deg rad`.split(
  " ",
);
const ARGUMENTS = ["nil", "1", "'0x10'", "'x'", "-0.5", "1e300", "-1e300", "0/0", "1/0", "-1/0", "0.1", "-0", "{}"];

const EXPRESSIONS = [
  `math.random()`,
  `math.randomseed(1,2)`,
  `math.randomseed(0/0)`,
  `math.random()`,
  `math.randomseed(1/0)`,
  `math.random()`,
  `math.randomseed(nil)`,
  `math.random(nil)`,
  `math.random(1,nil)`,
  `math.random(0/0)`,
  `math.random(1/0)`,
  `math.random("10")`,
  `math.max(0/0,1)`,
  `math.max(1,0/0)`,
  `math.max(1,0/0,2)`,
  `math.min(0/0,1)`,
  `math.min(1,0/0)`,
  `math.max(-0,0)`,
  `math.max(0,-0)`,
  `math.min(0,-0)`,
  `math.min(-0,0)`,
  `math.max("10")`,
  `math.min(1,0/0,2)`,
  `math.max(1,"x")`,
  `math.log(1000,10)`,
  `math.log(8,2)`,
  `math.log(2^1000,10)`,
  `math.log(-1,2)`,
  `math.log(1,nil)`,
  `math.log(0)`,
  `math.log(125,5)`,
  `math.log(12345.678,7)`,
  `math.log(0,10)`,
  `math.log(10,0)`,
  `math.fmod(1,0)`,
  `math.fmod(-6,3)`,
  `math.fmod(1/0,1)`,
  `math.fmod(5,-3)`,
  `math.fmod(-5,1/0)`,
  `math.fmod(nil,1)`,
  `math.atan2(0,-1)`,
  `math.atan2(-0,-1)`,
  `math.atan2(1)`,
  `math.pow(2)`,
  `math.pow(1,0/0)`,
  `math.pow(-1,1/0)`,
  `math.pow(-8,1/3)`,
  `math.ldexp(1,-1074)`,
  `math.ldexp(1,-1075)`,
  `math.ldexp(1.5,-1075)`,
  `math.ldexp(3,-1075)`,
  `math.ldexp(1,1024)`,
  `math.ldexp(0.5,1024)`,
  `math.ldexp(1,1e10)`,
  `math.ldexp(1,-1e10)`,
  `math.ldexp(0/0,1)`,
  `math.ldexp(1,2.9)`,
  `math.ldexp(1,-2.9)`,
  `math.ldexp(1,0/0)`,
  `math.ldexp("2","3")`,
  `math.ldexp(1)`,
  `math.ldexp(5e-324,2000)`,
  `math.ldexp(0,1/0)`,
  `math.ldexp(1/0,-1/0)`,
  `math.ldexp(-0,5)`,
  `math.ldexp(-1/0,-5)`,
  `math.frexp(5e-324)`,
  `math.frexp(-3.5)`,
  `math.frexp(2^1023)`,
  `math.frexp(2^-1022)`,
  `math.rad("x")`,
  `math.deg(setmetatable({},{__mul=function(_, x) return x end}))`,
];

test("functions of one number agree with LuaJIT on edge values", () => {
  if (!installed("luajit")) return;
  const script = eachExpression(UNARY.flatMap((name) => ARGUMENTS.map((value) => `math.${name}(${value})`)));
  assert.equal(run(script, install), runInLuaJit(script));
});

test("no argument is an error, but for random", () => {
  const lines = run(
    "p(pcall(math.floor)) p(pcall(math.max)) p(pcall(math.fmod, 1)) p(pcall(math.randomseed, nil))",
    install,
  );
  assert.equal(lines, [
    "false bad argument #1 to '?' (number expected, got no value)",
    "false bad argument #1 to '?' (number expected, got no value)",
    "false bad argument #2 to '?' (number expected, got no value)",
    "false bad argument #1 to '?' (number expected, got nil)",
  ]);
});

test("arguments of every kind give the results and errors of LuaJIT", () => {
  if (!installed("luajit")) return;
  const script = eachExpression(EXPRESSIONS);
  assert.equal(run(script, install), runInLuaJit(script));
});

/** Prints a double in full, whatever the rounding of tostring. */
const FULL = `local function full(x)
    if x ~= x or x == 1/0 or x == -1/0 then return x end
    local m, e = math.frexp(x) local high = math.floor(m * 2^26) return high, (m * 2^26 - high) * 2^27, e
  end`;

test("seeded sequences of random numbers are LuaJIT's, and so is the unseeded one", () => {
  if (!installed("luajit")) return;
  const script = `${FULL}
    for i = 1, 20 do p(full(math.random())) p(math.random(2^31), math.random(-5, 5)) end
    for _, seed in next, { 0, 1, -1, 42, 1e300, 5e-324, 123456789.123, -0.5, 1/0, -1/0, 0/0, 2^53, -0, -0.8652559794322651 } do
      math.randomseed(seed) for i = 1, 5 do p(full(math.random())) p(math.random(1000)) end
    end`;
  assert.equal(run(script, install), runInLuaJit(script));
});

test("the unseeded sequence begins with LuaJIT's number", () => {
  assert.equal(run("p(math.random())", install), ["0.79420629243124"]);
});

test("randomseed without a seed begins a sequence by chance", () => {
  const script = "p(pcall(math.randomseed)) p(math.random())";
  const withBytes = (byte: number) =>
    run(script, (state) =>
      state.globals.set("math", installMath(state, { bytes: (count) => new Uint8Array(count).fill(byte) })),
    );
  assert.is(withBytes(1)[0], "true");
  assert.equal(withBytes(1), withBytes(1));
  assert.is.not(withBytes(1)[1], withBytes(2)[1]);
  assert.is.not(run(script, install)[1], run("p(math.random())", install)[0]);
});

test("each machine has its own sequence", () => {
  const script =
    "math.randomseed(3) local a = math.random() math.randomseed(3) p(a == math.random(), math.random(100))";
  assert.equal(run(script, install), run(script, install));
});

test("frexp, ldexp and fmod are exact for numbers of any size", () => {
  if (!installed("luajit")) return;
  const script = `${FULL} math.randomseed(5)
    for i = 1, 1000 do
      local m, e = (math.random() - 0.5) * 2 ^ math.random(-60, 60), math.random(-1150, 1150)
      p(full(math.ldexp(m, e))) p(full(math.fmod(m, e))) local w, f = math.modf(m) p(full(w)) p(full(f)) p(full(math.deg(m)))
    end`;
  assert.equal(run(script, install), runInLuaJit(script));
});

test("Lua 5.1's functions and constants are there, later ones are not", () => {
  const lines = run(
    `p(type(math.pow), type(math.cosh), type(math.mod), type(math.tointeger), math.huge, math.pi > 3.14)`,
    install,
  );
  assert.equal(lines, ["function function nil nil inf true"]);
});

test.run();
