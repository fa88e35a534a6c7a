import { test } from "uvu";
import * as assert from "uvu/assert";
import { agreeWithLuaJit } from "../agreement.ts";
import { runInTiers } from "../scripts.ts";

agreeWithLuaJit({
  "a traceback from a level below 0 has no levels": `print(debug.traceback("neg", -1)) print(debug.traceback("far", 100))`,
  "getlocal of a function tells its parameters' names, of a native one none": `
    local function f(a, b, ...) local c end
    print(debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3), debug.getlocal(f, 0), debug.getlocal(f, -1))
    print(debug.getlocal(type, 1), pcall(debug.getlocal, {}, 1))`,
  "setlocal looks at the level first, then for a value": `
    print(pcall(debug.setlocal)) print(pcall(debug.setlocal, 100, "x")) print(pcall(debug.setlocal, 1, 1)) print(pcall(debug.setlocal, 1, "x", 1)) print(pcall(debug.setlocal, 1, 50, nil))`,
  "an environment can be had of every value that has one, and set": `
    local u = newproxy() local own = {}
    print(debug.getfenv(u) == _G, debug.setfenv(u, own) == u, debug.getfenv(u) == own)
    print(debug.getfenv(coroutine.create(type)) == _G, debug.getfenv(5), debug.getfenv("x"), debug.getfenv({}))
    print(pcall(debug.setfenv, 5, {})) print(pcall(debug.setfenv, {}, {})) print(pcall(debug.setfenv, print, 5))`,
  "the active lines have no end that is never reached": `
    local function lines(source) local found = {} for line in pairs(debug.getinfo(loadstring(source)(), "L").activelines) do found[#found + 1] = line end table.sort(found) print(table.concat(found, " ")) end
    lines "return function()\nend" lines "return function()\nreturn 1\nend" lines "return function(a)\nif a then\nreturn 1\nend\nend"
    lines "return function(a)\nif a then\nreturn 1\nelse\nreturn 2\nend\nend" lines "return function(a)\nwhile a do\nreturn 1\nend\nend" lines "return function(a)\ndo return f() end\nend"
    lines "return function(...)\nlocal a = ...\nreturn ...\nend"`,
  "the active lines of a table constructor are those of what it computes": `
    local function lines(source) local found = {} for line in pairs(debug.getinfo(loadstring(source), "L").activelines) do found[#found + 1] = line end table.sort(found) print(table.concat(found, " ")) end
    for _, items in ipairs { "1,\n2,\n3", "a=1,\nb=2,", "a=x,\nb=y,", "x,\ny,\nz", "f(),\n\n\ng()", "f(\n1,\n2),\n[k]=\n4,\n[\nz\n]=\nv", "...", "x,\n...", "'a',\n'b',\nx and\ny or\nz,",
      "a == 1,\nnot b,\n-c,\n#d", "1,\n2,\n[x] = 1,\n3,\ny", "n = 1,\n{ 2 },\n{\n3\n}", "true,\nx == y,\nfalse,\nnil,", "function()\nend,\nfunction()\nend", "x.y;\n1;\nz.y\n;2" } do
      lines("local t = {\n" .. items .. "\n}\nreturn t") lines("f {\n" .. items .. "\n}")
    end
    lines(("local t = {\n" .. ("x,\n1,\n"):rep(60) .. "y.z\n}"))`,
  "no option of getinfo is one of its own": `for _, option in ipairs { "r", "t", "x", "nr" } do print(option, pcall(debug.getinfo, 1, option)) end`,
});

test("upvalues that are not there are out of range, and arguments are checked in order", () => {
  const source = `local a, b = 1, 2 local function f() return a, b end local function g() return b end
    print(pcall(debug.upvalueid)) print(pcall(debug.upvalueid, 5, 1)) print(pcall(debug.upvalueid, f, 3)) print(pcall(debug.upvalueid, f, 0))
    print(pcall(debug.upvaluejoin)) print(pcall(debug.upvaluejoin, type, 1, f, 1)) print(pcall(debug.upvaluejoin, f, 3, 5, 1)) print(pcall(debug.upvaluejoin, f, 1, type, 1)) print(pcall(debug.upvaluejoin, f, 1, g, 2))
    debug.upvaluejoin(f, 1, g, 1) print(f())`;
  assert.is(
    runInTiers(source),
    `${[
      "false\tbad argument #1 to '?' (function expected, got no value)",
      "false\tbad argument #1 to '?' (function expected, got number)",
      "false\tbad argument #2 to '?' (index out of range)",
      "false\tbad argument #2 to '?' (index out of range)",
      "false\tbad argument #1 to '?' (function expected, got no value)",
      "false\tbad argument #1 to '?' (Lua function expected)",
      "false\tbad argument #2 to '?' (index out of range)",
      "false\tbad argument #3 to '?' (Lua function expected)",
      "false\tbad argument #4 to '?' (index out of range)",
      "2\t2",
    ].join("\n")}\n`,
  );
});

test("a user value belongs to userdata alone, and is the globals at first", () => {
  const source = `local u = newproxy() print(debug.getuservalue(u) == _G, debug.getuservalue(5), debug.setuservalue(u, { x = 1 }) == u, debug.getuservalue(u).x)
    print(pcall(debug.setuservalue, 5, {})) print(pcall(debug.setuservalue, u, 5)) print(pcall(debug.setuservalue))`;
  assert.is(
    runInTiers(source),
    `${[
      "true\tnil\ttrue\t1",
      "false\tbad argument #1 to '?' (userdata expected, got number)",
      "false\tbad argument #2 to '?' (table expected, got number)",
      "false\tbad argument #1 to '?' (userdata expected, got no value)",
    ].join("\n")}\n`,
  );
});

test.run();
