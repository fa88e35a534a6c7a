import { generateKeyPairSync } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Value } from "../../src/vm/values.ts";
import { CERTIFICATE } from "./certificate.ts";
import { fakeWorker } from "./fake-worker.ts";

const { run, enter } = fakeWorker();
const LIBRARY = "/usr/local/openresty/lualib/ngx/ssl.lua";

const { privateKey: rsa } = generateKeyPairSync("rsa", { modulusLength: 1024 });
const { privateKey: ec } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const { privateKey: ed } = generateKeyPairSync("ed25519");

function ssl(expression: string): readonly Value[] {
  return run(`local ssl = require "ngx.ssl" return ${expression}`);
}

function quoted(text: string | Buffer): string {
  return `"${text.toString("latin1").replace(/./gs, (one) => `\\${String(one.charCodeAt(0)).padStart(3, "0")}`)}"`;
}

test("a private key's DER is of the key's own kind, whatever its PEM is", () => {
  const pkcs8 = quoted(rsa.export({ format: "pem", type: "pkcs8" }) as string);
  const pkcs1 = quoted(rsa.export({ format: "pem", type: "pkcs1" }) as string);
  const expected = rsa.export({ format: "der", type: "pkcs1" }).toString("latin1");
  assert.equal(ssl(`ssl.priv_key_pem_to_der(${pkcs8}), ssl.priv_key_pem_to_der(${pkcs1})`), [expected, expected]);
  const sec1 = quoted(ec.export({ format: "pem", type: "sec1" }) as string);
  assert.equal(ssl(`ssl.priv_key_pem_to_der(${sec1})`), [
    ec.export({ format: "der", type: "sec1" }).toString("latin1"),
  ]);
  const only8 = quoted(ed.export({ format: "pem", type: "pkcs8" }) as string);
  assert.equal(ssl(`ssl.priv_key_pem_to_der(${only8})`), [
    ed.export({ format: "der", type: "pkcs8" }).toString("latin1"),
  ]);
});

test("an encrypted key needs its passphrase", () => {
  const cipher = { cipher: "aes-128-cbc", passphrase: "secret", format: "pem" } as const;
  const failed = [undefined, "PEM_read_bio_PrivateKey() failed"];
  for (const type of ["pkcs8", "pkcs1"] as const) {
    const pem = quoted(rsa.export({ ...cipher, type }) as string);
    assert.equal(ssl(`#ssl.priv_key_pem_to_der(${pem}, "secret") > 500`), [true], type);
    assert.equal(ssl(`ssl.priv_key_pem_to_der(${pem}, "wrong")`), failed);
    assert.equal(ssl(`ssl.priv_key_pem_to_der(${pem})`), failed);
    assert.equal(ssl(`ssl.parse_pem_priv_key(${pem})`), failed);
  }
});

test("certificates in PEM and DER become bytes, and objects for setclientcert", () => {
  const body = CERTIFICATE.replace(/-----.*-----|\s/g, "");
  const der = Buffer.from(body, "base64").toString("latin1");
  const pem = quoted(CERTIFICATE);
  assert.equal(ssl(`ssl.cert_pem_to_der(${pem})`), [der]);
  assert.equal(ssl(`ssl.cert_pem_to_der("text\\n" .. ${pem} .. "more" .. "\\n" .. ${pem})`), [der + der]);
  assert.equal(
    ssl(
      `ssl.parse_pem_cert(${pem}) ~= nil, ssl.parse_der_cert(${quoted(der + der)}) ~= nil, (ssl.parse_pem_priv_key(${pem}))`,
    ),
    [true, true, undefined],
  );
  assert.equal(ssl(`ssl.parse_der_cert(${quoted(`${der}x`)})`), [undefined, "d2i_X509_bio() failed"]);
  assert.equal(
    ssl(`ssl.cert_pem_to_der(${pem} .. "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n")`),
    [undefined, "PEM_read_bio_X509() failed"],
  );
});

test("texts of any length and labels of any kind are read", () => {
  const pem = quoted(CERTIFICATE);
  const other = `"-----BEGIN A+B-----\\nAAAA\\n-----END A+B-----\\n" .. ${pem}`;
  assert.equal(ssl(`#ssl.cert_pem_to_der(${other}) > 100`), [true]);
  assert.equal(
    run(`local x = "x([" for i = 1, 18 do x = x .. x end
    return require("ngx.ssl").cert_pem_to_der("-----BEGIN " .. x .. "-----\\nAAAA\\n-----END " .. x .. "-----\\n")`),
    [undefined, "PEM_read_bio_X509_AUX() failed"],
  );
});

test("what holds no certificate or key is told in OpenSSL's words; what is no text, in LuaJIT's", () => {
  for (const bad of ['""', '"x"', '"-----BEGIN CERTIFICATE-----\\n!\\n-----END CERTIFICATE-----\\n"', '"\\0\\255"']) {
    assert.equal(ssl(`ssl.cert_pem_to_der(${bad})`), [undefined, "PEM_read_bio_X509_AUX() failed"]);
    assert.equal(ssl(`ssl.parse_pem_cert(${bad})`), [undefined, "PEM_read_bio_X509_AUX() failed"]);
    assert.equal(ssl(`ssl.parse_pem_priv_key(${bad})`), [undefined, "PEM_read_bio_PrivateKey() failed"]);
    assert.equal(ssl(`ssl.parse_der_cert(${bad})`), [undefined, "d2i_X509_bio() failed"]);
    assert.equal(ssl(`ssl.parse_der_priv_key(${bad})`), [undefined, "d2i_PrivateKey_bio() failed"]);
  }
  assert.equal(ssl("pcall(ssl.cert_pem_to_der)"), [
    false,
    `${LIBRARY}:371: attempt to get length of local 'pem' (a nil value)`,
  ]);
  assert.equal(ssl("pcall(ssl.parse_pem_cert, {})"), [
    false,
    `${LIBRARY}:418: bad argument #1 to 'ngx_lua_ffi_parse_pem_cert' (cannot convert 'table' to 'const unsigned char *')`,
  ]);
  assert.equal(ssl("pcall(ssl.set_cert, 1)"), [
    false,
    `${LIBRARY}:463: bad argument #2 to 'ngx_lua_ffi_set_cert' (cannot convert 'number' to 'void *')`,
  ]);
});

test("without a TLS connection there is nothing to ask or set", () => {
  assert.equal(ssl("ssl.server_name()"), [undefined, "bad request"]);
  assert.equal(ssl('ssl.set_der_cert("x")'), [undefined, "bad request"]);
  assert.equal(ssl("ssl.raw_client_addr()"), [undefined, undefined, "bad request"]);
  assert.equal(ssl("ssl.verify_client()"), [undefined, "API disabled in the current context"]);
  assert.equal(run('return require("ngx.ssl.session").get_session_id()'), [undefined, "bad request"]);
  assert.equal(run('return pcall(require("ngx.ssl.clienthello").set_protocols, {})'), [
    false,
    "/usr/local/openresty/lualib/ngx/ssl/clienthello.lua:213: API disabled in the current context",
  ]);
  enter("init");
  assert.match(String(ssl("pcall(ssl.server_name)")[1]), /no request found$/);
  enter("timer");
});

test.run();
