import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "./fake-worker.ts";
import { assertRefusals } from "./refusals.ts";

const DISABLED = "API disabled in the current context";
const DISABLED_IN_TIMER = "API disabled in the context of ngx.timer";

test("without a client's request, each function is refused in its own words", () => {
  assertRefusals({
    "ngx.req.get_method()": DISABLED,
    "ngx.req.get_headers(5, true)": DISABLED,
    "ngx.req.raw_header(true, 1)": DISABLED,
    "ngx.req.http_version(1)": DISABLED,
    "ngx.req.set_header('a', {})": DISABLED,
    "ngx.req.read_body()": DISABLED_IN_TIMER,
    "ngx.req.socket(true)": DISABLED_IN_TIMER,
    "ngx.req.is_internal()": `/usr/local/openresty/lualib/resty/core/misc.lua:181: ${DISABLED}`,
  });
});

test("arguments are counted first, where they are counted", () => {
  assertRefusals({
    "ngx.req.set_uri()": "expecting 1, 2 or 3 arguments but seen 0",
    "ngx.req.set_uri(1, 2, 3, 4)": "expecting 1, 2 or 3 arguments but seen 4",
    "ngx.req.set_uri(nil)": DISABLED,
    "ngx.req.set_uri_args()": "expecting 1 argument but seen 0",
    "ngx.req.set_body_data()": "expecting 1 arguments but seen 0",
    "ngx.req.set_body_file(1, 2, 3)": "expecting 1 or 2 arguments but seen 3",
    "ngx.req.init_body(1, 2)": "expecting 0 or 1 argument but seen 2",
    "ngx.req.append_body()": "expecting 1 arguments but seen 0",
    "ngx.req.finish_body(nil)": "expecting 0 argument but seen 1",
    "ngx.req.get_post_args(1, 2)": "expecting 0 or 1 arguments but seen 2",
    "ngx.req.read_body(1)": "expecting 0 arguments but seen 1",
    "ngx.req.discard_body(1)": "expecting 0 arguments but seen 1",
    "ngx.req.get_body_file(1)": "expecting 0 arguments but seen 1",
    "ngx.req.socket(1, 2)": "expecting zero arguments, but got 2",
  });
});

test("then arguments are looked at, where they are looked at", () => {
  assertRefusals({
    "ngx.req.set_body_data({})": "bad argument #1 to 'set_body_data' (string expected, got table)",
    "ngx.req.set_body_data(1)": DISABLED,
    "ngx.req.set_body_file(nil)": "bad argument #1 to 'set_body_file' (string expected, got nil)",
    "ngx.req.append_body(true)": "bad argument #1 to 'append_body' (string expected, got boolean)",
    "ngx.req.init_body({})": DISABLED,
    "ngx.req.get_post_args('x')": "bad argument #1 to 'get_post_args' (number expected, got string)",
    "ngx.req.get_post_args(nil)": "bad argument #1 to 'get_post_args' (number expected, got nil)",
    "ngx.req.get_post_args()": DISABLED,
    "ngx.req.set_method('GET')": "bad method number",
    "ngx.req.set_method(ngx.HTTP_GET)": DISABLED,
    "ngx.req.set_header()": "bad 'name' argument: string expected, got nil",
    "ngx.req.set_header({}, 1)": DISABLED,
    "ngx.req.clear_header()": DISABLED,
  });
});

test("the library ngx.req adds headers", () => {
  assertRefusals({
    "require('ngx.req').add_header(nil, 'x')": "bad 'name' argument: string expected, got nil",
    "require('ngx.req').add_header('x')": "bad 'value' argument: string or table expected, got nil",
    "require('ngx.req').add_header('x', {})": "bad 'value' argument: non-empty table expected",
    "require('ngx.req').add_header('x', {'y'})": DISABLED,
  });
});

test("start_time is there in a timer as well", () => {
  assert.equal(fakeWorker().run("return ngx.req.start_time()"), [0]);
});

test.run();
