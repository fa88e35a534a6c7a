import { test } from "uvu";
import * as assert from "uvu/assert";
import { adapted } from "../../../../src/ngx/regex/exact/binary.ts";
import { pcre2 } from "../pcre2.ts";

test("the package's binary is adapted in place", () => {
  const original = pcre2.binary();
  const bytes = adapted(original);
  assert.is(bytes.length, original.length);
  assert.is.not(Buffer.compare(bytes, original), 0);
  assert.is(Buffer.compare(pcre2.binary(), original), 0);
});

test("another binary is refused", () => {
  const refusal = /not the one/;
  assert.throws(() => adapted(new Uint8Array(0)), refusal);
  assert.throws(() => adapted(adapted(pcre2.binary())), refusal);
  assert.throws(() => adapted(pcre2.binary().subarray(0, 100_000)), refusal);
});

test.run();
