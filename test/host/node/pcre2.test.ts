import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { pcre2At } from "../../../src/host/node/pcre2.ts";

test("a code cache made before the matcher was compiled fits afterwards", () => {
  const text = "(function add(a, b) { return a + b; })";
  const cachedData = new Script(text).createCachedData();
  const pcre2 = pcre2At(fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, ""));
  pcre2.compile(pcre2.binary());
  assert.is(new Script(text, { cachedData }).cachedDataRejected, false);
});

test.run();
