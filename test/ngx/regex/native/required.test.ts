import { test } from "uvu";
import * as assert from "uvu/assert";
import { requiredByte } from "../../../../src/ngx/regex/native/required.ts";
import { parsePattern } from "../../../../src/ngx/regex/pattern/parser.ts";
import { linesOf } from "../../../runtime/harness.ts";

function required(pattern: string, caseless = false): string | undefined {
  const options = { caseless, multiline: false, dotall: false, extended: false, dupnames: false };
  const parsed = parsePattern(pattern, options);
  assert.ok(parsed, pattern);
  const byte = requiredByte(parsed.root);
  return byte < 0 ? undefined : String.fromCharCode(byte);
}

test("the last byte that a match cannot do without is found", () => {
  for (const [pattern, byte] of [
    ["(\\w+)@(\\w+)", "@"],
    ["a*b+c?", "b"],
    ["(?>x(y)){2}\\d", "y"],
    ["a|b", undefined],
    ["(?=a)\\w", undefined],
    ["a(?!b)", "a"],
    ["\xff", "\xff"],
    ["[\\x1f]", "\x1f"],
    ["\\d+", undefined],
  ] as const) {
    assert.is(required(pattern), byte, pattern);
  }
  assert.is(required("a1", true), "1");
  assert.is(required("a", true), undefined);
});

test("a long subject without it is not gone through from every place", () => {
  assert.equal(
    linesOf(`
      ngx.say(ngx.re.find(("ab"):rep(1e6), "(?:a|b)*c"))
      ngx.say(ngx.re.find(("a"):rep(1e6), "(\\\\w+)@"))
      ngx.say(ngx.re.find(("a"):rep(1000) .. "@", "(\\\\w+)@"))`),
    ["", "", "11001"],
  );
});

test.run();
