import { test } from "uvu";
import * as assert from "uvu/assert";
import { adapted } from "../../../../src/ngx/regex/exact/binary.ts";
import { pcre2Binary } from "../pcre2-binary.ts";

test("the package's binary is adapted in place", () => {
  const original = pcre2Binary();
  const bytes = adapted(original);
  assert.is(bytes.length, original.length);
  assert.is.not(Buffer.compare(bytes, original), 0);
  assert.is(Buffer.compare(pcre2Binary(), original), 0);
});

test("another binary is refused", () => {
  const refusal = /not the one/;
  assert.throws(() => adapted(new Uint8Array(0)), refusal);
  assert.throws(() => adapted(adapted(pcre2Binary())), refusal);
  assert.throws(() => adapted(pcre2Binary().subarray(0, 100_000)), refusal);
});

test.run();
