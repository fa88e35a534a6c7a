import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/runtime/clock.ts";

test("a virtual clock stands still until it is moved, and both times move together", () => {
  const clock = new VirtualClock(1_700_000_000_000);
  assert.equal([clock.epochMs(), clock.monotonicMs()], [1_700_000_000_000, 0]);
  clock.advance(1500);
  assert.equal([clock.epochMs(), clock.monotonicMs()], [1_700_000_001_500, 1500]);
});

test("whoever asked is woken at its moment, not at the end of the way", () => {
  const clock = new VirtualClock(0);
  const woken: number[] = [];
  const every10 = (): void => {
    woken.push(clock.monotonicMs());
    clock.wakeAt(clock.monotonicMs() + 10, every10);
  };
  clock.wakeAt(10, every10);
  clock.advance(35);
  assert.equal(woken, [10, 20, 30]);
  assert.is(clock.monotonicMs(), 35);
  assert.is(clock.nextMs, 40);
});

test("a new wish replaces the one before, and null takes it back", () => {
  const clock = new VirtualClock(0);
  const woken: string[] = [];
  clock.wakeAt(10, () => woken.push("first"));
  clock.wakeAt(20, () => woken.push("second"));
  clock.advance(30);
  assert.equal(woken, ["second"]);
  clock.wakeAt(40, () => woken.push("third"));
  clock.wakeAt(null, () => {});
  assert.is(clock.next(), false);
  assert.is(clock.nextMs, null);
});

test("next moves to the wake-up that is wanted, however far it is", () => {
  const clock = new VirtualClock(0);
  let woken = false;
  clock.wakeAt(1e12, () => {
    woken = true;
  });
  assert.is(clock.next(), true);
  assert.ok(woken);
  assert.is(clock.monotonicMs(), 1e12);
});

test("a wish in the past is met without going back", () => {
  const clock = new VirtualClock(0);
  clock.advance(100);
  clock.wakeAt(50, () => {});
  clock.next();
  assert.is(clock.monotonicMs(), 100);
});

test("time neither goes back nor is infinite", () => {
  const clock = new VirtualClock(0);
  for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY]) assert.throws(() => clock.advance(ms), RangeError);
});

test("what is held may be released twice", () => {
  const clock = new VirtualClock(0);
  const release = clock.hold();
  release();
  const now = clock.monotonicMs();
  release();
  clock.advance(5);
  assert.is(clock.monotonicMs(), now + 5);
});

test("several workers live by one virtual time, each woken at its moment", () => {
  const time = new VirtualClock(1000);
  const woken: string[] = [];
  const { clock: one } = time.another();
  const { clock: other, end } = time.another();
  one.wakeAt(20, () => woken.push(`one ${time.monotonicMs()}`));
  other.wakeAt(10, () => {
    woken.push(`other ${time.monotonicMs()}`);
    other.wakeAt(20, () => woken.push("other again"));
  });
  time.advance(20);
  assert.equal(woken, ["other 10", "one 20", "other again"]);
  other.wakeAt(30, () => woken.push("never"));
  end();
  assert.is(time.next(), false);
  assert.is(other.epochMs(), 1020);
});

test("who looks at virtual time long enough sees it pass", () => {
  const time = new VirtualClock(0);
  for (let looks = 0; looks < 250; looks++) time.look();
  assert.is(time.monotonicMs(), 2);
  time.wakeAt(3, () => {});
  time.next();
  assert.is(time.monotonicMs(), 3);
});

test.run();
