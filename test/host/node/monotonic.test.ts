import { test } from "uvu";
import * as assert from "uvu/assert";
import { coarseMonotonicMs } from "../../../src/host/node/monotonic.ts";

const { now } = Date;
test.after.each(() => {
  Date.now = now;
});

test("coarse milliseconds stand still where the day's clock is set back, and then go on", () => {
  const times = [1000, 1007, 500, 503, 100, 104, 2000];
  Date.now = () => times.shift() ?? 0;
  const coarseMs = coarseMonotonicMs();
  assert.equal(
    Array.from({ length: 7 }, () => coarseMs()),
    [1000, 1007, 1007, 1010, 1010, 1014, 2910],
  );
});

test.run();
