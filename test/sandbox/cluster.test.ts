import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox as create, type Sandbox, type SandboxOptions } from "../../src/index.ts";

const createSandbox = (options: SandboxOptions = {}) => create({ isolation: "none", ...options });

const types = `local p = require "ngx.process"`;

test("a sandbox without workers is a single process, its own master", async () => {
  const box = await createSandbox();
  const { stdout } = await box.run(`${types}
    local file = io.open(ngx.config.prefix() .. "logs/nginx.pid")
    print(p.type(), " ", ngx.worker.count(), " ", ngx.worker.id(), " ", p.get_master_pid() == ngx.worker.pid(), " ",
      tonumber(file:read("*a")) == ngx.worker.pid())`);
  assert.is(stdout, "single 1 0 true true\n");
  assert.equal(box.cluster.processes, [{ pid: 1000, type: "single", title: TITLE, isExiting: false }]);
  await box.cluster.reload().then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, "no master"),
  );
});

test("init runs in the master and init_worker in each process", async () => {
  const box = await createSandbox({
    workers: 2,
    privilegedAgent: true,
    dicts: { d: "1m" },
    init: `in_init = require("ngx.process").type() ngx.shared.d:incr("inits", 1, 0) ngx.log(ngx.WARN, "init runs")`,
    initWorker: `in_worker = require("ngx.process").type() .. " " .. tostring(ngx.worker.id())
      ngx.shared.d:rpush("workers", in_worker)`,
  });
  assert.equal(
    box.cluster.processes.map(({ pid, type, id, title }) => [pid, type, id, title]),
    [
      [1000, "master", undefined, `nginx: master process ${TITLE}`],
      [1001, "worker", 0, "nginx: worker process"],
      [1002, "worker", 1, "nginx: worker process"],
      [1003, "privileged agent", undefined, "nginx: privileged agent process"],
    ],
  );
  const code = `${types} local d = ngx.shared.d
    print(in_init, ", ", in_worker, ", ", p.type(), ", ", d:get("inits"), ", ", p.get_master_pid(), " ", ngx.worker.pid(), " ", ngx.worker.count())
    print(table.concat(ngx.worker.pids(), " "))
    if ngx.worker.id() == 1 then for _ = 1, d:llen("workers") do print(d:lpop("workers")) end end`;
  const first = await box.run(code);
  assert.is(first.stdout, "master, worker 0, worker, 1, 1000 1001 2\n1001 1002 1003\n");
  assert.match(first.stderr, /^[\d/]+ [\d:]+ \[warn\] 1000#1000: \[lua\] init_by_lua:1: init runs\n/);
  assert.is(first.stderr.match(/init runs/g)?.length, 1);
  const second = await box.run(code, { worker: 1 });
  assert.is(
    second.stdout,
    "master, worker 1, worker, 1, 1000 1002 2\n1001 1002 1003\nworker 0\nworker 1\nprivileged agent nil\n",
  );
});

test("the master's init may ask for the privileged agent", async () => {
  const init = `assert(require("ngx.process").enable_privileged_agent(10))`;
  const box = await createSandbox({ workers: 1, init });
  assert.equal(
    box.cluster.processes.map(({ type }) => type),
    ["master", "worker", "privileged agent"],
  );
  const { stdout } = await box.run(`print(require("ngx.process").enable_privileged_agent())`);
  assert.is(stdout, "nilAPI disabled in the current context\n");
});

test("workers have globals of their own and share dictionaries", async () => {
  const box = await createSandbox({ workers: 2, dicts: { d: "1m" } });
  await box.run(`rawset(_G, "g", "zero") ngx.shared.d:set("k", "shared")`);
  const read = `print(tostring(g), " ", ngx.shared.d:get("k"))`;
  assert.is((await box.run(read, { worker: 1 })).stdout, "nil shared\n");
  assert.is((await box.run(read)).stdout, "zero shared\n");
  await box.run("", { worker: 2 }).then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, "there is no worker 2"),
  );
});

test("a reload makes new workers; the old ones run their timers as premature, and wait for what is at work", async () => {
  const box = await createSandbox({
    workers: 1,
    dicts: { d: "1m" },
    init: `generation = (generation or 0) + 1 ngx.shared.d:incr("inits", 1, 0)`,
  });
  await box.run(`
    local me = ngx.worker.pid()
    ngx.timer.at(100, function(premature) print(me, " premature ", premature, " ", ngx.worker.exiting()) end)
    ngx.timer.at(0, function() ngx.sleep(5) print(me, " slept") end)`);
  await box.clock.advance(1000);
  const { stdout } = await box.cluster.reload();
  assert.is(stdout, "1001 premature true true\n");
  assert.equal(
    box.cluster.processes.map(({ pid, title }) => [pid, title.replace(TITLE, "…")]),
    [
      [1000, "nginx: master process …"],
      [1001, "nginx: worker process is shutting down"],
      [1002, "nginx: worker process"],
    ],
  );
  assert.is(
    (await box.run(`print(ngx.worker.pid(), " ", generation, " ", ngx.shared.d:get("inits"))`)).stdout,
    "1002 1 2\n",
  );
  assert.is((await box.clock.advance(4000)).stdout, "1001 slept\n");
  assert.equal(
    box.cluster.processes.map(({ pid }) => pid),
    [1000, 1002],
  );
});

test("a killed worker is started again, and the master's log tells of it", async () => {
  const box = await createSandbox({ workers: 2, dicts: { d: "1m" }, initWorker: `ngx.shared.d:incr("starts", 1, 0)` });
  const { stderr } = await box.cluster.kill(1);
  assert.match(stderr, "[alert] 1000#1000: worker process 1002 exited on signal 9");
  const { stdout } = await box.run(`print(ngx.worker.pid(), " ", ngx.worker.id(), " ", ngx.shared.d:get("starts"))`, {
    worker: 1,
  });
  assert.is(stdout, "1003 1 3\n");
});

test("a worker that exits is started again", async () => {
  const box = await createSandbox({ workers: 1 });
  const { exitCode } = await box.run(`os.exit(0)`);
  assert.is(exitCode, 0);
  await box.clock.advance(0);
  assert.is((await box.run(`print(ngx.worker.pid())`)).stdout, "1002\n");
  await box.run(`require("ngx.process").signal_graceful_exit() print(ngx.worker.exiting())`);
  await box.clock.advance(0);
  assert.is((await box.run(`print(ngx.worker.pid())`)).stdout, "1003\n");
});

test("resty.signal reaches the master and its workers", async () => {
  const box = await createSandbox({ workers: 1, permissions: { signal: true } });
  const send = (pid: number, name: string) => `print(require("resty.signal").kill(${pid}, "${name}"))`;
  assert.is((await box.run(send(4711, "NONE"))).stdout, "nilNo such process\n");
  assert.is((await box.run(send(1000, "HUP"))).stdout, "true\n");
  await box.clock.advance(100);
  assert.equal(
    box.cluster.processes.map(({ pid }) => pid),
    [1000, 1002],
  );
  await box.run(`require("resty.signal").kill(1000, "QUIT") ngx.sleep(0)`);
  await box.clock.advance(0);
  assert.equal(box.cluster.processes, []);
  await box.run("").then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, "there is no worker 0"),
  );
});

test("quitting ends all; a timer fires once in each worker before", async () => {
  const box = await createSandbox({
    workers: 3,
    initWorker: `ngx.timer.at(9, function(premature) print(ngx.worker.id(), " ", premature) end)`,
  });
  const { stdout } = await box.cluster.quit();
  assert.is(stdout, "0 true\n1 true\n2 true\n");
  assert.equal(box.cluster.processes, []);
  assert.is((await box.close()).stdout, "");
});

test("errors of init and init_worker are told as nginx tells them", async () => {
  await createSandbox({ workers: 2, init: `error("no start")` }).then(
    () => assert.unreachable(),
    (error) =>
      assert.is(
        error.message,
        "createSandbox: init_by_lua error: init_by_lua:1: no start\n" +
          "stack traceback:\n\t[C]: in function 'error'\n\tinit_by_lua:1: in main chunk",
      ),
  );
  await createSandbox({ workers: 1, init: "while true do end", limits: { cpuMs: 50 } }).then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, "limits.cpuMs"),
  );
  const said = async (initWorker: string) => {
    const box = await createSandbox({ workers: 1, initWorker });
    return (await box.run("")).stderr.replace(/^\S+ \S+ \[error\] 1001#1001: /, "");
  };
  assert.is(
    await said(`local function fail() error("not today") end\nlocal function f() fail() end f()`),
    `init_worker_by_lua error: init_worker_by_lua:1: not today
stack traceback:
\t[C]: in function 'error'
\tinit_worker_by_lua:1: in function 'fail'
\tinit_worker_by_lua:2: in function 'f'
\tinit_worker_by_lua:2: in main chunk
`,
  );
  assert.is(
    await said("local t = nil + 1"),
    `init_worker_by_lua error: init_worker_by_lua:1: attempt to perform arithmetic on a nil value
stack traceback:
\tinit_worker_by_lua:1: in main chunk
`,
  );
  assert.is(await said("error({})"), "init_worker_by_lua error: unknown error\n");
  assert.is(await said("local s = ('x'):rep(2 ^ 31 - 100)"), "init_worker_by_lua error: not enough memory\n");
  assert.is(await said("error(nil)"), "");
  assert.is(await said("local = 1"), "init_worker_by_lua error: init_worker_by_lua:1: '<name>' expected near '='\n");
});

test("Lua that runs outside of any request has nothing below it in tracebacks", async () => {
  const box = await createSandbox({
    workers: 1,
    initWorker: `local tb = debug.traceback("here") print(tb, debug.getinfo(2))`,
  });
  assert.is((await box.run("")).stdout, "here\nstack traceback:\n\tinit_worker_by_lua:1: in main chunk\n");
});

/** The box after `lua` has run in the first worker of several, with what its log then says. */
async function firstStart(lua: string): Promise<{ box: Sandbox; log: string }> {
  const box = await createSandbox({
    workers: 1,
    dicts: { d: "1m" },
    initWorker: `if ngx.shared.d:incr("starts", 1, 0) == 1 then ${lua} end`,
    permissions: { signal: true, spawn: ["sh", "kill"] },
  });
  const { stderr } = await box.clock.advance(1000);
  return { box, log: stderr.replace(/^\S+ \S+ /gm, "") };
}

test("a worker that exits with status 2 is not started again, others are", async () => {
  for (const status of ["0", "1", "3", "true", "false"]) {
    const { box, log } = await firstStart(`ngx.timer.at(0.1, function() os.exit(${status}) end)`);
    assert.is(log, "", status);
    assert.is((await box.run(`print(ngx.worker.pid(), " ", ngx.worker.id())`)).stdout, "1002 0\n", status);
  }
  const { box, log } = await firstStart(`ngx.timer.at(0.1, function() os.exit(2) end)`);
  assert.is(log, "[alert] 1000#1000: worker process 1001 exited with fatal code 2 and cannot be respawned\n");
  assert.equal(
    box.cluster.processes.map(({ type }) => type),
    ["master"],
  );
  await box.cluster.reload();
  assert.is((await box.run(`print(ngx.worker.pid())`)).stdout, "1002\n");
});

test("signals that nginx has no handler for end a worker, which is started again; others do nothing", async () => {
  const send = (signal: string) =>
    `ngx.timer.at(0, function() require("resty.signal").kill(ngx.worker.pid(), ${signal}) end)`;
  for (const signal of [4, 6, 11, 14 + 2, 24, 27, 34, 64]) {
    const { log } = await firstStart(send(String(signal)));
    assert.is(log, `[alert] 1000#1000: worker process 1001 exited on signal ${signal}\n`);
  }
  for (const name of ["HUP", "USR1", "USR2", "WINCH", "ALRM", "IO", "CHLD", "SYS", "PIPE", "CONT", "URG", "NONE"]) {
    const { box, log } = await firstStart(send(`"${name}"`));
    assert.is(log, "", name);
    assert.is((await box.run("print(ngx.worker.pid())")).stdout, "1001\n", name);
  }
});

test("a worker that gets TERM goes on to the end of its turn, one that gets KILL does not", async () => {
  const kill = (options: string) =>
    `ngx.timer.at(0, function()
      os.execute("kill ${options} " .. ngx.worker.pid())
      ngx.log(ngx.WARN, "goes on")
      ngx.sleep(0.01)
      ngx.log(ngx.WARN, "never")
    end)`;
  assert.match(
    (await firstStart(kill(""))).log,
    /^\[warn\] 1001#1001: \S+ \[lua\] init_worker_by_lua:3: goes on, context: ngx.timer\n$/,
  );
  assert.is((await firstStart(kill("-9"))).log, "[alert] 1000#1000: worker process 1001 exited on signal 9\n");
});

test("a worker that always ends as soon as it begins takes time each time", async () => {
  const box = await createSandbox({ workers: 1, initWorker: `print("start") os.exit(0)` });
  const { stdout, error } = await box.clock.advance(50);
  assert.is(error, undefined);
  assert.is(stdout, "start\n".repeat(7), "twice at once, then every 10 ms");
  await box.close();
});

test("a reload starts a worker that was about to be started again, and nobody else does", async () => {
  const box = await createSandbox({
    workers: 2,
    dicts: { d: "1m" },
    initWorker: `if ngx.shared.d:incr("starts", 1, 0) == 3 then os.exit(0) end`,
  });
  await box.cluster.kill(0);
  const pids = () => box.cluster.processes.map(({ pid, id }) => [pid, id]);
  assert.equal(pids(), [
    [1000, undefined],
    [1002, 1],
  ]);
  await box.cluster.reload();
  await box.clock.advance(500);
  assert.equal(pids(), [
    [1000, undefined],
    [1004, 0],
    [1005, 1],
  ]);
});

test("a run waits for a worker that is about to be started again", async () => {
  const box = await createSandbox({ workers: 2, limits: { cpuMs: 100 } });
  assert.is((await box.run("while true do end", { worker: 1 })).error?.code, "cpuMs");
  assert.is((await box.run("print(ngx.worker.id())", { worker: 1 })).stdout, "1\n");
  assert.is((await box.run("os.exit(1)")).exitCode, 1);
  assert.is((await box.run("print(ngx.worker.id())")).stdout, "0\n");
});

test("ngx.exit ends the request or the timer that calls it, and no worker", async () => {
  const box = await createSandbox({ workers: 1 });
  const exits = async (code: string) => {
    const { stdout, exitCode, error } = await box.run(code, { phase: "content" });
    assert.equal([exitCode, error], [0, undefined]);
    return stdout + (await box.clock.advance(1000)).stdout;
  };
  assert.is(await exits(`ngx.say("a") ngx.exit(ngx.HTTP_OK) ngx.say("never")`), "a\n");
  assert.is(await exits(`pcall(function() coroutine.wrap(function() ngx.exit(500) end)() end) ngx.say("never")`), "");
  assert.is(
    await exits(
      `ngx.thread.spawn(function() ngx.sleep(0.01) ngx.say("b") ngx.exit(200) end) ngx.sleep(1) ngx.say("never")`,
    ),
    "b\n",
  );
  assert.is(await exits(`ngx.thread.spawn(function() ngx.sleep(0.01) ngx.say("never") end) ngx.exit(200)`), "");
  assert.is(
    await exits(`ngx.timer.at(0, function() ngx.exit(0) end)
      ngx.timer.at(0.1, function() ngx.say(ngx.timer.running_count()) end)`),
    "1\n",
  );
  assert.is(await exits(`ngx.say(ngx.worker.pid())`), "1001\n");
  const early = await createSandbox({
    workers: 1,
    init: "in_init = select(2, pcall(ngx.exit, 0))",
    initWorker: "in_worker = select(2, pcall(ngx.exit, 0))",
  });
  assert.is(
    (await early.run("print(in_init) print(in_worker)")).stdout,
    "no request found\nAPI disabled in the context of init_worker_by_lua*\n",
  );
});

test("ngx.worker.pids has old workers, too, as long as they live", async () => {
  const box = await createSandbox({ workers: 1 });
  await box.run("ngx.timer.at(0, function() ngx.sleep(1) end)");
  await box.cluster.reload();
  const pids = `print(table.concat(ngx.worker.pids(), " "))`;
  assert.is((await box.run(pids)).stdout, "1001 1002\n");
  await box.clock.advance(1000);
  assert.is((await box.run(pids)).stdout, "1002\n");
});

test("where init tells the process to exit gracefully, the master follows its first worker", async () => {
  const box = await createSandbox({
    workers: 2,
    init: `require("ngx.process").signal_graceful_exit()`,
    initWorker: `ngx.timer.at(9, function(premature) print(ngx.worker.id(), " ", premature) end)`,
  });
  assert.is((await box.clock.advance(100)).stdout, "0 true\n1 true\n");
  assert.equal(box.cluster.processes, []);
});

test("a failing reload leaves the workers alone", async () => {
  const box = await createSandbox({
    workers: 1,
    dicts: { d: "1m" },
    init: `assert(ngx.shared.d:incr("inits", 1, 0) < 2, "only once")`,
  });
  const { stderr } = await box.cluster.reload();
  assert.match(stderr, /\[error\] 1000#1000: init_by_lua error: .*only once/);
  assert.is((await box.run("print(ngx.worker.pid())")).stdout, "1001\n");
});

test("a day of a timer every second in each of four workers", async () => {
  const box = await createSandbox({
    workers: 4,
    dicts: { d: "1m" },
    initWorker: `ngx.timer.every(1, function(premature) if not premature then ngx.shared.d:incr("fired", 1, 0) end end)`,
    limits: { cpuMs: 60_000, wallMs: 60_000 },
  });
  await box.clock.advance(86_400_000);
  assert.is((await box.run(`print(ngx.shared.d:get("fired"))`)).stdout, `${4 * 86_400}\n`);
});

test("local time is UTC, for scripts and in the logs of workers and master, wherever the host is", async () => {
  const { TZ } = process.env;
  process.env.TZ = "Asia/Tokyo";
  try {
    const box = await createSandbox({ workers: 1, start: new Date("2026-01-01T20:30:00Z") });
    const { stdout, stderr } = await box.run(
      `ngx.log(ngx.ERR, "a worker's") print(ngx.localtime(), " ", ngx.today(), os.date(" %H"))`,
    );
    assert.is(stdout, "2026-01-01 20:30:00 2026-01-01 20\n");
    assert.match(stderr, /^2026\/01\/01 20:30:00 \[error\] 1001#1001: \*\d+ .*a worker's/);
    assert.match((await box.cluster.kill(0)).stderr, /^2026\/01\/01 20:30:00 \[alert\] 1000#1000: worker process 1001/);
    await box.close();
  } finally {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  }
});

const TITLE = "nginx -p /work/ -c conf/nginx.conf";

test.run();
