// Functions nest as deep as in LuaJIT, however they call each other: JavaScript's own stack must not end before.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installed, runInLuaJit } from "../vm/real-lua.ts";
import { ngxbox } from "./processes.ts";

const list = (count: number, item: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => item(at)).join(", ");

/** Functions `f` that call themselves `N` times, with `count` arguments besides. Each nests in another way. */
const shapes = (count: number): string[] => {
  const names = list(count, (at) => `a${at}`);
  const sums = list(count, (at) => `a${at} + n * 2 - 1`);
  return [
    `local function f(n, ${names}) if n == 0 then return a0 end return 1 + f(n - 1, ${names}) end`,
    `local function f(n, ${names}) if n == 0 then return a0 end return 1 + f(n - 1, ${sums}) end`,
    `local function f(n, ...) if n == 0 then return (...) end local r = f(n - 1, ...) return 1 + r end`,
    `local function less(n, ...) return n - 1, ... end
     local function f(n, ${names}) if n == 0 then return a0 end return 1 + f(less(n, ${names})) end`,
    `local f local function g(n, ${names}) return f(n, ${names}) end
     function f(n, ${names}) if n == 0 then return a0 end local r = g(n - 1, ${names}) return 1 + r end`,
    `local f = setmetatable({}, { __call = function(self, n, ${names}) if n == 0 then return a0 end return 1 + self(n - 1, ${names}) end })`,
    `local f = setmetatable({}, { __call = function(self, n, ...) if n == 0 then return (...) end return 1 + self(n - 1, ...) end })`,
    `local function f(n, ${names}) if n == 0 then return a0 end local _, r = pcall(f, n - 1, ${names}) return 1 + r end`,
    `local function f(n, ...) if n == 0 then return (...) end local _, r = xpcall(f, debug.traceback, n - 1, ...) return 1 + r end`,
    `local C = {} C.__index = C function C:f(n, ...) if n == 0 then return (...) end return 1 + self:f(n - 1, ...) end
     local o = setmetatable({}, C) local function f(...) return o:f(...) end`,
    `local f local t = setmetatable({}, { __index = function(_, n) return f(n, 7) end })
     function f(n) if n == 0 then return 7 end return 1 + t[n - 1] end`,
    `local f local t = setmetatable({}, { __concat = function(_, n) return f(n, 7) end })
     function f(n) if n == 0 then return 7 end return 1 + (t .. n - 1) end`,
    `local function f(n, ...) if n == 0 then return (...) end local s = 0
       for _, v in pairs({ ... }) do s = f(n - 1, ...) break end return 1 + s end`,
    `local function f(n, ...) local rest = { ... } if n == 0 then return (...) end
       for r in function(_, last) if not last then return f(n - 1, unpack(rest)) end end do return 1 + r end end`,
  ];
};

const SHOW =
  'local function show(name, ...) io.write(name, " ", tostring((...)), " ", tostring(select(2, ...)), "\\n") end\n';

const script =
  SHOW +
  [3, 20, 50]
    .flatMap((count) =>
      shapes(count).map((shape, at) => {
        const slots = 60_000 / (2 * count + 16);
        return `do ${shape} show("${count} ${at}", pcall(f, ${Math.floor(Math.min(slots, 2500))}, ${list(count, String)})) end`;
      }),
    )
    .join("\n");

test("every kind of call nests", async () => {
  const expected = installed("luajit") ? runInLuaJit(script) : undefined;
  for (const options of [[], ["--vm=compiler"], ["--vm=interpreter"]]) {
    const { exit, stdout } = await ngxbox(["run", ...options, "-e", script]);
    assert.is(exit, 0);
    assert.not.match(stdout, "false");
    if (expected !== undefined) assert.is(stdout, expected);
  }
});

/** Functions `f` that call themselves until there is no room, and note in `depth` how often. */
const ENDLESS: readonly string[] = [
  "local function f(n) depth = n return 1 + f(n + 1) end",
  "local function f(n, a, b, c) depth = n local x, y, z = n, n, n return 1 + f(n + 1, a, b, c) + x end",
  "local function f(n, ...) depth = n local r = f(n + 1, ...) return 1 + r end",
  "local function g(n, ...) return n + 1, ... end local function f(n, a, b) depth = n return 1 + f(g(n, a, b)) end",
  "local f local function g(...) return f(...) end function f(n, ...) depth = n return 1 + g(n + 1, ...) end",
  "local f = setmetatable({}, { __call = function(self, n, a) depth = n return 1 + self(n + 1, a) end })",
  "local function f(n, a) depth = n local ok, r = pcall(f, n + 1, a) if not ok then error(r, 0) end return 1 + r end",
  `local function h(e) return e end
   local function f(n, a) depth = n local ok, r = xpcall(f, h, n + 1, a) if not ok then error(r, 0) end return 1 + r end`,
  `local t t = setmetatable({}, { __index = function(_, n) depth = n local r = t[n + 1] return r + 1 end })
   local function f(n) return t[n] end`,
  `local t t = setmetatable({}, { __add = function(_, n) local a, b, c = 1, 2, 3 depth = n local r = t + (n + 1) return r + a + b + c end })
   local function f(n) return t + n end`,
  `local t t = setmetatable({}, { __concat = function(_, n) depth = n local r = t .. (n + 1) return r + 1 end })
   local function f(n) return t .. n end`,
  "local function f(n) depth = n for r in function(_, x) if not x then return f(n + 1) end end do return r + 1 end end",
];

test("there is no more room for calls at the depth where LuaJIT has none", async () => {
  if (!installed("luajit")) return;
  const script = ENDLESS.map((shape) => {
    // often, so that it is compiled
    const calls = "for _ = 1, 12 do pcall(f, 1, 2, 3, 4) end local _, problem = pcall(f, 1, 2, 3, 4)";
    return `do local depth ${shape} ${calls} io.write(depth, " ", problem:match("stack overflow"), "\\n") end`;
  }).join("\n");
  const expected = runInLuaJit(script).split("\n");
  for (const options of [["--vm=compiler"], ["--vm=interpreter"]]) {
    const { exit, stdout } = await ngxbox(["run", ...options, "-e", script]);
    assert.is(exit, 0);
    stdout.split("\n").forEach((line, at) => {
      const [[ours, problem], [theirs, itsProblem]] = [line.split(" "), (expected[at] ?? "").split(" ")];
      assert.is(problem, itsProblem);
      const difference = Math.abs(Number(ours) - Number(theirs)) / Number(theirs || 1);
      assert.ok(difference < 0.002, `${ENDLESS[at]}: ${ours} calls, in LuaJIT ${theirs}`);
    });
  }
});

test.run();
