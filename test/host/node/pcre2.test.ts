import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { pcre2At } from "../../../src/host/node/pcre2.ts";

test("a code cache made before the matcher was compiled fits afterwards", () => {
  const cachedData = new Script("(function (a) { return a + 1; })").createCachedData();
  const pcre2 = pcre2At(fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, ""));
  pcre2.compile(pcre2.binary());
  // another text of the same length, because V8 remembers those it has compiled
  assert.is(new Script("(function (a) { return a + 2; })", { cachedData }).cachedDataRejected, false);
});

test.run();
