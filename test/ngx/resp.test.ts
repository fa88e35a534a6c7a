import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "./fake-worker.ts";
import { assertRefusals } from "./refusals.ts";

const DISABLED = "API disabled in the current context";

test("a response's header needs a request", () => {
  assertRefusals({
    "ngx.resp.get_headers()": DISABLED,
    "ngx.resp.get_headers(nil, true)": DISABLED,
    "ngx.resp.get_headers('5')": DISABLED,
    "ngx.resp.get_headers('x', true)": "bad argument #1 to 'get_headers' (number expected, got string)",
  });
  assertRefusals({ "ngx.resp.get_headers()": "no request object found" }, "init");
});

test("so does what the library ngx.resp changes", () => {
  assertRefusals({
    "require('ngx.resp').add_header('x')": "invalid header value",
    "require('ngx.resp').add_header('x', 'y')": `/usr/local/openresty/lualib/ngx/resp.lua:14: ${DISABLED}`,
    "require('ngx.resp').set_status(200, 'Fine')": DISABLED,
  });
});

test("bypass_if_checks has nothing to pass by", () => {
  assert.equal(fakeWorker().run("return require('ngx.resp').bypass_if_checks()"), []);
});

test.run();
