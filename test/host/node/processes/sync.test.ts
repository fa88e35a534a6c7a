/** Children that are waited for while the process stands still. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeEnvironment } from "../../../../src/host/node/environment.ts";
import { nodeProcesses } from "../../../../src/host/node/processes/processes.ts";
import type { Child, ChildOptions } from "../../../../src/host/ports.ts";

const waits = { now: 0, times: 0 };
const processes = nodeProcesses(nodeEnvironment, {
  begin() {
    waits.now++;
    waits.times++;
  },
  end() {
    waits.now--;
  },
  haveChildren() {},
});

function sh(script: string, options: Partial<ChildOptions> = {}): Child {
  const argv = ["sh", "-c", script] as const;
  const started = processes.spawn({ argv, stdin: "pipe", stdout: "pipe", stderr: "inherit", group: false, ...options });
  if ("call" in started) throw new Error(started.message);
  return started;
}

const text = (got: unknown) => (got instanceof Uint8Array ? Buffer.from(got).toString("latin1") : got);

test("a read waits for what comes, and for the end", () => {
  const { stdout } = sh("sleep 0.03; printf one; sleep 0.03; printf two", { stdin: "null" });
  assert.equal([text(stdout?.readSync(9)), text(stdout?.readSync(2)), text(stdout?.readSync(9))], ["one", "tw", "o"]);
  assert.is(stdout?.readSync(9), null);
  assert.is(waits.now, 0);
  assert.ok(waits.times >= 2);
});

test("a write waits until all is taken", () => {
  const child = sh("sleep 0.05; wc -c");
  assert.is(child.stdin?.writeSync(new Uint8Array(200_000)), undefined);
  child.stdin?.close();
  assert.is(Number(text(child.stdout?.readSync(20))), 200_000);
});

test("a write to a child that has gone is a broken pipe, one to a closed pipe a bad descriptor", () => {
  const child = sh("exit 1");
  child.waitSync();
  const written = child.stdin?.writeSync(Uint8Array.of(1));
  assert.is(written?.code, "EPIPE");
  const other = sh("exit 1");
  other.stdin?.close();
  assert.is(other.stdin?.writeSync(Uint8Array.of(1))?.code, "EBADF");
});

test("waiting tells how a child ended, and Node tells the same later", async () => {
  for (const [script, expected] of [
    ["sleep 0.03; exit 7", { reason: "exit", status: 7 }],
    ["exit 0", { reason: "exit", status: 0 }],
    ["kill -9 $$", { reason: "signal", status: 9 }],
  ] as const) {
    const child = sh(script);
    assert.equal(child.waitSync(), expected);
    assert.equal(child.exit, expected);
    assert.equal(child.waitSync(), expected);
    assert.equal(await new Promise((done) => child.onExit(done)), expected);
    assert.equal(child.exit, expected);
    child.closeAll();
  }
});

test("a program is run to its end, under the name that it is given", () => {
  assert.equal(processes.runSync({ file: "/bin/sh", argv: ["other", "-c", '[ "$0" = other ] && exit 5'] }), {
    reason: "exit",
    status: 5,
  });
  assert.equal(processes.runSync({ argv: ["sh", "-c", "kill -15 $$"] }), { reason: "signal", status: 15 });
  assert.equal(processes.runSync({ argv: ["no-such-program-here"] }), { reason: "exit", status: 1 });
});

test("the program may be another than the first word, however it is started", async () => {
  for (const word of ["plain", "\xff"]) {
    const { stdout } = sh("", { stdin: "null", file: "/bin/echo", argv: ["called", word] });
    assert.is(text(stdout?.readSync(99)), `${word}\n`);
  }
});

test.run();
