import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "../fake-worker.ts";

const { run } = fakeWorker();

for (const name of ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]) {
  test(`resty.${name} takes a text in pieces, and begins anew after reset`, () => {
    const results = run(`
      local h = require("resty.${name}"):new()
      local ok = h:update("hel") and h:update("lo")
      local first = h:final()
      return ok, first, h:reset(), h:update("x"), h:final()`);
    const digest = (text: string) => createHash(name).update(text).digest().toString("latin1");
    assert.equal(results, [true, digest("hello"), true, true, digest("x")]);
  });

  test(`objects of resty.${name} are independent`, () => {
    assert.equal(
      run(`
        local lib = require "resty.${name}"
        local a, b = lib.new(), lib:new()
        a:update("a") b:update("b") a:update("a")
        local c = lib:new() c:update("aa")
        return a:final() == c:final()`),
      [true],
    );
  });
}

test("resty.md5 also takes a length, and gives hexadecimal digits", () => {
  assert.equal(run('local m = require("resty.md5"):new() m:update("hello world", 5) return m:final_hex()'), [
    "5d41402abc4b2a76b9719d911017c592",
  ]);
  assert.equal(run('return require("resty.sha1").final_hex'), [undefined]);
});

test("update names what has no length, where the reference does", () => {
  const cases: Record<string, string> = {
    "md5 nil": "md5.lua:54: attempt to get length of local 's' (a nil value)",
    "sha1 5": "sha1.lua:50: attempt to get length of local 's' (a number value)",
    "sha224 true": "sha224.lua:42: attempt to get length of local 's' (a boolean value)",
    "sha512 {}": "sha512.lua:57: bad argument #2 to 'SHA512_Update' (cannot convert 'table' to 'const void *')",
  };
  for (const [call, message] of Object.entries(cases)) {
    const [name, value] = call.split(" ");
    assert.equal(run(`local h = require("resty.${name}"):new() return pcall(h.update, h, ${value})`), [
      false,
      `/usr/local/openresty/lualib/resty/${message}`,
    ]);
  }
});

test("methods without an object fail as Lua does", () => {
  assert.equal(run('return pcall(require("resty.md5").update, nil, "x")'), [
    false,
    "/usr/local/openresty/lualib/resty/md5.lua:54: attempt to index local 'self' (a nil value)",
  ]);
  assert.equal(run('return (pcall(require("resty.md5").final, {}))'), [false]);
  assert.equal(run('return (pcall(require("resty.md5").reset, { _ctx = ngx.null }))'), [false]);
});

test.run();
