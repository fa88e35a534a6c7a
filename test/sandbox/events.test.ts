import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox, type SandboxOptions, type TracedEvent } from "../../src/index.ts";

for (const isolation of ["none", "worker"] as const) {
  const create = (options: SandboxOptions = {}) => createSandbox({ ...options, isolation });

  test(`events are told as they happen, until the sandbox is closed (${isolation})`, async () => {
    const box = await create({ workers: 2 });
    const told: TracedEvent[] = [];
    const reading = (async () => {
      for await (const event of box.events()) told.push(event);
    })();
    await box.run("ngx.timer.at(5, function() end)", { worker: 1 });
    await box.clock.advance(5000);
    await box.close();
    await reading;
    const timers = told.flatMap((event) =>
      "timer" in event ? [`${event.type} ${event.timer} ${event.pid} ${event.atMs}`] : [],
    );
    assert.equal(timers, [
      "timer fired 1 1002 0",
      "timer made 2 1002 0",
      "timer ended 1 1002 0",
      "timer fired 2 1002 5000",
      "timer ended 2 1002 5000",
    ]);
    assert.equal(await box.events().next(), { value: undefined, done: true });
  });

  test(`the host can take back a timer of ngxbox.timer's, and no other (${isolation})`, async () => {
    const box = await create({ record: true });
    const { timers } = await box.run(`local timer = require("ngxbox.timer")
      timer.every(5, function() print("never") end)
      ngx.timer.at(6, function() print("runs") end)`);
    assert.equal(
      timers.map(({ callback, isCancellable, everyMs }) => [callback, isCancellable, everyMs]),
      [
        ["main.lua:2", true, 5000],
        ["main.lua:3", false, 0],
      ],
    );
    let left = timers;
    for (const timer of timers) left = (await box.cancelTimer(timer)).timers;
    assert.equal(
      left.map(({ callback }) => callback),
      ["main.lua:3"],
    );
    // nothing to do any more, and no such process
    for (const timer of [...timers, { id: 1, pid: 4 }]) await box.cancelTimer(timer);
    assert.is((await box.clock.advance(20_000)).stdout, "runs\n");
    await box.cancelTimer(7 as never).then(
      () => assert.unreachable(),
      (error) => {
        assert.is(error.message, "cancelTimer: takes an entry of timers, { id, pid }");
      },
    );
    await box.close();
  });

  test(`who leaves the loop listens no more (${isolation})`, async () => {
    const box = await create();
    const events = box.events();
    const first = events.next();
    await box.run("ngx.sleep(1)");
    assert.is((await first).value?.type, "timer fired");
    await events.return?.();
    await box.run("ngx.sleep(1)");
    assert.equal(await events.next(), { value: undefined, done: true });
    await box.close();
  });
}

test("a reader that is slow loses the oldest, and is told how many", async () => {
  const box = await createSandbox({ isolation: "none", limits: { cpuMs: 20_000, wallMs: 20_000 } });
  const events = box.events();
  await box.run("for _ = 1, 40000 do ngx.thread.wait(ngx.thread.spawn(function() end)) end");
  assert.ok(events.dropped > 0);
  const { value } = await events.next();
  assert.ok(value !== undefined);
  await box.close();
});

test.run();
