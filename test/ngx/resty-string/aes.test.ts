import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "../fake-worker.ts";

const { run } = fakeWorker();
const aes = 'local aes, hex = require "resty.aes", require("resty.string").to_hex ';
const iv16 = '("i"):rep(16)';
const lua = (script: string) => run(`${aes} ${script.replaceAll(iv16, '"iiiiiiiiiiiiiiii"')}`);

test("a password alone is for AES-128 in mode cbc, with one round of MD5", () => {
  // openssl enc -aes-128-cbc -md md5 -nosalt -pass pass:AKeyForAES
  assert.equal(
    lua('local a = aes:new("AKeyForAES") local e = a:encrypt("Secret message!") return hex(e), a:decrypt(e)'),
    ["6d87d6b11c6bf0dcb76d1aa611520b3c", "Secret message!"],
  );
});

test("salt, cipher and hash can be chosen", () => {
  // openssl enc -aes-256-ctr -md sha512 -S 0102030405060708 -pass pass:pw
  assert.equal(
    lua(
      'local a = aes:new("pw", "\\1\\2\\3\\4\\5\\6\\7\\8", aes.cipher(256, "ctr"), aes.hash.sha512) return hex(a:encrypt("hello"))',
    ),
    ["348b77cad2"],
  );
  assert.equal(lua('return aes:new("pw", "short")'), [undefined, "salt must be 8 characters or nil"]);
});

test("hash_rounds hashes again and again", () => {
  let key = Buffer.from("pw12345678");
  for (let round = 0; round < 5; round++) key = createHash("sha256").update(key).digest();
  const [ours, given] = lua(
    `
    local rounds = aes:new("pw", "12345678", aes.cipher(256, "ecb"), aes.hash.sha256, 5)
    local direct = aes:new(hash_of(), nil, aes.cipher(256, "ecb"), { iv = "" })
    return rounds:encrypt("text"), direct:encrypt("text")`.replace(
      "hash_of()",
      `"${[...key].map((byte) => `\\${String(byte).padStart(3, "0")}`).join("")}"`,
    ),
  );
  assert.is(ours, given);
});

for (const mode of ["ecb", "cbc", "cfb1", "cfb8", "cfb128", "ofb", "ctr"]) {
  test(`what mode ${mode} encrypts it decrypts, for all sizes`, () => {
    assert.equal(
      lua(
        `
        for _, size in ipairs_ { 128, 192, 256 } do
          local a = aes:new("password", nil, aes.cipher(size, "${mode}"))
          local text = "a text of 37 bytes, which is no block"
          if a:decrypt(a:encrypt(text)) ~= text or a:decrypt(a:encrypt("")) ~= "" then return size end
        end
        return "all"`.replace(
          "ipairs_",
          "(function(t) local i = 0 return function() i = i + 1 if t[i] then return i, t[i] end end end)",
        ),
      ),
      ["all"],
    );
  });
}

test("a key with an initialization vector, and a key that a function makes", () => {
  assert.equal(
    lua(`local a = aes:new("0123456789abcdef", nil, nil, { iv = ${iv16} }) return a:decrypt(a:encrypt("x"))`),
    ["x"],
  );
  assert.equal(
    lua(`
      local a = aes:new("any key", nil, nil, { iv = ${iv16}, method = ngx.md5_bin })
      local b = aes:new(ngx.md5_bin("any key"), nil, nil, { iv = ${iv16} })
      return a:encrypt("x") == b:encrypt("x")`),
    [true],
  );
  assert.equal(lua('return aes:new("0123456789abcdef", nil, nil, {})'), [undefined, "iv is needed"]);
  assert.equal(lua(`return aes:new("0123456789abcdef", nil, nil, { iv = ${iv16} .. "x" })`), [
    undefined,
    "bad iv length",
  ]);
  assert.equal(lua(`return aes:new("short", nil, nil, { iv = ${iv16} })`), [undefined, "bad key length"]);
  assert.equal(lua(`return aes:new("x", nil, nil, { iv = ${iv16}, method = ngx.sha1_bin })`), [
    undefined,
    "bad key length",
  ]);
});

test("without padding texts must be of whole blocks", () => {
  assert.equal(
    lua(`
      local a = aes:new("pw", nil, nil, nil, nil, nil, false)
      local e = a:encrypt(${iv16})
      return #e, a:decrypt(e), a:encrypt("")`),
    [16, "iiiiiiiiiiiiiiii", ""],
  );
  assert.equal(lua('return aes:new("pw", nil, nil, nil, nil, nil, false):encrypt("x")'), [
    undefined,
    "EVP_EncryptFinal_ex failed",
  ]);
});

test("what was not encrypted with the key is not decrypted", () => {
  const failed = [undefined, "EVP_DecryptFinal_ex failed"];
  assert.equal(lua(`return aes:new("pw"):decrypt(${iv16})`), failed);
  assert.equal(lua('return aes:new("pw"):decrypt("x")'), failed);
  assert.equal(lua('return aes:new("pw"):decrypt("")'), failed);
});

test("gcm gives a tag, which must fit the text and the additional data", () => {
  const gcm = 'local a = aes:new("pw", nil, aes.cipher(256, "gcm"), nil, 1, 12) local r = a:encrypt("hello", "more") ';
  assert.equal(lua(`${gcm} return #r, #r[1], #r[2], a:decrypt(r[1], r[2], "more")`), [2, 5, 16, "hello"]);
  const failed = [undefined, "EVP_DecryptFinal_ex failed"];
  assert.equal(lua(`${gcm} return a:decrypt(r[1], r[2])`), failed);
  assert.equal(lua(`${gcm} return a:decrypt(r[1], nil, "more")`), failed);
  assert.equal(lua(`${gcm} return a:decrypt(r[1], "x", "more")`), failed);
  assert.equal(lua('return aes:new("0123456789abcdef", nil, aes.cipher(128, "gcm"), { iv = "" })'), [
    undefined,
    "failed to set IV length",
  ]);
});

test("ciphers that OpenSSL does not have are errors", () => {
  assert.equal(lua('return pcall(aes.cipher, 512, "cbc")'), [
    false,
    "/usr/local/openresty/lualib/resty/aes.lua:113: missing declaration for symbol 'EVP_aes_512_cbc'",
  ]);
  assert.equal(lua("local c = aes.cipher() return c.size, c.cipher"), [128, "cbc"]);
  for (const [args, local] of [
    ["{}", "_size"],
    ["128, {}", "_cipher"],
    ["{}, {}", "_cipher"],
  ]) {
    const message = `/usr/local/openresty/lualib/resty/aes.lua:112: attempt to concatenate local '${local}' (a table value)`;
    assert.equal(lua(`return pcall(aes.cipher, ${args})`), [false, message]);
  }
  assert.match(String(lua("return pcall(aes.cipher, 1/0, -5)")[1]), /symbol 'EVP_aes_inf_-5'$/);
});

test("wrong values are Lua errors", () => {
  assert.equal(lua('return pcall(aes.encrypt, 5, "x")'), [false, "bad argument #1 self: table expected, got number"]);
  for (const call of [
    'aes.encrypt, {}, "x"',
    'aes.new, aes, "k", nil, {}',
    'aes.new, aes, "k", nil, nil, "md5"',
    "aes.new, aes",
  ]) {
    assert.is(lua(`return pcall(${call})`)[0], false, call);
  }
  assert.is(lua('local a = aes:new("k") return pcall(a.encrypt, a, nil)')[0], false);
});

test.run();
