import { test } from "uvu";
import * as assert from "uvu/assert";
import { Queue } from "../../src/runtime/queue.ts";

test("what went in first comes out first, whatever goes in meanwhile", () => {
  const queue = new Queue<number>();
  const taken: number[] = [];
  let next = 0;
  for (let round = 0; round < 50; round++) {
    for (let count = 0; count < 100; count++) queue.push(next++);
    for (let count = 0; count < 60; count++) taken.push(queue.shift() ?? -1);
  }
  assert.is(queue.length, 2000);
  assert.equal([...queue].slice(0, 2), [3000, 3001]);
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) taken.push(item);
  assert.equal(
    taken,
    Array.from({ length: 5000 }, (_, at) => at),
  );
});

test("an empty queue gives undefined, and can be used again", () => {
  const queue = new Queue<string>();
  assert.is(queue.shift(), undefined);
  queue.push("a");
  assert.is(queue.first, "a");
  queue.clear();
  assert.is(queue.first, undefined);
  queue.push("b");
  assert.is(queue.shift(), "b");
  assert.is(queue.length, 0);
});

test.run();
