import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/runtime/clock.ts";
import { Scheduler, type SchedulerListener } from "../../src/runtime/scheduler.ts";

type Changeable<T> = { -readonly [Name in keyof T]: T[Name] };

interface Begun {
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly listener: Changeable<SchedulerListener>;
  readonly trace: string[];
  readonly note: (text: string) => () => void;
}

function begin(): Begun {
  const clock = new VirtualClock(0);
  const listener: Changeable<SchedulerListener> = {};
  const scheduler = new Scheduler(clock, listener);
  const trace: string[] = [];
  return { clock, scheduler, listener, trace, note: (text) => () => trace.push(text) };
}

test("a turn takes what came from outside, then deadlines, then posted events, then delayed ones", () => {
  const { clock, scheduler, trace, note } = begin();
  scheduler.endOfTurn(note("delayed"));
  scheduler.postEvent(note("posted"));
  scheduler.after(0, note("deadline"));
  scheduler.post(note("outside"));
  clock.advance(0);
  assert.equal(trace, ["outside", "deadline", "posted", "delayed"]);
});

test("an event that is put off runs at the end of the next turn, and what stands behind it with it", () => {
  const { clock, scheduler, listener, trace, note } = begin();
  let turn = 0;
  listener.onTurnOver = () => trace.push(`turn ${++turn}`);
  scheduler.endOfTurn(() => {
    scheduler.endOfTurn(note("at once"));
    scheduler.endOfNextTurn(note("put off"));
    scheduler.endOfTurn(note("behind it"));
  });
  clock.advance(0);
  assert.equal(trace, ["at once", "turn 1", "put off", "behind it", "turn 2"]);
});

test("an event that was put off and taken back holds nothing up", () => {
  const { clock, scheduler, listener, trace, note } = begin();
  scheduler.endOfTurn(() => {
    const event = scheduler.endOfNextTurn(note("never"));
    scheduler.endOfTurn(note("in this turn"));
    event.takeBack();
  });
  listener.onTurnOver = note("turn");
  clock.advance(0);
  assert.equal(trace, ["in this turn", "turn"]);
});

test("time is read once a turn", () => {
  const { clock, scheduler } = begin();
  const seen: number[] = [];
  scheduler.after(10, () => {
    seen.push(scheduler.nowMs);
    scheduler.after(5, () => seen.push(scheduler.nowMs));
  });
  clock.advance(100);
  assert.equal(seen, [10, 15]);
  assert.is(scheduler.nowMs, 15);
  scheduler.updateTime();
  assert.is(scheduler.nowMs, 100);
});

test("a stalled worker runs nothing, and then goes on where it was, at the same time", () => {
  const { clock, scheduler, trace, note } = begin();
  let endStall: ((resume: () => void) => void) | undefined;
  scheduler.after(10, () => {
    trace.push("stalls");
    endStall = scheduler.stallWorker();
  });
  scheduler.after(10, note("second of the turn"));
  scheduler.after(30, note("later"));
  clock.advance(50);
  assert.equal(trace, ["stalls"]);
  assert.ok(scheduler.isStalled);
  endStall?.(() => trace.push(`resumed at ${scheduler.nowMs}`));
  clock.advance(0);
  assert.equal(trace, ["stalls", "resumed at 10", "second of the turn", "later"]);
});

test("what comes from outside while the worker is stalled waits for the next turn", () => {
  const { clock, scheduler, trace, note } = begin();
  const endStall = scheduler.stallWorker();
  scheduler.post(note("outside"));
  clock.advance(0);
  assert.equal(trace, []);
  endStall(note("resumed"));
  clock.advance(0);
  assert.equal(trace, ["resumed", "outside"]);
});

test("an endless chain of events without delay lets the host have its turn", () => {
  const { clock, scheduler, listener } = begin();
  let pauses = 0;
  listener.onPause = () => {
    if (++pauses === 2) scheduler.stop();
  };
  const again = (): void => void scheduler.endOfTurn(again);
  again();
  for (let wakeUps = 0; wakeUps < 2; wakeUps++) clock.next();
  assert.is(pauses, 2);
});

test("what a delayed event posts waits for a turn that comes for another reason", () => {
  const { clock, scheduler, trace, note } = begin();
  scheduler.endOfTurn(() => scheduler.postEvent(note("posted")));
  scheduler.after(5, note("deadline"));
  clock.advance(4);
  assert.equal(trace, []);
  clock.advance(1);
  assert.equal(trace, ["deadline", "posted"]);
});

test("a stopped scheduler runs nothing any more", () => {
  const { clock, scheduler, trace, note } = begin();
  scheduler.after(1, () => scheduler.stop());
  scheduler.after(1, note("never"));
  scheduler.postEvent(note("before"));
  clock.advance(10);
  scheduler.post(note("never"));
  clock.advance(10);
  assert.equal(trace, ["before"]);
});

test("what an event throws ends the slice and is handed on", () => {
  const { clock, scheduler, listener, trace, note } = begin();
  const thrown: unknown[] = [];
  listener.onThrow = (what) => thrown.push(what);
  scheduler.after(1, () => {
    throw "a defect";
  });
  scheduler.after(2, note("goes on"));
  clock.advance(5);
  assert.equal(thrown, ["a defect"]);
  assert.equal(trace, ["goes on"]);
});

test("what ends a turn runs before the turn is over", () => {
  const { clock, scheduler, listener, trace, note } = begin();
  let asked = 0;
  listener.onTurnEnd = () => (asked++ === 0 ? [note("first"), note("second")] : []);
  listener.onTurnOver = note("over");
  scheduler.start();
  clock.advance(0);
  assert.equal(trace, ["first", "second", "over"]);
});

test("a hundred thousand deadlines are no burden", () => {
  const { clock, scheduler } = begin();
  let expired = 0;
  for (let count = 0; count < 100_000; count++) scheduler.after(1 + ((count * 7919) % 1000), () => expired++);
  clock.advance(1000);
  assert.is(expired, 100_000);
  assert.not(scheduler.hasDeadlines);
});

test.run();
