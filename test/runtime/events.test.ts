import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox, echoPeer, type Progress, type SandboxOptions, type TracedEvent } from "../../src/index.ts";
import { EventRing, EventStream, type RuntimeEvent } from "../../src/runtime/events.ts";
import { AMPLE } from "../sandbox/isolations.ts";
import { harness } from "./harness.ts";

test("events are not made while nobody listens", () => {
  const run = harness();
  let made = 0;
  const { emit } = EventStream.prototype;
  run.worker.events.emit = function (event) {
    made++;
    emit.call(this, event);
  };
  const lua =
    "ngx.timer.at(0, function() ngx.thread.wait(ngx.thread.spawn(function() ngx.sleep(1) end)) end) ngx.sleep(2)";
  run.start(lua).settle();
  assert.is(made, 0);
});

test("a listener hears what happens to timers and light threads, in order", () => {
  const run = harness();
  const heard: RuntimeEvent[] = [];
  run.worker.events.listen((event) => heard.push(event));
  run.start(`ngx.timer.at(1.5, function()
      ngx.thread.spawn(function() ngx.sleep(1) error("e", 0) end)
    end)
    ngx.timer.at(50, function() end)
    ngx.sleep(2)
    ngx.log(ngx.ERR, "logged")
    os.exit(0)`);
  run.settle();
  const told = heard.map((event) => {
    switch (event.type) {
      case "timer made":
        return `${event.atMs} timer ${event.timer} made at ${event.madeAt} for ${event.callback}, in ${event.delayMs}`;
      case "timer fired":
      case "timer ended":
        return `${event.atMs} ${event.type} ${event.timer}`;
      case "timer dropped":
        return `${event.atMs} timer ${event.timer} dropped: ${event.why}`;
      case "timer cancelled":
        return `${event.atMs} timer ${event.timer} cancelled at ${event.cancelledAt}`;
      case "thread spawned":
        return `${event.atMs} thread ${event.thread} spawned by ${event.parent}`;
      case "thread suspended":
        return `${event.atMs} thread ${event.thread} waits in ${event.awaits} at ${event.at}`;
      case "thread ended":
        return `${event.atMs} thread ${event.thread} ${event.how}`;
      case "denied":
        return `${event.atMs} denied ${event.what}`;
      case "log":
        return `${event.atMs} log ${event.level} of ${event.thread} at ${event.at}`;
      default:
        return `${event.atMs} ${event.type} ${"thread" in event ? event.thread : ""}`;
    }
  });
  assert.equal(told, [
    "0 timer fired 1",
    "0 timer 2 made at t.lua:1 for t.lua:1, in 1500",
    "0 timer 3 made at t.lua:4 for t.lua:4, in 50000",
    "0 thread 1 waits in ngx.sleep at t.lua:5",
    "1500 timer fired 2",
    "1500 thread 3 spawned by 2",
    "1500 thread 3 waits in ngx.sleep at t.lua:2",
    "1500 thread 2 returned",
    "2000 thread resumed 1",
    "2000 log 4 of 1 at t.lua:6",
    "2000 timer 3 dropped: the process exited",
  ]);
});

/** What waits, where and for how long: "ngx.sleep t.lua:1 0-1000". */
function waitsOf(events: readonly RuntimeEvent[]): string[] {
  const waits: string[] = [];
  const begun = new Map<number, string>();
  for (const event of events) {
    if (event.type === "thread suspended") {
      const stalls = event.what === "stall" ? "stalls " : "";
      const through = event.through === undefined ? "" : ` through ${event.through}`;
      begun.set(event.thread, `${stalls}${event.awaits} ${event.at}${through} ${event.atMs}-`);
    } else if (event.type === "thread resumed") {
      waits.push(`${begun.get(event.thread)}${event.atMs}`);
    }
  }
  return waits;
}

async function eventsOf(lua: string, options: SandboxOptions = {}): Promise<readonly TracedEvent[]> {
  const box = await createSandbox({ isolation: "none", record: true, permissions: { spawn: true }, ...options });
  const { events = [], error } = await box.run(lua);
  assert.is(error, undefined);
  const later = await box.close();
  return [...events, ...(later.events ?? [])];
}

test("a wait tells which function waits, where in the script, and for how long", async () => {
  const lua = `local semaphore = require("ngx.semaphore").new()
    os.execute("sleep 2")
    ngx.thread.spawn(function() ngx.sleep(1) semaphore:post() end)
    semaphore:wait(5)
    local co = coroutine.wrap(function()
      ngx.sleep(0.5)
    end)
    co()
    local sock = ngx.socket.tcp()
    sock:connect("echo", 7)
    sock:send("x\\n")
    sock:receive("*l")
    local function nap() return ngx.sleep(0.25) end
    nap()
    require("resty.shell").run("sleep 3", nil, 10000)
    io.popen("sleep 1"):read("*a")`;
  const waits = waitsOf(await eventsOf(lua, { peers: { "echo:7": echoPeer({ latencyMs: 10 }) } }));
  assert.equal(waits, [
    "stalls os.execute main.lua:2 0-2000",
    // the time that ngx.sleep counts from is that of the turn, in which the worker stood still
    "ngx.sleep main.lua:3 2000-2000",
    "ngx.semaphore.wait main.lua:4 2000-2000",
    "ngx.sleep main.lua:6 2000-2500",
    "tcpsock:connect main.lua:10 2500-2520",
    "tcpsock:receive main.lua:12 2520-2540",
    "ngx.sleep main.lua:14 2540-2790",
    "proc:stdout_read main.lua:15 through resty.shell 2790-5790",
    "proc:stderr_read main.lua:15 through resty.shell 2790-5790",
    "proc:wait main.lua:15 through resty.shell 2790-5790",
    "stalls file:read main.lua:16 5790-6790",
  ]);
});

test("a long computation is no wait", async () => {
  const waits = waitsOf(
    await eventsOf("local n = 0 for i = 1, 3e7 do n = n + i % 7 end", { limits: { cpuMs: 60_000, wallMs: 60_000 } }),
  );
  assert.equal(waits, []);
});

test("children are told of with their command, who started them, and how they ended", async () => {
  const events = await eventsOf(`os.execute("exit 3")
    local proc = require("ngx.pipe").spawn({ "sleep", "60" })
    ngx.sleep(1)
    proc:kill(15)
    proc:wait()`);
  const told = events.flatMap((event) => {
    if (event.type === "child spawned") return [`${event.command} by ${event.thread} at ${event.at}`];
    return event.type === "child exited" ? [`${event.reason} ${event.status} after ${event.atMs}`] : [];
  });
  assert.equal(told, [
    "sh -c exit 3 by 1 at main.lua:1",
    "exit 3 after 0",
    "sleep 60 by 1 at main.lua:2",
    "signal 15 after 1000",
  ]);
});

test("a connection is told of from its beginning to its end, or until it is kept for others", async () => {
  const events = await eventsOf(
    `for _ = 1, 2 do
      local sock = ngx.socket.tcp()
      sock:connect("echo", 7)
      sock:setkeepalive()
    end
    ngx.socket.tcp():connect("echo", 7)`,
    { peers: { "echo:7": echoPeer() } },
  );
  const told = events.flatMap((event) => {
    if (event.type === "socket connected") return [`${event.socket} to ${event.peer}, ${event.reusedTimes} times used`];
    return event.type === "socket closed" ? [`${event.socket} ${event.how}`] : [];
  });
  assert.equal(told, [
    "1 to echo:7(198.18.0.1), 0 times used",
    "1 kept",
    "2 to echo:7(198.18.0.1), 1 times used",
    "2 kept",
    "3 to echo:7(198.18.0.1), 2 times used",
    "3 closed",
  ]);
});

test("what a script is refused is an event with its place", async () => {
  const events = await eventsOf('os.execute("ls")', { permissions: { spawn: ["sh"] } });
  const [denied] = events.filter(({ type }) => type === "denied");
  assert.equal({ ...denied, atMs: 0 }, { type: "denied", what: "spawn: ls", pid: 1000, atMs: 0 });
  const [popen] = (await eventsOf('\nio.popen("ls")', { permissions: {} })).filter(({ type }) => type === "denied");
  assert.equal(
    { ...popen, pid: 0 },
    { type: "denied", what: "spawn: sh", thread: 1, at: "main.lua:2", pid: 0, atMs: 0 },
  );
});

test("processes are told of: what they are, when they are told to end, and how they end", async () => {
  const box = await createSandbox({ isolation: "none", record: true, workers: 1, privilegedAgent: true });
  const told = ({ events = [] }: Progress) =>
    events.flatMap((event) => {
      const at = `${event.pid} ${event.atMs}`;
      if (event.type === "process began") return [`${at} ${event.role} ${event.worker ?? "-"}: ${event.title}`];
      if (event.type === "process exiting") return [`${at} ${event.title}`];
      if (event.type === "process ended") return [`${at} ended ${event.how} ${event.status}`];
      return event.type === "reload" ? [`${at} reload`] : [];
    });
  assert.equal(told(await box.clock.advance(0)), [
    "1000 0 master -: nginx: master process nginx -p /work/ -c conf/nginx.conf",
    "1001 0 worker 0: nginx: worker process",
    "1002 0 privileged agent -: nginx: privileged agent process",
  ]);
  assert.equal(told(await box.cluster.reload()), [
    "1000 0 reload",
    "1003 0 worker 0: nginx: worker process",
    "1004 0 privileged agent -: nginx: privileged agent process",
    "1001 100 nginx: worker process is shutting down",
    "1002 100 nginx: privileged agent process is shutting down",
    "1001 100 ended gracefully 0",
    "1002 100 ended gracefully 0",
  ]);
  assert.equal(told(await box.cluster.kill(0)), [
    "1003 100 ended killed 1",
    "1005 100 worker 0: nginx: worker process",
  ]);
  assert.is(told(await box.close()).at(-1), "1000 100 ended gracefully 0");
});

test("init is heard once, however many workers run it", async () => {
  const box = await createSandbox({ isolation: "none", record: true, workers: 3, init: 'ngx.log(ngx.ERR, "init")' });
  const { events = [] } = await box.clock.advance(0);
  const logs = events.filter(({ type }) => type === "log");
  assert.equal(
    logs.map(({ pid }) => pid),
    [1000],
  );
});

test("a request's handler is told of as such", async () => {
  const box = await createSandbox({ isolation: "none", record: true });
  const { events = [] } = await box.run("ngx.sleep(1)", { phase: "content" });
  assert.equal(
    events.map((event) => `${event.atMs} ${event.type} ${"callback" in event ? event.callback : ""}`),
    [
      "0 process began ",
      "0 request began main.lua:0",
      "0 thread suspended ",
      "1000 thread resumed ",
      "1000 thread ended ",
      "1000 request ended ",
    ],
  );
});

test("texts are text: what scripts have in UTF-8 can be read", async () => {
  const box = await createSandbox({
    isolation: "none",
    record: true,
    files: { "计时.lua": 'ngx.log(ngx.ERR, "你好 \\255") ngx.timer.at(1, function() end)' },
  });
  const { events = [] } = await box.run({ file: "计时.lua" });
  const log = events.find((event) => event.type === "log");
  assert.match(String(log?.message), "你好 \ufffd");
  const made = events.find((event) => event.type === "timer made");
  assert.is(made?.callback, "计时.lua:1");
});

test("whether somebody listens changes nothing of what scripts see", async () => {
  const lua = `local shell = require("resty.shell")
    for i = 1, 20 do
      ngx.timer.at(i / 100, function() os.execute("seq 2000 | tail -1") print(ngx.now()) end)
    end
    print(select(2, shell.run("for i in 1 2 3; do sleep 1; echo $i; done")), ngx.now())
    ngx.sleep(5)
    ngx.update_time()
    print(ngx.now(), os.time())`;
  const outputs: string[] = [];
  for (const record of [false, true]) {
    const box = await createSandbox({
      isolation: "none",
      record,
      permissions: { spawn: true },
      limits: AMPLE,
    });
    outputs.push((await box.run(lua)).stdout);
    await box.close();
  }
  assert.is(outputs[0], outputs[1]);
  assert.ok(String(outputs[0]).split("\n").length > 20);
});

test("whoever has left hears nothing more", () => {
  const stream = new EventStream(
    () => 5,
    () => 77,
  );
  const heard: RuntimeEvent[] = [];
  const leave = stream.listen((event) => heard.push(event));
  stream.threadResumed(1);
  stream.emit({ type: "reload" });
  assert.ok(stream.wanted);
  leave();
  assert.not(stream.wanted);
  stream.threadResumed(2);
  stream.emit({ type: "reload" });
  assert.equal(heard, [
    { type: "thread resumed", thread: 1, atMs: 5, pid: 77 },
    { type: "reload", atMs: 5, pid: 77 },
  ]);
});

test("a ring keeps the last events, oldest first, and counts those it dropped", () => {
  const ring = new EventRing(3);
  for (let thread = 1; thread <= 5; thread++) ring.record({ type: "thread resumed", thread, atMs: thread, pid: 1 });
  const { events, dropped } = ring.take();
  assert.equal(
    events.map(({ atMs }) => atMs),
    [3, 4, 5],
  );
  assert.is(dropped, 2);
  assert.equal(ring.take(), { events: [], dropped: 0 });
});

test.run();
