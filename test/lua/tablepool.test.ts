import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox } from "../cli/processes.ts";

// Runs the built command line: `npm test` builds it first.

async function linesOf(lua: string): Promise<string[]> {
  const { exit, stdout, stderr } = await ngxbox(["run", "-e", `local pool = require "tablepool" ${lua}`]);
  assert.equal({ exit, stderr }, { exit: 0, stderr: "" });
  return stdout.split("\n").slice(0, -1);
}

test("tables come back empty, the last one first, from the pool of their name", async () => {
  assert.equal(
    await linesOf(`
      local a, b = pool.fetch("x", 0, 1), pool.fetch("x", 4, 0)
      a.k, b[1] = 1, 2
      setmetatable(a, { __index = print })
      pool.release("x", a) pool.release("x", b)
      ngx.say(pool.fetch("y", 0, 0) == b)
      ngx.say(pool.fetch("x", 0, 0) == b, " ", pool.fetch("x", 0, 0) == a, " ", next(b), " ", next(a), " ", tostring(getmetatable(a)))
      ngx.say(pool.fetch("x", 0, 0) ~= a)`),
    ["false", "true true nil nil nil", "true"],
  );
});

test("no_clear leaves a table as it is", async () => {
  assert.equal(await linesOf('pool.release("x", { 5 }, true) ngx.say(pool.fetch("x", 0, 0)[1])'), ["5"]);
});

test("a pool keeps 200 tables", async () => {
  assert.equal(
    await linesOf(`
      local t = {}
      for i = 1, 300 do pool.release("x", { i }, true) end
      ngx.say(pool.fetch("x", 0, 0)[1])
      for i = 1, 199 do t = pool.fetch("x", 0, 0) end
      ngx.say(t[1], " ", #pool.fetch("x", 0, 0))`),
    ["200", "1 0"],
  );
});

test("bad arguments are refused", async () => {
  assert.equal(
    await linesOf(`
      ngx.say(select(2, pcall(function() pool.release("x") end)))
      for _, call in ipairs { { pool.fetch }, { pool.release, nil, {} }, { pool.release, "x", 5 } } do
        ngx.say((tostring(select(2, pcall(unpack(call, 1, 3)))):gsub("^/usr/local/openresty/lualib/tablepool.lua:%d+", "lib")))
      end`),
    [
      "(command line -e):2: object empty",
      "bad argument #1 to '?' (number expected, got nil)",
      "lib: table index is nil",
      "lib: bad argument #1 to 'setmetatable' (table expected, got number)",
    ],
  );
});

test.run();
