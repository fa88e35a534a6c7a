import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeRandom } from "../../../src/host/node/random.ts";
import { fakeWorker } from "../fake-worker.ts";

const { run } = fakeWorker();
const random = 'local random = require "resty.random" ';

test("bytes are the host's, as many as are asked for", () => {
  assert.equal(run(`${random} return random.bytes(3), #random.bytes(16, true), random.bytes(0), #random.bytes(2.9)`), [
    "\x00\x01\x02",
    16,
    "",
    2,
  ]);
});

test("sizes that no C object can have are errors in LuaJIT's words", () => {
  const file = "/usr/local/openresty/lualib/resty/random.lua:25: ";
  const tooLarge = "bad argument #1 to 'ffi_new' (size of C type is unknown or too large)";
  const cases: Record<string, string> = {
    "-1": tooLarge,
    "2^31": tooLarge,
    "0/0": tooLarge,
    '"5"': "bad argument #2 to 'ffi_new' (cannot convert 'string' to 'int')",
    nil: "bad argument #2 to 'ffi_new' (cannot convert 'nil' to 'int')",
  };
  for (const [length, message] of Object.entries(cases)) {
    assert.equal(run(`${random} return pcall(random.bytes, ${length})`), [false, file + message], length);
  }
});

test("Node's bytes differ from call to call", () => {
  assert.is.not(nodeRandom.bytes(16).toString(), nodeRandom.bytes(16).toString());
  assert.is(nodeRandom.bytes(5).length, 5);
});

test.run();
