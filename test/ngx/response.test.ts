import { test } from "uvu";
import { assertRefusals } from "./refusals.ts";

const DISABLED = "API disabled in the context of ngx.timer";

test("send_headers needs a request", () => {
  assertRefusals({ "ngx.send_headers()": DISABLED, "ngx.send_headers(1)": DISABLED });
  assertRefusals({ "ngx.send_headers()": "no request found" }, "init");
});

test("exec looks at its arguments, then at the phase", () => {
  assertRefusals({
    "ngx.exec()": "expecting one or two arguments, but got 0",
    "ngx.exec(1, 2, 3)": "expecting one or two arguments, but got 3",
    "ngx.exec(nil)": "bad argument #1 to 'exec' (string expected, got nil)",
    "ngx.exec('')": "The uri argument is empty",
    "ngx.exec('/x', 1)": DISABLED,
    "ngx.exec(5)": DISABLED,
  });
  assertRefusals({ "ngx.exec('/x')": "no request object found" }, "init");
});

test("redirect does so, too", () => {
  const allowed =
    "only ngx.HTTP_MOVED_TEMPORARILY, ngx.HTTP_MOVED_PERMANENTLY, ngx.HTTP_PERMANENT_REDIRECT, ngx.HTTP_SEE_OTHER, " +
    "and ngx.HTTP_TEMPORARY_REDIRECT are allowed";
  assertRefusals({
    "ngx.redirect()": "expecting one or two arguments",
    "ngx.redirect({})": "bad argument #1 to 'redirect' (string expected, got table)",
    "ngx.redirect('/x', nil)": "bad argument #2 to 'redirect' (number expected, got nil)",
    "ngx.redirect('/x', 'y')": "bad argument #2 to 'redirect' (number expected, got string)",
    "ngx.redirect('/x', 200)": allowed,
    "ngx.redirect('/x', '308')": DISABLED,
    "ngx.redirect('/x', 301.5)": DISABLED,
    "ngx.redirect('')": DISABLED,
  });
});

test.run();
