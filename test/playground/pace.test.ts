/** How the page lets time pass. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Pace } from "../../playground/src/run/pace.ts";

test("as fast as it can, time may pass at once", () => {
  const pace = new Pace("fast", () => {});
  assert.is(pace.pace(5000), undefined);
  assert.is(pace.nowMs, 5000);
});

test("paused, it goes on by steps, one each", async () => {
  const pace = new Pace("paused", () => {});
  const first = pace.pace(100);
  pace.step();
  pace.step();
  assert.is(await first, "go");
  let isOver = false;
  const second = pace.pace(200)?.then((answer) => {
    isOver = true;
    return answer;
  });
  await new Promise((resolve) => setTimeout(resolve));
  assert.is(isOver, false);
  pace.step();
  assert.is(await second, "go");
  assert.is(pace.nowMs, 200);
});

test("so much time can be let pass, and no more", async () => {
  const pace = new Pace("paused", () => {});
  const first = pace.pace(500);
  pace.pass(1000);
  assert.is(await first, "go");
  assert.is(pace.pace(900), undefined);
  const later = pace.pace(1500);
  await new Promise((resolve) => setTimeout(resolve));
  assert.is(pace.nowMs, 1000);
  pace.pass(500);
  assert.is(await later, "go");
});

test("what has changed is asked for again; the end stops it", async () => {
  const pace = new Pace("paused", () => {});
  const first = pace.pace(500);
  pace.askAgain();
  assert.is(await first, "ask again");
  const second = pace.pace(500);
  pace.stop();
  assert.is(await second, "stop");
  pace.release();
  assert.is(pace.pace(600), undefined);
});

test("in real time it takes its time, and can be hurried", async () => {
  const pace = new Pace("real", () => {});
  const began = performance.now();
  assert.is(await pace.pace(30), "go");
  assert.ok(performance.now() - began >= 25);
  const hour = pace.pace(3_600_000);
  pace.speed = "fast";
  assert.is(await hour, "go");
  assert.is(pace.nowMs, 3_600_000);
});

test.run();
