import { test } from "uvu";
import * as assert from "uvu/assert";
import { linesOf } from "../runtime/harness.ts";

test("a module that is still being loaded is refused by lua-resty-core's require", () => {
  const lines = linesOf(`
    package.preload.circle = function() return require("circle") end
    ngx.say(select(2, pcall(require, "circle")))
    ngx.say(select(2, pcall(function() require("circle") end)))`);
  const refusal = "/usr/local/openresty/lualib/resty/core/base.lua:80: loop or previous error loading module 'circle'";
  assert.equal(lines, [refusal, refusal]);
});

test.run();
