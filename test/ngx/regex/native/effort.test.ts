import { test } from "uvu";
import * as assert from "uvu/assert";
import { effortOf, longestSubject } from "../../../../src/ngx/regex/native/effort.ts";
import { Lookahead } from "../../../../src/ngx/regex/native/lookahead.ts";
import { parsePattern } from "../../../../src/ngx/regex/pattern/parser.ts";

/** The degree of what one attempt may try; undefined where it is without bound. */
function degree(pattern: string): number | undefined {
  const options = { caseless: false, multiline: false, dotall: false, extended: false, dupnames: false };
  const parsed = parsePattern(pattern, options);
  assert.ok(parsed, pattern);
  return effortOf(parsed.root, new Lookahead())?.degree;
}

test("where the next byte decides, nothing is tried in vain", () => {
  for (const pattern of [
    "\\d+",
    "(\\w+)@(\\w+)\\.com",
    "\\w+\\s+\\w+",
    "[^,]*,[^,]*,",
    "a*+b",
    "^(\\S+) (\\S+)$",
    '"[^"]*"',
    ".*",
    "a+$",
  ]) {
    assert.is(degree(pattern), 0, pattern);
  }
});

test("each repetition that the next byte does not decide adds one", () => {
  for (const [pattern, expected] of [
    ["a*a", 1],
    ["(.*),(.*)", 1],
    [".*?a.*?b", 2],
    ["(.*),(.*),(.*)", 2],
    ["\\w+\\d+x", 1],
    ["\\w+\\w+\\w+x", 3],
    ["(?:[^,]+,)*x", 1],
    ["(?:\\s*,\\s*\\w+)*;", 1],
    ["(?:a|b)*c", 1],
    ["(?>.*)a", 0],
    ["(?=.*a)(?=.*b)c", 1],
  ] as const) {
    assert.is(degree(pattern), expected, pattern);
  }
});

test("a loop whose turns can be divided up in several ways has no bound", () => {
  for (const pattern of [
    "(a+)+b",
    "(?:a|a)*b",
    "(?:\\w+\\s*)*;",
    "(?:a*b?)*c",
    "(?:.+,?)+x",
    "(?:a|ab|b)*c",
    "(?:\\d+|\\w)+x",
  ]) {
    assert.is(degree(pattern), undefined, pattern);
  }
});

test("many small decisions count as well", () => {
  assert.is(degree("a?a?a?a?x"), 0);
  assert.is(degree(`${"a?".repeat(30)}x`), undefined);
  assert.is(degree(`${"(?:a|a)".repeat(30)}x`), undefined);
  assert.is(degree("(?:\\d{1,3}\\.){3}\\d{1,3}"), 0);
});

test("a subject may be so long that no attempt reaches the limit", () => {
  assert.is(longestSubject({ degree: 0, factor: 1 }, 10_000_000), Number.POSITIVE_INFINITY);
  assert.is(longestSubject({ degree: 1, factor: 1 }, 10_000_000), 2_500_000);
  assert.is(longestSubject({ degree: 2, factor: 1 }, 10_000_000), 1581);
  assert.is(longestSubject({ degree: 0, factor: 100 }, 10), -1);
});

test.run();
