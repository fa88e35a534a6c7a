import { test } from "uvu";
import { assertRefusals } from "./refusals.ts";

const DISABLED = "API disabled in the context of ngx.timer";

test("subrequests need a request", () => {
  assertRefusals({
    "ngx.location.capture()": "expecting one or two arguments",
    "ngx.location.capture(1, 2, 3)": "expecting one or two arguments",
    "ngx.location.capture('/x', {})": DISABLED,
    "ngx.location.capture({}, 1)": DISABLED,
    "ngx.location.capture_multi()": "only one argument is expected, but got 0",
    "ngx.location.capture_multi({}, {})": "only one argument is expected, but got 2",
    "ngx.location.capture_multi('x')": "bad argument #1 to 'capture_multi' (table expected, got string)",
    "ngx.location.capture_multi({})": "at least one subrequest should be specified",
    "ngx.location.capture_multi({1})": DISABLED,
  });
  assertRefusals({ "ngx.location.capture('/x')": "no request object found" }, "init");
});

test.run();
