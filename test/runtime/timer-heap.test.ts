import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Deadline, TimerHeap } from "../../src/runtime/timer-heap.ts";

/** Takes all deadlines out and answers what they were made with. */
function drain(heap: TimerHeap, names: ReadonlyMap<Deadline, string>): string[] {
  const order: string[] = [];
  for (let first = heap.first; first !== undefined; first = heap.first) {
    heap.remove(first);
    order.push(names.get(first) ?? "?");
  }
  return order;
}

test("deadlines come out by time, equal ones in the order of adding", () => {
  const heap = new TimerHeap();
  const names = new Map<Deadline, string>();
  for (const [name, atMs] of [
    ["late", 30],
    ["first of two", 10],
    ["second of two", 10],
    ["past", -5],
  ] as const) {
    names.set(
      heap.add(atMs, () => {}),
      name,
    );
  }
  assert.equal(drain(heap, names), ["past", "first of two", "second of two", "late"]);
});

test("a deadline that was taken out may be removed again", () => {
  const heap = new TimerHeap();
  const deadline = heap.add(1, () => {});
  heap.add(2, () => {});
  heap.remove(deadline);
  heap.remove(deadline);
  assert.is(heap.size, 1);
});

test("however deadlines are added and removed, the heap gives what a sorted list gives", () => {
  const step = fc.oneof(
    fc.record({ add: fc.integer({ min: -3, max: 12 }) }),
    fc.record({ remove: fc.nat(40) }),
    fc.constant({ takeFirst: true }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const heap = new TimerHeap();
      const model: { deadline: Deadline; atMs: number; number: number }[] = [];
      const sorted = () => [...model].sort((one, other) => one.atMs - other.atMs || one.number - other.number);
      let number = 0;
      for (const step of steps) {
        if ("add" in step) model.push({ deadline: heap.add(step.add, () => {}), atMs: step.add, number: number++ });
        else if ("remove" in step) {
          const [gone] = model.splice(step.remove % Math.max(1, model.length), 1);
          if (gone !== undefined) heap.remove(gone.deadline);
        } else if (model.length > 0) {
          const first = sorted()[0];
          assert.is(heap.first, first?.deadline);
          heap.remove(heap.first as Deadline);
          model.splice(
            model.findIndex(({ deadline }) => deadline === first?.deadline),
            1,
          );
        }
        assert.is(heap.size, model.length);
      }
      const names = new Map(model.map(({ deadline, number }) => [deadline, String(number)]));
      assert.equal(
        drain(heap, names),
        sorted().map(({ number }) => String(number)),
      );
    }),
    { numRuns: 300 },
  );
});

test.run();
