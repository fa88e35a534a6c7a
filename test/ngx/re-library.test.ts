import { test } from "uvu";
import * as assert from "uvu/assert";
import { linesOf } from "../runtime/harness.ts";

const RE = "/usr/local/openresty/lualib/ngx/re.lua";

/** What pcall answers of each call. */
function results(...calls: readonly string[]): string[] {
  return linesOf(`local re = require "ngx.re"\n${calls.map((call) => `ngx.say(pcall(${call}))`).join("\n")}`);
}

test("the stack of PCRE's compiler may be set until a pattern was kept with the option o", () => {
  assert.equal(
    results(
      're.opt, "jit_stack_size", 32768',
      're.opt, "jit_stack_size", "x"',
      're.opt, "jit_stack_size"',
      "re.opt",
      'ngx.re.gsub, "a", "a", "b", "o"',
      're.opt, "jit_stack_size", 1',
      'ngx.re.find, "a", "a", "jo"',
      'function() re.opt("jit_stack_size", 1) end',
    ),
    [
      "true",
      `false${RE}:305: bad argument #1 to 'ngx_lua_ffi_set_jit_stack_size' (cannot convert 'string' to 'int')`,
      `false${RE}:305: bad argument #1 to 'ngx_lua_ffi_set_jit_stack_size' (cannot convert 'nil' to 'int')`,
      "falseunrecognized option name",
      "trueb1",
      "true",
      "true11",
      "falset.lua:9: changing jit stack size is not allowed when some regexs have already been compiled and cached",
    ],
  );
});

test("split refuses what the reference refuses", () => {
  assert.equal(
    results(
      're.split, "a,b"',
      're.split, "a,b", ",", "q"',
      're.split, "a,b", ",", nil, 5',
      're.split, "a,b", ",", nil, { pos = "2" }',
      're.split, "a,b", ",", nil, nil, "x"',
      're.split, "a,b", ",", nil, nil, nil, 5',
      're.split, "a\\255b", ",", "u"',
    ),
    [
      "false/usr/local/openresty/lualib/resty/core/regex.lua:618: attempt to get length of local 'regex' (a nil value)",
      `false${RE}:173: unknown flag "q" (flags "q")`,
      `false${RE}:143: attempt to index local 'ctx' (a number value)`,
      `false${RE}:166: attempt to compare number with string`,
      `false${RE}:154: attempt to compare number with string`,
      "falseres is not a table",
      "truenilpcre_exec() failed: -23",
    ],
  );
});

test("split goes on where a context says, and tells where it ended", () => {
  assert.equal(
    linesOf(`
      local split = require("ngx.re").split
      local ctx = { pos = 3 }
      ngx.say(table.concat(split("a,b,c,d", ",", nil, ctx, 2), "|"), " ", ctx.pos)
      ctx = {}
      ngx.say(table.concat(split("a,b", ",", nil, ctx), "|"), " ", ctx.pos)
      ngx.say(table.concat(split("b,ab", "(a)|(b)"), "|"))`),
    ["b|c,d 4", "a|b 2", "|b,ab|,|a||b,ab"],
  );
});

test.run();
