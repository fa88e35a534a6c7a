import { test } from "uvu";
import * as assert from "uvu/assert";
import { linesOf } from "../runtime/harness.ts";

const PARTS =
  "base base64 coroutine ctx exit hash misc ndk param phase regex request response shdict socket time uri utils var worker";

test("the parts of lua-resty-core can be required, and have its version", () => {
  const lines = linesOf(`
    local version = require("resty.core").version
    for name in ("${PARTS}"):gmatch("%S+") do
      local part = require("resty.core." .. name)
      ngx.say(name, " ", (part.version or part._VERSION) == version)
    end`);
  assert.equal(
    lines,
    PARTS.split(" ").map((name) => `${name} true`),
  );
});

test("the monotonic time is cached, as ngx.now is", () => {
  const lines = linesOf(`
    local time = require "resty.core.time"
    local before = time.monotonic_msec()
    ngx.say(time.monotonic_time() == before / 1000)
    ngx.sleep(2.5)
    ngx.say(time.monotonic_msec() - before)`);
  assert.equal(lines, ["true", "2500"]);
});

test("resty.core.base has tables, result codes and lists with free places, and nothing that needs ffi", () => {
  const lines = linesOf(`
    local base = require "resty.core.base"
    ngx.say(next(base.new_tab(4, 4)), " ", base.FFI_DECLINED, " ", base.get_string_buf_size())
    local t = { 1, 2 }
    base.clear_tab(t)
    base.set_string_buf_size(100.5)
    ngx.say(next(t), " ", base.get_string_buf_size())
    local list = { [0] = 2, "a", 0, "c" }
    ngx.say(base.ref_in_table(list, "b"), base.ref_in_table(list, "d"), base.ref_in_table(list, nil))
    ngx.say(table.concat(list), list[0])
    ngx.say(select("#", base.allows_subsystem("stream", "http")))
    ngx.say(pcall(base.allows_subsystem, "stream"))
    ngx.say(tostring(base.get_string_buf))`);
  assert.equal(lines, ["nil -5 4096", "nil 101", "24-1", "abcd0", "0", "falseunsupported subsystem: http", "nil"]);
});

test("str_replace_char replaces a byte, where the text is found", () => {
  const lines = linesOf(`
    local replace = require("resty.core.utils").str_replace_char
    ngx.say(replace("a-b-c", "-", "_"), " ", replace("a.b%", ".", "%"), " ", replace("a-b--c", "--", "xy"), " ", replace("ab", "x", nil))
    ngx.say(replace("a\\0b\\n", "\\0", "\\n") == "a\\nb\\n")
    ngx.say((pcall(replace, "a", "", "x")), (pcall(replace, "a", "a", "")), (pcall(replace, nil, "a", "")))`);
  assert.equal(lines, ["a_b_c a%b% axbxxc ab", "true", "falsefalsefalse"]);
});

test.run();
