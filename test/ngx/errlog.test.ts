import { test } from "uvu";
import * as assert from "uvu/assert";
import { ErrorLogBuffer } from "../../src/ngx/error-log/buffer.ts";
import { Table } from "../../src/vm/table.ts";
import { type FakeOptions, fakeWorker } from "./fake-worker.ts";

function withErrlog(options: FakeOptions = {}) {
  const fake = fakeWorker(options);
  fake.context.state.globals.set("errlog", fake.libraries.get("ngx.errlog"));
  return fake;
}

test("raw_log writes no place, and checks what it gets", () => {
  const fake = withErrlog({ logLevel: 5 });
  fake.run('errlog.raw_log(4, "raw") errlog.raw_log(6, "below the level")');
  assert.is(fake.logged.length, 1);
  assert.match(fake.logged[0] ?? "", /\*2 raw, context: ngx\.timer\n$/);
  const failure = (args: string) => fake.run(`return pcall(errlog.raw_log, ${args})`)[1];
  assert.is(failure('"x", "y"'), "bad argument #1 to 'raw_log' (must be a number)");
  assert.is(failure("4, {}"), "bad argument #2 to 'raw_log' (must be a string)");
  assert.is(failure('99, "y"'), "bad log level");
});

test("what the library cannot use is refused where the library uses it", () => {
  const fake = withErrlog({ captured: new ErrorLogBuffer(10_000) });
  const failure = (call: string) =>
    String(fake.run(`return pcall(errlog.${call})`)[1]).replace(
      /^\/usr\/local\/openresty\/lualib\/ngx\/errlog\.lua:\d+: /,
      "lib: ",
    );
  const convert = "lib: bad argument #1 to 'ngx_lua_ffi_errlog_set_filter_level' (cannot convert 'string' to 'int')";
  assert.is(failure('set_filter_level, "x"'), convert);
  assert.is(failure('get_logs, "x"'), "lib: attempt to perform arithmetic on local 'max' (a string value)");
  assert.is(failure('get_logs, "x", {}'), "lib: 'for' limit must be a number");
  assert.equal(fake.run('return #errlog.get_logs("1")'), [0]);
  assert.equal(fake.run("return errlog.set_filter_level(true)"), [true]);
});

test("without the directive nothing is captured, and both functions say so", () => {
  const fake = withErrlog();
  const text = 'directive "lua_capture_error_log" is not set';
  assert.equal(fake.run("return errlog.set_filter_level(5)"), [undefined, text]);
  assert.equal(fake.run("return errlog.get_logs()"), [undefined, text]);
  assert.equal(fake.run("return errlog.get_sys_filter_level()"), [8]);
});

test("captured lines are taken once, oldest first, with level and time", () => {
  const fake = withErrlog({ captured: new ErrorLogBuffer(10_000) });
  fake.run('ngx.log(4, "first") ngx.log(5, "second") ngx.log(5, "third")');
  const [logs] = fake.run("return errlog.get_logs(2)");
  assert.instance(logs, Table);
  const { array } = logs as Table;
  assert.equal([array[0], array[1], array[3]], [4, 1_700_000_000.123, 5]);
  assert.match(String(array[2]), /first, context: ngx\.timer$/);
  assert.is(array.length, 6);
  assert.equal(
    fake.run("local old = { 1, 2, 3, 4, 5, 6, 7 } errlog.get_logs(10, old) return old[3], old[4], old[5]").slice(1),
    [undefined, 5],
  );
  assert.equal(fake.run("return #errlog.get_logs()"), [0]);
});

test("the filter level applies from then on", () => {
  const fake = withErrlog({ captured: new ErrorLogBuffer(10_000) });
  assert.equal(fake.run('return errlog.set_filter_level(ngx.ERR), ngx.log(5, "x"), #errlog.get_logs()'), [
    true,
    undefined,
    0,
  ]);
  assert.equal(fake.run("return errlog.set_filter_level()"), [undefined, 'missing "level" argument']);
  assert.equal(fake.run("return errlog.set_filter_level(77)"), [undefined, "bad log level: 77"]);
});

test("odd arguments are Lua errors", () => {
  const fake = withErrlog({ captured: new ErrorLogBuffer(10_000) });
  for (const args of ["'x'", "{}", "1, 5", "0/0", "1/0", "-1", "nil, nil"]) {
    assert.type(fake.run(`return pcall(errlog.get_logs, ${args})`)[0], "boolean", args);
  }
  assert.is(fake.run("return pcall(errlog.set_filter_level, 'x')")[0], false);
});

test.run();
