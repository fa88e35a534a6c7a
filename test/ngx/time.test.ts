import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "./fake-worker.ts";

test("now keeps milliseconds, time does not", () => {
  assert.equal(fakeWorker().run("return ngx.now(), ngx.time()"), [1_700_000_000.123, 1_700_000_000]);
});

test("the time stands still until update_time, which returns nothing", () => {
  const fake = fakeWorker();
  assert.equal(
    fake.run(
      "local before = ngx.now() local function count(...) return #{ ... } end return before == ngx.now(), count(ngx.update_time()), ngx.now()",
    ),
    [true, 0, 1_700_000_005],
  );
});

test("dates are written in local time and in UTC", () => {
  const fake = fakeWorker();
  assert.equal(fake.run("return ngx.utctime()"), ["2023-11-14 22:13:20"]);
  fake.clock.ms = new Date(2024, 0, 2, 3, 4, 5).getTime();
  assert.equal(fake.run("return ngx.localtime(), ngx.today()"), ["2024-01-02 03:04:05", "2024-01-02"]);
});

test("times must be numbers, and texts strings", () => {
  const failure = (lua: string) => fakeWorker().run(`return pcall(${lua})`)[1];
  assert.is(failure("ngx.http_time"), "number argument only");
  assert.is(failure('ngx.http_time, "0"'), "number argument only");
  assert.is(failure("ngx.cookie_time, nil"), "number argument only");
  assert.is(failure("ngx.parse_http_time"), "string argument only");
  assert.is(failure("function() ngx.http_time() end"), "t.lua:1: number argument only");
});

test.run();
