import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { underStartFlags } from "../../../src/host/node/engine-flags.ts";
import { pcre2At } from "../../../src/host/node/pcre2.ts";

test("a code cache made before the matcher was compiled fits under the start's flags, and in the next turn", async () => {
  // another text of the same length each time, because V8 remembers those it has compiled
  let digit = 0;
  const text = () => `(function (a) { return a + ${digit++}; })`;
  const cachedData = new Script(text()).createCachedData();
  const isRejected = () => new Script(text(), { cachedData }).cachedDataRejected;
  const pcre2 = pcre2At(fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, ""));
  pcre2.compile(pcre2.binary());
  assert.is(isRejected(), true);
  assert.is(underStartFlags(isRejected), false);
  await setImmediate();
  assert.is(isRejected(), false);
});

test.run();
