/** The lesson's privileged agent, which has the master reload every five seconds: it began this project. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox, type ProcessInfo, type Sandbox } from "../../src/index.ts";

const INIT = `local process = require "ngx.process"
  local ok, err = process.enable_privileged_agent()
  if not ok then ngx.log(ngx.ERR, "enables privileged agent failed error:", err) end
  ngx.shared.d:incr("inits", 1, 0)`;

/** @param guard what stands at the beginning of the timer's callback */
function initWorker(guard: string): string {
  return `local process = require "ngx.process"
    local function reload(premature)
      ${guard}
      local f, err = io.open(ngx.config.prefix() .. "/logs/nginx.pid", "r")
      if not f then return end
      local pid = f:read()
      f:close()
      os.execute("kill -HUP " .. pid)
    end
    if process.type() == "privileged agent" then
      local ok, err = ngx.timer.every(5, reload)
      if not ok then ngx.log(ngx.ERR, err) end
    end`;
}

test("over 61 seconds the agent's timer makes the master reload every five", async () => {
  const box = await opened(initWorker("if premature then return end"));
  const timeline: string[] = [];
  const seen: string[][] = [];
  for (let second = 0; second <= 61; second++) {
    const pids = box.cluster.processes.map(({ pid }) => String(pid));
    if (seen.at(-1)?.join() !== pids.join()) {
      seen.push(pids);
      timeline.push(`  ${String(second).padStart(3)} s  ${box.cluster.processes.map(shown).join("  ")}`);
    }
    // just behind the full second, when the old workers have been told and are gone
    await box.clock.advance(second === 0 ? 200 : 1000);
  }
  process.stdout.write(`\n${timeline.join("\n")}\n`);
  assert.is(seen.length, 13, "12 reloads");
  const columns = [0, 1, 2, 3].map((at) => seen.map((pids) => pids[at]));
  assert.equal(
    columns.map((pids) => new Set(pids).size),
    [1, 13, 13, 13],
    "the master's pid stays, the others change",
  );
  const { stdout } = await box.run(`print(ngx.shared.d:get("inits"))`);
  assert.is(stdout, "13\n");
  await box.close();
});

test("without the look at premature, each reload causes the next: as on a real nginx, every 100 ms", async () => {
  const box = await opened(initWorker(""));
  await box.clock.advance(5000);
  await box.clock.advance(1000);
  const inits = Number((await box.run(`print(ngx.shared.d:get("inits"))`)).stdout);
  assert.ok(inits >= 10 && inits <= 12, `${inits} cycles`);
});

function opened(initWorkerCode: string): Promise<Sandbox> {
  return createSandbox({
    workers: 2,
    dicts: { d: "1m" },
    init: INIT,
    initWorker: initWorkerCode,
    permissions: { spawn: ["sh", "kill"] },
    limits: { cpuMs: 20_000, wallMs: 20_000 },
  });
}

function shown({ type, pid }: ProcessInfo): string {
  return `${type} ${pid}`;
}

test.run();
