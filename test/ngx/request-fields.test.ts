import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "./fake-worker.ts";
import { assertRefusals } from "./refusals.ts";

const DISABLED = "API disabled in the current context";
const REFUSING = "setmetatable({}, {__tostring = function() local x = nil .. '' end})";
const REFUSED = "attempt to concatenate a nil value";

test("ngx.var has no variables without a request", () => {
  assertRefusals({
    "return ngx.var.uri": DISABLED,
    "return ngx.var[1]": DISABLED,
    "return ngx.var[{}]": "bad variable name",
    "return ngx.var[nil]": "bad variable name",
    "ngx.var.x = {}": DISABLED,
    "ngx.var.x = nil": DISABLED,
    "ngx.var[1] = 'x'": "bad variable name",
    [`ngx.var.x = ${REFUSING}`]: REFUSED,
  });
  assertRefusals({ "return ngx.var.uri": "no request found" }, "init");
});

test("ngx.header has no headers", () => {
  assertRefusals({
    "return ngx.header['X-A']": DISABLED,
    "return ngx.header[nil]": DISABLED,
    [`return ngx.header[${REFUSING}]`]: REFUSED,
    "ngx.header[0/0] = 1": DISABLED,
    [`ngx.header.x = ${REFUSING}`]: DISABLED,
  });
});

test("ngx.arg has no arguments", () => {
  assertRefusals({
    "return ngx.arg[1]": `/usr/local/openresty/lualib/resty/core/param.lua:93: ${DISABLED}`,
    "ngx.arg[1] = 2": "API disabled in the context of ngx.timer",
  });
  assert.equal(fakeWorker({ phase: "init" }).run("ngx.arg[1] = 2 return 'taken'"), ["taken"]);
});

test("the tables themselves are empty", () => {
  assert.equal(fakeWorker().run("return #ngx.var, #ngx.header, #ngx.arg"), [0, 0, 0]);
});

test.run();
