import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "./fake-worker.ts";

const { context, run } = fakeWorker();
const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);

test("md5 takes anything, and nil and false for nothing", () => {
  assert.equal(run('return ngx.md5("hello"), ngx.md5(123), ngx.md5(true)'), [
    "5d41402abc4b2a76b9719d911017c592",
    "202cb962ac59075b964b07152d234b70",
    "b326b5062b2f0e69046810717534cb09",
  ]);
  const empty = "d41d8cd98f00b204e9800998ecf8427e";
  assert.equal(run("return ngx.md5(), ngx.md5(nil), ngx.md5(false)"), [empty, empty, empty]);
});

test("md5 asks a metatable for its text", () => {
  assert.equal(run('return ngx.md5(setmetatable({}, { __tostring = function() return "hello" end }))'), [
    "5d41402abc4b2a76b9719d911017c592",
  ]);
});

test("md5_bin, sha1_bin and hmac_sha1 give bytes, as OpenSSL", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 100 }), (data, key) => {
      context.state.globals.set("data", latin1(data));
      context.state.globals.set("key", latin1(key));
      assert.equal(run("return ngx.md5_bin(data), ngx.sha1_bin(data), ngx.hmac_sha1(key, data)"), [
        createHash("md5").update(data).digest().toString("latin1"),
        createHash("sha1").update(data).digest().toString("latin1"),
        createHmac("sha1", key).update(data).digest().toString("latin1"),
      ]);
    }),
  );
});

test("hmac_sha1 counts and checks its arguments", () => {
  assert.equal(run('return pcall(ngx.hmac_sha1, "k")'), [false, "expecting 2 arguments, but got 1"]);
  assert.equal(run('return pcall(ngx.hmac_sha1, "k", {})'), [
    false,
    "bad argument #2 to '?' (string expected, got table)",
  ]);
  assert.equal(run('return ngx.hmac_sha1(1, 2) == ngx.hmac_sha1("1", "2")'), [true]);
});

test("both CRC-32 functions give the same unsigned number", () => {
  assert.equal(
    run('return ngx.crc32_short("hello"), ngx.crc32_long("\\255\\0"), ngx.crc32_short(), ngx.crc32_long(12)'),
    [907060870, 3539857293, 0, 1330857165],
  );
});

test("a text of megabytes is charged to the budget", () => {
  const fake = fakeWorker();
  fake.context.state.globals.set("long", "x".repeat(40_000_000));
  assert.throws(
    () => fake.run("return ngx.md5(long)"),
    (thrown: { reason: string }) => thrown.reason === "instruction limit exceeded",
  );
});

test.run();
