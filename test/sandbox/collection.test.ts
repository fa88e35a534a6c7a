// Runs in processes of their own, in which garbage can be collected by force.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What one sandbox leaves that only a full collection finds, 7 to 10 kB; 130 kB and more where something old holds a closed one. */
const MOST_LEFT_KB = 40;
/** Likewise of what scripts do again and again: up to 0.9 kB, and 2.6 kB with a child; 3 to 19 kB where it is held. */
const MOST_LEFT_OF_LOOPS_KB = 1.8;
const MOST_LEFT_OF_CHILDREN_KB = 4.5;

const IMPORTS = `
  import { getHeapSpaceStatistics } from "node:v8";
  import { createSandbox, echoPeer } from "./src/index.ts";
  const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space").space_used_size;`;

test("a closed sandbox goes with the young garbage: nothing old holds it", () => {
  const left = run(`${IMPORTS}
  const life = async () => {
    const box = await createSandbox({ isolation: "none", workers: 1 });
    await box.run("ngx.timer.at(1, print) print(os.date('%s'), ngx.now())");
    await box.close();
  };
  const count = 60;
  for (let warm = 0; warm < 20; warm++) await life();
  gc();
  const before = old();
  for (let at = 0; at < count; at++) {
    await life();
    gc({ type: "minor" });
  }
  console.log((old() - before) / count / 1024);`);
  assert.ok(Number(left) < MOST_LEFT_KB, `each leaves ${left} kB`);
});

const LOOPS: Readonly<Record<string, string>> = {
  sleep: "ngx.sleep(0.001)",
  timer: "ngx.timer.at(0, function() end) ngx.sleep(0.001)",
  thread: "ngx.thread.wait(ngx.thread.spawn(function() ngx.sleep(0) end))",
  "killed thread": "ngx.thread.kill(ngx.thread.spawn(function() ngx.sleep(1) end))",
  semaphore: "local s = semaphore.new(0) ngx.thread.spawn(function() s:wait(1) end) s:post(1) ngx.sleep(0.001)",
  coroutine: "coroutine.wrap(function() coroutine.yield() end)()",
  "kept socket":
    "local s = ngx.socket.tcp() assert(s:connect('127.0.0.1', 7)) s:send('x') s:receive(1) s:setkeepalive()",
  "closed socket": "local s = ngx.socket.tcp() assert(s:connect('127.0.0.1', 7)) s:send('x') s:receive(1) s:close()",
  file: "local f = io.open('f', 'w') f:write('x') f:close()",
};

const CHILDREN: Readonly<Record<string, string>> = {
  "ngx.pipe": "local p = pipe.spawn({'echo', 'x'}) p:stdout_read_all() p:wait()",
  "resty.shell": "shell.run('echo x')",
  "os.execute": "os.execute('true')",
  "io.popen": "local f = io.popen('echo x') f:read('*a') f:close()",
};

test("what scripts do again and again goes with the young garbage, too", () => {
  const left = JSON.parse(
    run(`${IMPORTS}
  const left = {};
  for (const [name, code] of Object.entries(${JSON.stringify({ ...LOOPS, ...CHILDREN })})) {
    const box = await createSandbox({
      isolation: "none",
      peers: { "127.0.0.1:7": echoPeer() },
      permissions: { spawn: ["sh", "echo", "true"], net: ["127.0.0.1:7"] },
    });
    const repeat = async (times) => {
      const { exitCode, stderr } = await box.run(\`for i = 1, \${times} do \${code} end\`);
      if (exitCode !== 0) throw new Error(name + ": " + stderr);
    };
    await box.run("semaphore = require 'ngx.semaphore' pipe = require 'ngx.pipe' shell = require 'resty.shell'");
    await repeat(200);
    gc();
    await repeat(20);
    gc({ type: "minor" });
    gc({ type: "minor" });
    const before = old();
    const [rounds, times] = [10, 40];
    for (let round = 0; round < rounds; round++) {
      await repeat(times);
      gc({ type: "minor" });
      gc({ type: "minor" });
    }
    left[name] = (old() - before) / rounds / times / 1024;
    await box.close();
  }
  console.log(JSON.stringify(left));`),
  ) as Record<string, number>;
  const tooMuch = Object.entries(left).filter(
    ([name, kb]) => kb > (name in CHILDREN ? MOST_LEFT_OF_CHILDREN_KB : MOST_LEFT_OF_LOOPS_KB),
  );
  assert.equal(Object.fromEntries(tooMuch), {});
});

function run(program: string): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", "--import", "tsx", "--input-type=module", "--eval", program],
    { cwd: ROOT, encoding: "utf8" },
  );
  assert.is(stderr, "");
  return stdout;
}

test.run();
