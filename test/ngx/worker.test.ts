import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Table } from "../../src/vm/table.ts";
import { fakeWorker } from "./fake-worker.ts";

test("ngx.worker tells number, count and process", () => {
  const fake = fakeWorker();
  assert.equal(
    fake.run("return ngx.worker.id(), ngx.worker.count(), ngx.worker.pid(), #ngx.worker.pids()"),
    [0, 1, 12, 1],
  );
  fake.worker.role = { type: "privileged agent", id: undefined, pid: 12 };
  assert.equal(fake.run("return ngx.worker.id()"), [undefined]);
});

test("pids are not known before the workers are", () => {
  const fake = fakeWorker({ phase: "init_worker" });
  assert.equal(fake.run("return ngx.worker.pids()"), [undefined, "API disabled in the current context"]);
});

test("signal_graceful_exit returns nothing", () => {
  const fake = fakeWorker();
  fake.context.state.globals.set("process", fake.libraries.get("ngx.process"));
  assert.equal(fake.run("return ngx.worker.exiting()"), [false]);
  assert.equal(fake.run("return process.signal_graceful_exit()"), []);
  assert.equal(fake.run("return ngx.worker.exiting(), process.type(), process.get_master_pid()"), [true, "single", 12]);
});

test("the privileged agent is enabled in init, with a number of connections", () => {
  const fake = fakeWorker({ phase: "init" });
  fake.context.state.globals.set("process", fake.libraries.get("ngx.process"));
  assert.equal(fake.run("return process.enable_privileged_agent()"), [true]);
  assert.equal(fake.run("return process.enable_privileged_agent(1e6)"), [undefined, "too many"]);
  assert.equal(fake.run("return process.enable_privileged_agent('x')"), [
    undefined,
    "bad 'connections' argument: number expected and greater than 0",
  ]);
  fake.enter("timer");
  assert.equal(fake.run("return process.enable_privileged_agent()"), [
    undefined,
    "API disabled in the current context",
  ]);
});

test("ngx.config has the recorded names", () => {
  const config = fakeWorker().run("return ngx.config")[0] as Table;
  assert.equal([...config.shape.keys].map(String).sort(), [
    "debug",
    "is_console",
    "nginx_configure",
    "nginx_version",
    "ngx_lua_version",
    "prefix",
    "subsystem",
  ]);
  assert.equal(fakeWorker().run("return ngx.config.prefix(), ngx.config.nginx_version"), ["/srv/", 1031003]);
});

test("get_phase and get_raw_phase name the phase", () => {
  const fake = fakeWorker({ phase: "content" });
  assert.equal(fake.run("return ngx.get_phase(), ngx.get_raw_phase()"), ["content", 8]);
});

test("ngx, ndk and resty.core are loaded from the start", () => {
  assert.equal(
    fakeWorker().run('return require("ngx") == ngx, require("ndk") == ndk, require("resty.core").version ~= nil'),
    [true, true, true],
  );
});

test("ndk.set_var knows no directive", () => {
  assert.equal(fakeWorker().run("return pcall(function() return ndk.set_var.foo end)"), [
    false,
    't.lua:1: ndk.set_var: directive "foo" not found or does not use ndk_set_var_value',
  ]);
  assert.is(fakeWorker().run("return pcall(function() ndk.set_var.x = 1 end)")[1], "t.lua:1: not allowed");
});

test.run();
