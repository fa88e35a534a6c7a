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
  await box.run("for _ = 1, 70000 do ngx.thread.wait(ngx.thread.spawn(function() end)) end");
  assert.ok(events.dropped > 0);
  const { value } = await events.next();
  assert.ok(value !== undefined);
  await box.close();
});

test.run();
