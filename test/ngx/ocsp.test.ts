import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CERTIFICATE } from "./certificate.ts";
import { fakeWorker } from "./fake-worker.ts";

// What answers mean is compared with a real nginx in test/cli/certificates.test.ts.

const { run, context } = fakeWorker();
const FILE = "/usr/local/openresty/lualib/ngx/ocsp.lua";
const DER = Buffer.from(CERTIFICATE.replace(/-----.*-----|\s/g, ""), "base64").toString("latin1");

function ocsp(call: string): readonly unknown[] {
  context.state.globals.set("der", DER);
  return run(`local ocsp = require "ngx.ocsp" return ${call}`);
}

test("a certificate without a responder has none, and one without an issuer cannot be asked about", () => {
  assert.equal(ocsp("ocsp.get_ocsp_responder_from_der_chain(der)"), [undefined]);
  assert.equal(ocsp("ocsp.create_ocsp_request(der)"), [undefined, "no issuer certificate in chain"]);
  assert.equal(ocsp("ocsp.create_ocsp_request(der .. der, 10)"), [undefined, "output buffer too small: 87 > 10"]);
  assert.equal(ocsp('ocsp.create_ocsp_request(der .. "x")'), [undefined, "d2i_X509_bio() failed"]);
  assert.equal(ocsp('ocsp.set_ocsp_status_resp("x")'), [undefined, "bad request"]);
});

test("what is no text is refused in LuaJIT's words", () => {
  assert.equal(ocsp("pcall(ocsp.create_ocsp_request)"), [
    false,
    `${FILE}:85: attempt to get length of local 'certs' (a nil value)`,
  ]);
  assert.equal(ocsp("pcall(ocsp.validate_ocsp_response, {}, nil)"), [
    false,
    `${FILE}:113: attempt to get length of local 'chain' (a nil value)`,
  ]);
  assert.equal(ocsp('pcall(ocsp.validate_ocsp_response, "x", {})'), [
    false,
    `${FILE}:113: bad argument #3 to 'ngx_http_lua_ffi_ssl_validate_ocsp_response' (cannot convert 'table' to 'const char *')`,
  ]);
});

/** Elements in elements, as an answer has them, and what is none. */
const element = fc.letrec<{ der: string }>((tie) => ({
  der: fc.oneof(
    { maxDepth: 5 },
    fc.uint8Array({ maxLength: 6 }).map((bytes) => String.fromCharCode(...bytes)),
    fc.constantFrom(
      "\x0a\x01\x00",
      "\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01",
      "\x30\x84\xff\xff\xff\xff",
      "\x30\x80",
    ),
    fc
      .tuple(fc.constantFrom(0x30, 0x04, 0xa0, 0xa1, 0xa2, 0x03), fc.array(tie("der"), { minLength: 1, maxLength: 5 }))
      .map(([tag, parts]) => {
        const content = parts.join("").slice(0, 127);
        return String.fromCharCode(tag, content.length) + content;
      }),
  ),
})).der;

test("any bytes for an answer or a chain give nil and a reason", () => {
  fc.assert(
    fc.property(element, element, (answer, chain) => {
      context.state.globals.set("answer", answer);
      context.state.globals.set("chain", chain);
      for (const call of ["validate_ocsp_response(answer, der .. der)", "validate_ocsp_response(answer, chain)"]) {
        const [ok, reason] = ocsp(`ocsp.${call}`);
        assert.ok(ok === undefined && typeof reason === "string", call);
      }
      assert.is(ocsp("ocsp.create_ocsp_request(chain)")[0], undefined);
    }),
    { numRuns: 500 },
  );
});

test.run();
