import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sandboxHost } from "../../src/host/node/sandbox-host.ts";
import { createSandbox, type Limits, type SandboxOptions } from "../../src/index.ts";
import type { SandboxHost } from "../../src/sandbox/host.ts";
import { checkOptions } from "../../src/sandbox/options.ts";
import { openSandbox } from "../../src/sandbox/thread-sandbox.ts";
import { Boxes, ISOLATIONS } from "./isolations.ts";

const START = Date.UTC(2026, 0, 1);

/** A test of what holds wherever a sandbox runs. */
function each(behaviour: string, check: (create: Boxes["create"]) => Promise<void>): void {
  for (const isolation of ISOLATIONS) {
    test(`${behaviour} (${isolation})`, async () => {
      const boxes = new Boxes({ isolation });
      try {
        await check(boxes.create);
      } finally {
        await boxes.closeAll();
      }
    });
  }
}

each("virtual time passes while the script waits, and then only when it is told to", async (create) => {
  const box = await create();
  const { stdout, timers, exitCode } = await box.run(`
    ngx.timer.at(300, function(premature) ngx.say("fired ", premature, " at ", ngx.now()) end)
    ngx.sleep(2)
    ngx.say("slept until ", ngx.now())`);
  assert.is(exitCode, 0);
  assert.is(stdout, `slept until ${START / 1000 + 2}\n`);
  assert.equal(timers, [{ id: 2, inMs: 298_000, everyMs: 0, callback: "main.lua:2", canCancel: false, pid: 1000 }]);
  assert.is((await box.clock.advance(297_999)).stdout, "");
  assert.is(box.clock.now(), START + 299_999);
  assert.is((await box.clock.advance(1)).stdout, `fired false at ${START / 1000 + 300}\n`);
});

each("the clock goes to the next moment, or until nothing waits", async (create) => {
  const box = await create();
  await box.run(`for _, at in ipairs { 5, 5, 60 } do ngx.timer.at(at, function() ngx.say(ngx.now() % 100000) end) end`);
  const begun = (START / 1000) % 100_000;
  assert.is((await box.clock.next()).stdout, `${begun + 5}\n${begun + 5}\n`);
  const before = box.clock.now();
  assert.is((await box.clock.runUntilIdle({ max: 54_999 })).stdout, "");
  assert.is(box.clock.now() - before, 54_999, "what waits has been waited for");
  assert.is((await box.clock.runUntilIdle()).stdout, `${begun + 60}\n`);
  assert.equal(await box.clock.next().then(({ stdout, timers }) => [stdout, timers]), ["", []]);
});

each("a second run keeps globals, dictionaries and files", async (create) => {
  const box = await create({ dicts: { dogs: "1m" }, files: { "lib/m.lua": "return { x = 42 }" } });
  const write = `rawset(_G, "g", require("lib.m").x) ngx.shared.dogs:set("k", 1)
    local file = assert(io.open("out.txt", "w")) file:write("kept") file:close()`;
  assert.is((await box.run(write)).stderr, "");
  const read = await box.run(`ngx.say(g, " ", ngx.shared.dogs:get("k"), " ", io.open("out.txt"):read("*a"))`);
  assert.is(read.stdout, "42 1 kept\n");
});

each("after os.exit the next run has a new process with the same dictionaries", async (create) => {
  const box = await create({ dicts: { dogs: "1m" } });
  const first = await box.run(
    `rawset(_G, "g", 1) ngx.shared.dogs:set("k", ngx.worker.pid()) ngx.timer.at(9, print) os.exit(3)`,
  );
  assert.equal([first.exitCode, first.error, first.timers], [3, undefined, []]);
  const second = await box.run(`ngx.say(g, " ", ngx.worker.pid() - ngx.shared.dogs:get("k"))`);
  assert.is(second.stdout, "nil 1\n");
});

each("closing runs pending timers as premature", async (create) => {
  const box = await create();
  await box.run(`ngx.timer.every(5, function(premature) ngx.say("premature ", premature) end)`);
  assert.is((await box.close()).stdout, "premature true\n");
  assert.is((await box.close()).stdout, "premature true\n");
  await box.run("").then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, "the sandbox is closed"),
  );
  await box.clock.advance(1).then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, "the sandbox is closed"),
  );
});

each("an error is told with its traceback, and the process goes on", async (create) => {
  const box = await create({ files: { "t.lua": "local function f() error('boom') end\nf()" } });
  const { exitCode, error } = await box.run({ file: "t.lua" });
  assert.is(exitCode, 1);
  assert.is(error?.code, "error");
  assert.is(error?.message, "t.lua:1: boom");
  assert.match(error?.traceback ?? "", "t.lua:2: in function 'file_gen'");
  assert.equal((await box.run("x = = 1")).error, {
    code: "error",
    message: "main.lua:1: unexpected symbol near '='",
    traceback: "",
  });
  assert.is((await box.run({ file: "none.lua" })).error?.message, "cannot open none.lua: No such file or directory");
  assert.is((await box.run("ngx.say(1)")).stdout, "1\n");
});

each("who waits for what can never happen is told", async (create) => {
  const box = await create({ limits: { cpuMs: 10_000, wallMs: 20_000 } });
  const { exitCode, error } = await box.run(`
    local waiting = ngx.thread.spawn(function() coroutine.yield() end)
    local sema = require("ngx.semaphore").new()
    while not sema:wait(1e6) do ngx.sleep(0) if ngx.now() > 1e10 then break end end
    local never = ngx.thread.spawn(function() ngx.sleep(1) end)
    ngx.thread.kill(never)
    ngx.thread.wait(waiting)
    ngx.say("all done")`);
  assert.equal([exitCode, error], [0, undefined]);
});

each("a script is stopped at its limits, and its process with it", async (create) => {
  const stopped: [Partial<Limits>, string, string][] = [
    [{ cpuMs: 200 }, "while true do end", "cpuMs"],
    [{ cpuMs: 200 }, "while true do pcall(function() while true do end end) end", "cpuMs"],
    [{ cpuMs: 200 }, "while true do ngx.sleep(0) end", "cpuMs"],
    [{ cpuMs: 200 }, "ngx.re.find(('a'):rep(200), '(a+)+$b')  while true do ngx.update_time() end", "cpuMs"],
    [{ instructions: 10_000 }, "while true do end", "instructions"],
    [{ outputBytes: 1000 }, "while true do ngx.say('x') end", "outputBytes"],
    [{ outputBytes: 1000 }, "while true do ngx.log(ngx.ERR, 'x') end", "outputBytes"],
    [{ wallMs: 200, cpuMs: 10_000 }, "while true do ngx.sleep(1) end", "wallMs"],
  ];
  for (const [limits, code, limit] of stopped) {
    const box = await create({ limits });
    await box.run("rawset(_G, 'g', 1)");
    const { exitCode, error } = await box.run(code);
    assert.equal([exitCode, error?.code], [124, limit], code);
    assert.match(error?.message ?? "", `limits.${limit}`);
    assert.is((await box.run("ngx.say(tostring(g))")).stdout, "nil\n", "a new process");
  }
});

each("the clock stops at a limit, too, however short the wake-ups are", async (create) => {
  const box = await create({ limits: { cpuMs: 200 } });
  await box.run("ngx.timer.every(0.001, function() end)");
  const { error } = await box.clock.advance(1e9);
  assert.is(error?.code, "cpuMs");
  assert.ok(box.clock.now() < START + 1e9);
  assert.is((await box.run("print(1)")).stdout, "1\n");
});

each("light threads are limited, those that are alive", async (create) => {
  const box = await create({ limits: { threads: 2 } });
  const { stdout, error } = await box.run(`
    local function wait() ngx.sleep(1) end
    for n = 1, 10 do ngx.thread.wait(ngx.thread.spawn(function() end)) end
    local one, two = ngx.thread.spawn(wait), ngx.thread.spawn(wait)
    print(pcall(ngx.thread.spawn, wait))
    ngx.thread.kill(one)
    print((pcall(ngx.thread.spawn, wait)))
    ngx.timer.at(0, function() print(pcall(ngx.thread.spawn, wait)) end)
    ngx.sleep(0.5)
    ngx.sleep(1)
    ngx.timer.at(0, function() print((pcall(ngx.thread.spawn, wait))) end)
    ngx.sleep(0.1)`);
  assert.is(error, undefined);
  assert.is(stdout, "falsetoo many light threads\ntrue\nfalsetoo many light threads\ntrue\n");
  const uncaught = await box.run("while true do ngx.thread.spawn(function() ngx.sleep(1) end) end");
  assert.equal([uncaught.exitCode, uncaught.error?.code], [124, "threads"]);
  assert.match(uncaught.error?.message ?? "", "main.lua:1: too many light threads");
  assert.match(uncaught.error?.traceback ?? "", "stack traceback");
  await box.clock.advance(1000);
  assert.is((await box.run("ngx.thread.wait(ngx.thread.spawn(function() print(1) end))")).stdout, "1\n");
});

each("limits that a script meets as errors", async (create) => {
  const box = await create({ limits: { pendingTimers: 1, fileBytes: 15, memoryMb: 1 } });
  const { stdout } = await box.run(`
    ngx.timer.at(9, print)
    print(ngx.timer.at(9, print))
    print(pcall(string.rep, "x", 2e6))
    local file = io.open("f", "w") file:setvbuf("no")
    print(file:write("0123456789"))
    print(file:write("x"))`);
  assert.equal(
    stdout.split("\n").map((line) => line.replace(/file \(\w+\)/, "file")),
    ["niltoo many pending timers", "falsenot enough memory", "file", "nilNo space left on device28", ""],
  );
});

each("the phase content is no timer", async (create) => {
  const box = await create();
  const count = "ngx.timer.at(0, function() ngx.say(ngx.timer.running_count()) end) ngx.sleep(0.1)";
  assert.is((await box.run(count)).stdout, "2\n");
  assert.is((await box.run(count, { phase: "content" })).stdout, "1\n");
});

each("calls run one after another, and each gets what was printed meanwhile", async (create) => {
  const box = await create();
  const results = await Promise.all([
    box.run("ngx.timer.at(1, function() ngx.say('later') end) ngx.say('first')"),
    box.run("ngx.say('second')"),
    box.clock.advance(1000),
    box.close(),
  ]);
  assert.equal(
    results.map(({ stdout }) => stdout),
    ["first\n", "second\n", "later\n", ""],
  );
});

each("the host's event loop goes on while a script runs", async (create) => {
  const box = await create({ limits: { cpuMs: 300 } });
  let turns = 0;
  const interval = setInterval(() => turns++, 10);
  await box.run("while true do end");
  clearInterval(interval);
  assert.ok(turns >= 3, `${turns} turns`);
});

each("scripts reach nothing outside", async (create) => {
  const box = await create({ env: { A: "b" } });
  const { stdout } = await box.run(`
    print(io.open("/etc/passwd") == nil, io.open(${JSON.stringify(import.meta.filename ?? "x")}) == nil)
    print(os.getenv("PATH"), os.getenv("A"))
    print(os.execute("id"))
    print(pcall(io.popen, "id"))
    print(ngx.socket.tcp and pcall(ngx.socket.connect, "127.0.0.1", 1))`);
  const [files, env] = stdout.split("\n");
  assert.equal([files, env], ["truetrue", "nilb"]);
  assert.not.match(stdout, "uid");
});

each("the same options give the same bytes", async (create) => {
  const code = `print({}, print, math.random(), os.tmpname(), ngx.worker.pid(), os.time(), os.clock(), ngx.now())
    print(require("resty.random").bytes(8):byte(1, -1))`;
  const outputs = await Promise.all([1, 1, 2].map(async (seed) => (await (await create({ seed })).run(code)).stdout));
  assert.is(outputs[0], outputs[1]);
  assert.is.not(outputs[0], outputs[2]);
});

each("real time passes by itself", async (create) => {
  const box = await create({ time: "real" });
  const began = performance.now();
  const { stdout } = await box.run(
    "ngx.sleep(0.05) ngx.timer.at(0.05, function() ngx.say('later') end) ngx.say('slept')",
  );
  // on a busy machine the timer can have fired before the run has answered
  assert.is(stdout + (await box.clock.advance(60)).stdout, "slept\nlater\n");
  assert.ok(performance.now() - began >= 99);
  await box.close();
});

test("who waits for real time, or for the host, takes no processor time", async () => {
  let turns = 0;
  const host: SandboxHost = {
    ...sandboxHost(fileURLToPath(new URL("../..", import.meta.url))),
    programs: new Map(),
    turn: () =>
      new Promise((resolve) => {
        turns++;
        setImmediate(resolve);
      }),
  };
  const globals = { slow: () => new Promise((resolve) => setTimeout(resolve, 700, "answer")) };
  for (const [code, options] of [
    ["ngx.sleep(0.7) print('answer')", { time: "real" }],
    ["print(slow())", { globals }],
  ] as const) {
    const box = await openSandbox(checkOptions(options, ["none"]), host);
    await box.run("ngx.sleep(0)");
    turns = 0;
    const [began, before] = [performance.now(), process.cpuUsage()];
    assert.is((await box.run(code)).stdout, "answer\n");
    const { user, system } = process.cpuUsage(before);
    assert.ok(performance.now() - began > 690);
    // a busy machine makes processor time dear, but not ten times
    assert.ok((user + system) / 1000 < 350, `it took ${(user + system) / 1000} ms of processor time`);
    assert.ok(turns < 50, `the host had ${turns} turns`);
    await box.close();
  }
});

each("events are recorded where they are asked for", async (create) => {
  const box = await create({ record: true });
  const { events = [] } = await box.run("ngx.timer.at(0.5, function() end) ngx.sleep(1)");
  const fired = events.filter(({ type }) => type === "timer fired").map(({ atMs }) => atMs);
  assert.equal(fired, [0, 500]);
  assert.is((await (await create()).run("ngx.sleep(1)")).events, undefined);
});

test("wrong options are refused by name", async () => {
  const wrong: [unknown, string][] = [
    [3, "options: takes an object, not 3"],
    [{ file: {} }, "there is no option file; the options are args, dicts,"],
    [{ files: [] }, "files: takes an object, not a list"],
    [{ files: new Map([["a", "1"]]) }, "files: takes an object, not a Map or Set"],
    [{ files: { a: 1 } }, 'files["a"]: takes a string or a Uint8Array, not 1'],
    [{ files: { a: "", "a/b": "" } }, 'files: there can be no file at "a/b"'],
    [{ args: [1] }, "args: takes a list of strings"],
    [{ env: { A: 1 } }, "env.A: takes a string, not 1"],
    [{ prefix: "work" }, "prefix: takes an absolute path"],
    [{ dicts: { a: "1x" } }, 'dicts.a: takes a size from "8k" to "1024m", not "1x"'],
    [{ time: "fast" }, 'time: takes "virtual" or "real", not "fast"'],
    [{ time: "real", start: new Date() }, "start: only virtual time"],
    [{ start: new Date(Number.NaN) }, "start: takes a valid Date"],
    [{ seed: 0.5 }, "seed: takes a whole number, not 0.5"],
    [{ limits: { cpuMs: Number.NaN } }, "limits.cpuMs: takes a number above 0, not NaN"],
    [{ limits: { cpu: 1 } }, "there is no limits.cpu; the limits are children, cpuMs,"],
    [{ isolation: "jail" }, 'isolation: takes "worker", "process" or "none", not "jail"'],
    [{ spare: 1 }, "spare: takes true or false, not 1"],
  ];
  for (const [options, message] of wrong) {
    await createSandbox(options as SandboxOptions).then(
      () => assert.unreachable(),
      (error) => {
        assert.instance(error, TypeError);
        assert.ok(error.message.startsWith(`createSandbox: ${message}`), error.message);
      },
    );
  }
});

test("an init_worker that is stopped while the sandbox begins is told by the first call", async () => {
  const box = await createSandbox({ isolation: "none", initWorker: "while true do end", limits: { cpuMs: 50 } });
  const { stderr } = await box.clock.advance(0);
  assert.is(stderr, "ngxbox: init_worker: the script was stopped: it ran for more than 50 ms (limits.cpuMs)\n");
  await box.close();
});

each("wrong arguments of calls are refused", async (create) => {
  const box = await create();
  const wrong: [() => Promise<unknown>, string][] = [
    [() => box.run(1 as unknown as string), "run: takes code, or { file }"],
    [() => box.run("", { phase: "log" as "timer" }), 'run: phase takes "timer" or "content"'],
    [() => box.run("", null as never), "run: options: takes an object, not null"],
    [
      () => box.run("", { workers: 1 } as never),
      "run: there is no option workers; there is exitsOnError, phase, worker",
    ],
    [() => box.run("", { worker: "0" as never }), 'run: worker takes a whole number, not "0"'],
    [() => box.run("", { worker: 1 }), "there is no worker 1"],
    [() => box.run("", { exitsOnError: 1 as never }), "run: exitsOnError takes true or false, not 1"],
    [() => box.clock.advance(-1), "advance: takes milliseconds, from 0 to 8640000000000000"],
    [() => box.clock.advance(1e300), "advance: takes milliseconds, from 0 to 8640000000000000"],
    [() => box.clock.advance(8.64e15), "advance: there is no time after the year 275760"],
    [() => box.clock.runUntilIdle(null as never), "runUntilIdle: options: takes an object, not null"],
    [
      () => box.clock.runUntilIdle({ max: Number.NaN }),
      "runUntilIdle: max: takes milliseconds, from 0 to 8640000000000000",
    ],
    [() => box.cluster.kill(Symbol("0") as never), "kill: worker takes a whole number, not a symbol"],
    [() => box.cluster.kill(2), "there is no worker 2"],
    [() => box.cluster.reload(), "there is no master: the sandbox was made without workers"],
  ];
  for (const [call, message] of wrong) {
    await call().then(
      () => assert.unreachable(),
      (error) => assert.is(error.message, message),
    );
  }
});

test.run();
