import { test } from "uvu";
import * as assert from "uvu/assert";
import type { HostError } from "../../src/host/ports.ts";
import { type FakeWorker, fakeWorker } from "./fake-worker.ts";

/** A worker whose signals are written down; process 404 is not there. */
function worker(): FakeWorker & { readonly sent: string[] } {
  const sent: string[] = [];
  const missing: HostError = { code: "ESRCH", errno: 3, message: "No such process" };
  const signals = {
    on: () => () => {},
    send(pid: number, signal: number) {
      sent.push(`${pid} ${signal}`);
      return pid === 404 ? missing : undefined;
    },
  };
  const fake = fakeWorker({ signals });
  fake.context.state.globals.set("signal", fake.libraries.get("resty.signal"));
  return Object.assign(fake, { sent });
}

test("signum knows the names of signals, and takes numbers as they are", () => {
  assert.equal(
    worker().run('return signal.signum("TERM"), signal.signum("NONE"), signal.signum("SYS"), (signal.signum(99.5))'),
    [15, 0, 31, 99.5],
  );
});

test("what is no name of a signal has no number", () => {
  for (const name of ['"SIGTERM"', '"term"', '"constructor"', "{}", "true", ""]) {
    assert.equal(worker().run(`return signal.signum(${name})`), [undefined, "unknown signal name"], name);
  }
  const [, failure] = worker().run('return pcall(function() signal.signum("EMT") end)');
  assert.is(failure, "t.lua:1: missing C def for signal EMT = 31");
});

test("kill sends by name or number, cut to C's int", () => {
  const fake = worker();
  assert.equal(fake.run('return signal.kill(7, "HUP"), signal.kill(-1.9, 9.9), signal.kill(1e300, "NONE")'), [
    true,
    true,
    true,
  ]);
  assert.equal(fake.sent, ["7 1", "-1 9", "-2147483648 0"]);
});

test("kill says why it failed", () => {
  const fake = worker();
  assert.equal(fake.run('return signal.kill(404, "TERM")'), [undefined, "No such process"]);
  assert.equal(fake.run('return signal.kill(7, "NOPE")'), [undefined, "unknown signal name"]);
  assert.equal(fake.sent, ["404 15"]);
});

test("kill refuses what is no process and no signal", () => {
  const failure = (args: string) => worker().run(`return pcall(signal.kill, ${args})`)[1];
  assert.is(failure("nil"), "assertion failed!");
  assert.is(failure('nil, "TERM"'), "assertion failed!");
  assert.is(failure("7"), "assertion failed!");
  assert.match(
    String(failure('"7", 0')),
    /resty\/signal\.lua:\d+: bad argument #1 to 'kill' \(cannot convert 'string' to 'int'\)$/,
  );
});

test.run();
