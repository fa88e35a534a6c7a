import { test } from "uvu";
import * as assert from "uvu/assert";
import { ArrivingSignals } from "../../../../src/host/node/processes/arriving-signals.ts";

/** How often it looks when so many threads are at work at each look, the first of which is before any child. */
function looksAt(...counts: number[]): Promise<number> {
  let looks = 0;
  const signals = new ArrivingSignals(() => counts[Math.min(looks++, counts.length - 1)] ?? 0);
  return new Promise((resolve) => signals.settle(() => resolve(looks - 1)));
}

test("a thread that takes a signal is waited for, one that always blocks signals is not", async () => {
  assert.is(await looksAt(1, 1), 1);
  assert.is(await looksAt(1, 2, 2, 1), 3);
});

test("a thread that blocks signals from now on is not waited for without end", async () => {
  assert.is(await looksAt(1, 2), 100);
});

test("a signal that is there is heard before", async () => {
  const heard: string[] = [];
  const hear = () => void heard.push("signal");
  process.on("SIGWINCH", hear);
  const signals = new ArrivingSignals();
  process.kill(process.pid, "SIGWINCH");
  await new Promise<void>((resolve) => signals.settle(resolve));
  process.off("SIGWINCH", hear);
  assert.equal(heard, ["signal"]);
});

test.run();
