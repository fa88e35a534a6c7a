import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "./fake-worker.ts";

test("ctx is one table of the request, and can be replaced by another", () => {
  const fake = fakeWorker();
  assert.equal(
    fake.run("ngx.ctx.a = 1 local first = ngx.ctx.a ngx.ctx = { b = 2 } return first, ngx.ctx.a, ngx.ctx.b"),
    [1, undefined, 2],
  );
  fake.enter("timer");
  assert.equal(fake.run("return ngx.ctx.b"), [undefined]);
});

test("ctx must be a table", () => {
  assert.equal(fakeWorker().run("return pcall(function() ngx.ctx = 5 end)"), [
    false,
    "/usr/local/openresty/lualib/resty/core/ctx.lua:123: ctx should be a table while getting a number",
  ]);
});

test("the client's fields are disabled in a timer, at the place of the access", () => {
  for (const access of [
    "return ngx.status",
    "ngx.status = 404",
    "return ngx.headers_sent",
    "return ngx.is_subrequest",
  ]) {
    assert.equal(fakeWorker().run(`return pcall(function() ${access} end)`), [
      false,
      "t.lua:1: API disabled in the current context",
    ]);
  }
});

test("status takes numbers and what reads as one", () => {
  const fake = fakeWorker({ phase: "content" });
  assert.equal(fake.run('ngx.status = "404" return ngx.status, ngx.headers_sent'), [404, false]);
  assert.is(fake.run('return pcall(function() ngx.status = "x" end)')[0], false);
});

test("other fields of ngx are plain", () => {
  assert.equal(
    fakeWorker().run("ngx.my_field = 1 ngx.is_subrequest = 3 return ngx.my_field, ngx.is_subrequest, ngx.no_such"),
    [1, 3, undefined],
  );
});

test("on_abort names the context before it looks at its argument", () => {
  assert.equal(fakeWorker().run("return pcall(ngx.on_abort)"), [false, "API disabled in the context of ngx.timer"]);
  assert.equal(fakeWorker({ phase: "content" }).run("return pcall(ngx.on_abort, 1)"), [
    false,
    "bad argument #1 to '?' (Lua function expected)",
  ]);
});

test("a phase without a request says so", () => {
  assert.equal(fakeWorker({ phase: "init" }).run("return pcall(function() return ngx.ctx end)"), [
    false,
    "t.lua:1: no request found",
  ]);
});

test("the constants have nginx's values", () => {
  assert.equal(
    fakeWorker().run("return ngx.ERR, ngx.OK, ngx.DECLINED, ngx.HTTP_POST, ngx.HTTP_ILLEGAL, ngx.HTTP_TRACE"),
    [4, 0, -5, 8, 451, 32768],
  );
});

test.run();
