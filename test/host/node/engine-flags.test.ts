import { Script } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { optimiseSmall, underStartFlags } from "../../../src/host/node/engine-flags.ts";

test("code caches of the start fit under the start's flags, whatever they are by now", () => {
  // another text each time, because V8 remembers those it has compiled; it compares only the length with the cache's
  let digit = 0;
  const text = () => `(function (a) { return a + ${digit++}; })`;
  const cachedData = new Script(text()).createCachedData();
  const isRejected = () => new Script(text(), { cachedData }).cachedDataRejected;
  assert.is(underStartFlags(isRejected), false);
  optimiseSmall();
  assert.is(isRejected(), true, "as long as V8 looks at this flag, it must be put back for caches");
  assert.is(underStartFlags(isRejected), false);
  assert.is(isRejected(), true);
});

test.run();
