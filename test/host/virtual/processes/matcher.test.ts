/** The expressions of grep beside JavaScript's, where both mean the same. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Matcher } from "../../../../src/host/virtual/processes/regex/matcher.ts";
import { ExpressionError } from "../../../../src/host/virtual/processes/regex/syntax.ts";

const atoms = fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]", "\\w", "\\b");
const expressions = fc.letrec((tie) => ({
  whole: fc.oneof({ depthSize: "small" }, atoms, tie("sequence"), tie("choice"), tie("repeated")),
  sequence: fc.tuple(tie("whole"), tie("whole")).map(([one, other]) => `${one}${other}`),
  choice: fc.tuple(tie("whole"), tie("whole")).map(([one, other]) => `(${one}|${other})`),
  repeated: fc
    .tuple(tie("whole"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{0,1}"))
    .map(([one, count]) => `(${one})${count}`),
})).whole as fc.Arbitrary<string>;
const texts = fc.string({ unit: fc.constantFrom("a", "b", "c", " "), maxLength: 12 });

test("it finds what RegExp finds, and as far to the left", () => {
  fc.assert(
    fc.property(expressions, texts, (expression, text) => {
      const matcher = Matcher.of(expression, { isExtended: true, ignoresCase: false });
      const found = new RegExp(expression, "s").exec(text);
      assert.is(matcher.test(text), found !== null);
      assert.is(matcher.find(text)?.start, found?.index);
    }),
    { numRuns: 1000, seed: 1 },
  );
});

test("of several matches it takes the longest", () => {
  const matcher = Matcher.of("a|ab|abc", { isExtended: true, ignoresCase: false });
  assert.equal(matcher.find("xabcd"), { start: 1, end: 4 });
  assert.equal(matcher.atBeginning("abcd"), { shortest: 1, longest: 3 });
});

test("wrong and immense expressions are refused", () => {
  for (const [expression, message] of [
    ["(", "Unmatched ( or \\("],
    ["a{3,1}", "Invalid content of \\{\\}"],
    ["(a{1000}){1000}", "Regular expression too big"],
    ["a{40000}", "Regular expression too big"],
    [`a${"*".repeat(1000)}`, "Regular expression too big"],
    ["[[:nope:]]", "Invalid character class name"],
    ["(a)\\1", "back-references are not simulated"],
    ["\\", "Trailing backslash"],
  ] as const) {
    try {
      Matcher.of(expression, { isExtended: true, ignoresCase: false });
      assert.unreachable(expression);
    } catch (thrown) {
      assert.instance(thrown, ExpressionError);
      assert.is((thrown as ExpressionError).message, message);
    }
  }
});

test("a text that takes too long is given up", () => {
  const matcher = Matcher.of(`(${"a?".repeat(500)}b)`, { isExtended: true, ignoresCase: false });
  assert.throws(
    () => matcher.test("a".repeat(1e6)),
    (thrown: unknown) => thrown instanceof ExpressionError && thrown.message === "takes too long",
  );
});

test.run();
