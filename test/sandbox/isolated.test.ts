/** Sandboxes in threads and processes of their own. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox, type Sandbox } from "../../src/index.ts";
import { RUNAWAYS } from "./runaways.ts";

const KINDS = ["worker", "process"] as const;
const CPU_MS = 60;
/** What is promised, and what a machine that is busy with other things may add; it may be so busy that more tries are needed. */
const [LATE_MS, BUSY_MS] = [50, 1000];
const TRIES = 3;

for (const isolation of KINDS) {
  test(`runaway scripts are stopped in time, and their host goes on (${isolation})`, async () => {
    const box = await createSandbox({ isolation, limits: { cpuMs: CPU_MS, wallMs: 10_000 } });
    await ready(box);
    let [latest, latestName, longestGap] = [0, "", 0];
    // a process is ended by the kernel, whatever it does: some of them will do
    const scripts = Object.entries(RUNAWAYS).filter((_, at) => isolation === "worker" || at % 3 === 0);
    for (const [name, code] of scripts) {
      let [late, gap] = [0, 0];
      for (let tries = 0; tries === 0 || (tries < TRIES && Math.max(late, gap) > LATE_MS + BUSY_MS); tries++) {
        const gaps = new LoopGaps();
        const began = performance.now();
        const { error, exitCode } = await box.run(code);
        late = performance.now() - began - CPU_MS;
        gap = gaps.end();
        assert.is(exitCode, error?.message === "not enough memory" ? 1 : 124, `${name}: ${error?.message}`);
        await ready(box);
      }
      longestGap = Math.max(longestGap, gap);
      if (late > latest) [latest, latestName] = [late, name];
      assert.ok(late < LATE_MS + BUSY_MS, `${name}: ${late} ms late`);
    }
    process.stdout.write(
      `${isolation}: at most ${latest.toFixed(0)} ms late (${latestName}), host held up for ${longestGap.toFixed(0)} ms at most\n`,
    );
    assert.ok(longestGap < LATE_MS + BUSY_MS, `the host was held up for ${longestGap} ms`);
    await box.close();
  });

  test(`memory is limited (${isolation})`, async () => {
    const limits = { cpuMs: 20_000, wallMs: 30_000, memoryMb: 8 };
    const box = await createSandbox({ isolation, limits });
    const caught = await box.run(`
      local ok, err = pcall(function() local t = {} while true do t[#t + 1] = { #t } end end)
      print(ok, " ", err)`);
    assert.is(caught.stdout, "false not enough memory\n");
    const insists = `local t = {} while true do pcall(function() while true do t[#t + 1] = { #t } end end) end`;
    assert.equal((({ exitCode, error }) => [exitCode, error?.code])(await box.run(insists)), [124, "memoryMb"]);
    assert.is((await box.run("print(1)")).stdout, "1\n");
    await box.close();
  });

  test(`nothing is left of sandboxes that are closed (${isolation})`, async () => {
    const before = process.getActiveResourcesInfo();
    const boxes = await Promise.all([1, 2, 3].map(() => createSandbox({ isolation, spare: false })));
    await Promise.all(boxes.map((box) => box.run("ngx.timer.at(1, print)")));
    await Promise.all(boxes.map((box) => box.close()));
    assert.equal(process.getActiveResourcesInfo(), before);
  });

  test(`a program ends although its sandboxes are open (${isolation})`, async () => {
    const { status, stdout } = await program(`
      const box = await createSandbox({ isolation: "${isolation}" });
      console.log((await box.run("print(1)")).stdout);
      void box.run("ngx.sleep(1) while true do end");`);
    assert.equal([status, stdout], [0, "1\n\n"]);
  });

  test(`a program that exits takes its sandboxes with it (${isolation})`, async () => {
    const { status } = await program(`
      const box = await createSandbox({ isolation: "${isolation}" });
      void box.run("while true do end");
      setTimeout(() => process.exit(3), 20);`);
    assert.is(status, 3);
  });

  test(`errors of init are told as without isolation (${isolation})`, async () => {
    const wrong: [object, string, typeof Error][] = [
      [{ init: `error("no start")`, workers: 1 }, "init_by_lua error: init_by_lua:1: no start", Error],
      [{ init: "while true do end", workers: 1, limits: { cpuMs: 50 } }, "limits.cpuMs", Error],
      [{ files: { a: "", "a/b": "" } }, `files: there can be no file at "a/b"`, TypeError],
    ];
    for (const [options, message, type] of wrong) {
      await createSandbox({ isolation, ...options }).then(
        () => assert.unreachable(),
        (error) => {
          assert.ok(error.message.startsWith("createSandbox: ") && error.message.includes(message), error.message);
          assert.is(error.constructor, type);
        },
      );
    }
  });

  test(`a cluster tells of its processes without being asked (${isolation})`, async () => {
    const box = await createSandbox({ isolation, workers: 2, privilegedAgent: true });
    const types = () => box.cluster.processes.map(({ pid, type }) => `${pid} ${type}`);
    assert.equal(types(), ["1000 master", "1001 worker", "1002 worker", "1003 privileged agent"]);
    await box.cluster.reload();
    assert.equal(types(), ["1000 master", "1004 worker", "1005 worker", "1006 privileged agent"]);
    await box.run("", { worker: 2 }).then(
      () => assert.unreachable(),
      (error) => assert.is(error.message, "there is no worker 2"),
    );
    await box.close();
    assert.equal(types(), []);
  });
}

test("a sandbox has a thread of its own if nothing else is said", async () => {
  const box = await createSandbox({ spare: false });
  await box.run("");
  let turns = 0;
  const interval = setInterval(() => turns++, 1);
  await box.run("for i = 1, 3e6 do local s = i % 7 end");
  clearInterval(interval);
  // in this thread, it would have a turn every 20 ms
  assert.ok(turns > 3, `${turns} turns`);
  await box.close();
});

/** Where what it runs in was lost, it begins anew, which on a busy machine may take longer than a script may. */
async function ready(box: Sandbox): Promise<void> {
  for (let tries = 0; tries < 20; tries++) if ((await box.run("")).exitCode === 0) return;
}

/** The longest time in which the event loop did not get on. */
class LoopGaps {
  private longest = 0;
  private last = performance.now();
  private readonly interval = setInterval(() => this.look(), 5);

  end(): number {
    clearInterval(this.interval);
    this.look();
    return this.longest;
  }

  private look(): void {
    const now = performance.now();
    this.longest = Math.max(this.longest, now - this.last - 5);
    this.last = now;
  }
}

/** Runs a program of a user's. */
function program(code: string): Promise<{ status: number; stdout: string }> {
  const library = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
  const text = `import { createSandbox } from ${JSON.stringify(library)};\n${code}`;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--input-type=module", "--eval", text], { timeout: 60_000 }, (error, stdout) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout }),
    );
  });
}

test.run();
