import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Base64, decodeBase64Mime } from "../../src/ngx/text/base64.ts";
import { fakeWorker } from "./fake-worker.ts";

const { run } = fakeWorker();
const bytes = fc.uint8Array({ maxLength: 300 });

test("encode_base64 pads unless told not to", () => {
  assert.equal(
    run(
      'return ngx.encode_base64("f"), ngx.encode_base64("fo", true), ngx.encode_base64("foo"), ngx.encode_base64("")',
    ),
    ["Zg==", "Zm8", "Zm9v", ""],
  );
  assert.equal(run("return ngx.encode_base64(12), ngx.encode_base64(nil), ngx.encode_base64(true, false)"), [
    "MTI=",
    "",
    "dHJ1ZQ==",
  ]);
});

test("no_padding must be a boolean", () => {
  assert.equal(run('return pcall(ngx.encode_base64, "x", 1)'), [false, "bad no_padding: boolean expected, got number"]);
  assert.equal(run('local ok, e = pcall(function() local x = ngx.encode_base64("x", "y") end) return e'), [
    "t.lua:1: bad no_padding: boolean expected, got string",
  ]);
});

test("decode_base64 reads up to the first =", () => {
  const cases: Record<string, string | undefined> = {
    Zg: "f",
    Zm9: "fo",
    "Zm8=x": "fo",
    "Zm==9v": "f",
    "====": "",
    Z: undefined,
    Zm9vY: undefined,
    "Zm 9v": undefined,
    "Zm9v\\n": undefined,
    "-_": undefined,
    Zh: "f",
  };
  for (const [text, decoded] of Object.entries(cases)) {
    assert.equal(run(`return ngx.decode_base64("${text}")`), [decoded], text);
  }
});

test("decode_base64 takes strings only", () => {
  for (const call of ["ngx.decode_base64, 5", "ngx.decode_base64", "ngx.decode_base64mime, {}"]) {
    assert.equal(run(`return pcall(${call})`), [false, "string argument only"]);
  }
});

test("decode_base64mime passes over what is no digit", () => {
  assert.equal(run('return ngx.decode_base64mime("Zm9v\\r\\nYmFy"), ngx.decode_base64mime("Z m-8*=x")'), [
    "foobar",
    "fo",
  ]);
  assert.equal(run('return ngx.decode_base64mime("Zm9vY"), ngx.decode_base64mime("")'), [undefined, ""]);
});

test("ngx.base64 uses the alphabet of URLs, without padding", () => {
  const use = 'local b = require "ngx.base64" ';
  assert.equal(run(`${use} return b.encode_base64url("\\255\\254\\253\\251"), b.decode_base64url("__79-w==")`), [
    "__79-w",
    "\xff\xfe\xfd\xfb",
  ]);
  assert.equal(run(`${use} return b.decode_base64url("a+/b")`), [undefined, "invalid input"]);
  assert.equal(run(`${use} return b.encode_base64url(5)`), [undefined, "must provide a string"]);
  assert.equal(run(`${use} return b.decode_base64url()`), [undefined, "must provide a string"]);
});

test("what is encoded is what Node encodes, and is decoded again", () => {
  fc.assert(
    fc.property(bytes, (data) => {
      const text = String.fromCharCode(...data);
      const encoded = Base64.standard.encode(text, true);
      assert.is(encoded, Buffer.from(data).toString("base64"));
      assert.is(Base64.standard.decode(encoded), text);
      assert.is(decodeBase64Mime(encoded.replace(/(.{5})/g, "$1\r\n")), text);
      const urlSafe = Base64.urlSafe.encode(text, false);
      assert.is(urlSafe, Buffer.from(data).toString("base64url"));
      assert.is(Base64.urlSafe.decode(urlSafe), text);
    }),
  );
});

test("whatever is decoded is a text or nil", () => {
  fc.assert(
    fc.property(bytes, (data) => {
      const decoded = Base64.standard.decode(String.fromCharCode(...data));
      return decoded === undefined || typeof decoded === "string";
    }),
  );
});

test("a long text comes out whole", () => {
  const text = "\x00\xff\x80".repeat(100_000);
  assert.is(Base64.standard.decode(Base64.standard.encode(text, true)), text);
});

test.run();
