import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CompileFailure } from "../../../../src/ngx/regex/exact/engine.ts";
import { withRefusals } from "../../../../src/ngx/regex/exact/refusals.ts";

const KEEP_OUT = "\\K is not allowed in lookarounds (but see PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK)";
const TOO_LARGE = "character code point value in \\x{} or \\o{} is too large";
const OCTAL = "octal value is greater than \\377 in 8-bit non-UTF-8 mode";

function refusal(pattern: string, { isUtf = false, isExtended = false } = {}): CompileFailure | undefined {
  return withRefusals(pattern, isUtf, isExtended, undefined);
}

test("characters above 255 are refused where they stand for bytes", () => {
  assert.equal(refusal("a\\x{100}"), { message: TOO_LARGE, offset: 7 });
  assert.equal(refusal("[a-\\x{1ff}]"), { message: TOO_LARGE, offset: 9 });
  assert.equal(refusal("\\o{400}"), { message: TOO_LARGE, offset: 6 });
  assert.equal(refusal("\\400"), { message: OCTAL, offset: 4 });
  assert.is(refusal("\\x{ff}\\o{377}\\377"), undefined);
  assert.is(refusal("\\x{100}", { isUtf: true }), undefined);
});

test("what only looks like one is none", () => {
  for (const pattern of ["\\\\x{100}", "\\Q\\x{100}\\E", "(?#\\x{100})a", "\\c\\x{100}"]) {
    assert.is(refusal(pattern), undefined, pattern);
  }
  assert.is(refusal("a # \\x{100}\n", { isExtended: true }), undefined);
  assert.is(refusal("(?x) # \\x{100}"), undefined);
  assert.is(refusal("(?x: ) # \\x{100}")?.message, TOO_LARGE);
});

test("\\K is refused in a look-around, at the end of the pattern", () => {
  assert.equal(refusal("(?=a\\K)b"), { message: KEEP_OUT, offset: 8 });
  assert.equal(refusal("(?<!(?:a|(b\\K)))"), { message: KEEP_OUT, offset: 16 });
  for (const pattern of ["a\\Kb", "(a\\K)", "(?=a)\\K", "(?=[\\\\K])", "(?=\\\\K)", "(?=\\Q\\K\\E)"]) {
    assert.is(refusal(pattern), undefined, pattern);
  }
});

test("the mistake that PCRE2 would find first is told", () => {
  const late: CompileFailure = { message: "reference to non-existent subpattern", offset: 12 };
  const early: CompileFailure = { message: "missing closing parenthesis", offset: 3 };
  assert.is(withRefusals("\\x{100}\\9", false, false, early), early);
  assert.is(withRefusals("\\x{100}\\g{9}", false, false, late)?.message, TOO_LARGE);
  assert.is(withRefusals("(?=\\K)\\g{9}", false, false, late)?.message, KEEP_OUT);
  assert.is(withRefusals("\\g{9}\\g{9}\\1(?=\\K)", false, false, late), late);
});

test.run();
