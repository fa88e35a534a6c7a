import { test } from "uvu";
import * as assert from "uvu/assert";
import { translate } from "../../../../src/ngx/regex/native/translation.ts";
import { type RegexOptions, readOptions } from "../../../../src/ngx/regex/options.ts";

/** A pattern as JavaScript gets it; undefined where there is no way. */
function native(pattern: string, letters = ""): string | undefined {
  return translate(pattern, readOptions(letters) as RegexOptions)?.text;
}

test("sets and anchors mean in JavaScript what they mean to PCRE", () => {
  assert.is(native("\\w\\d\\W\\D"), "\\w\\d\\W\\D");
  assert.is(native("\\s."), "[\\x09-\\x0d ][^\\x0a]");
  assert.is(native("(?s).[^a]"), "[^][^a]");
  assert.is(native("^a$"), "^a(?=\\n?$)");
  assert.is(native("^a$", "m"), "(?:^|(?<=\\n)(?=[^]))a(?![^\\n])");
  assert.is(native("\\Aa\\z"), "^a$");
  assert.is(native("a{2}/", "i"), "[Aa]{2}\\x2f");
});

test("atomic groups become look-aheads with a copy, unless it makes no difference", () => {
  assert.is(native("(?>a+)ab"), "(?=(a+))(?:\\1)ab");
  assert.is(native("(?>a+)b"), "(?:a+)b");
  assert.is(native("a++b"), "a+b");
  assert.is(native("a++"), "a+");
  assert.is(native("(?>GET|PUT) "), "(?:GET|PUT) ");
  assert.is(native("(?>a|ab)c"), "(?=(a|ab))(?:\\1)c");
  assert.is(native("(?>a+?)b"), "(?=(a+?))(?:\\1)b");
  assert.is(native("(?>a||b)b"), "(?=(a||b))(?:\\1)b");
  assert.is(native("(x)(?>a+)a(y)\\2"), "(x)(?=(a+))(?:\\2)a(y)(?:\\3)");
});

test("what stands before \\K is captured, if it is at the top", () => {
  const translation = translate("(a)\\Kb(c)", readOptions("") as RegexOptions);
  assert.is(translation?.text, "((a))b(c)");
  assert.is(translation?.keptOut, 1);
  assert.equal(translation?.places, [0, 2, 3]);
  assert.is(native("(a\\Kb)"), undefined);
  assert.is(native("a|b\\Kc"), undefined);
});

test("where the two differ, PCRE matches", () => {
  const patterns = [
    // JavaScript forgets what was captured with each turn of a loop
    ...["(?:(a)|b)*", "(?:(a)?b)+", "((a)|b)*"],
    // a turn without a character
    ...["(a*)*", "(a*)+", "(?:a?)*", "(?:a*?)?", "(?:|a)+"],
    // a reference to what took no part
    ...["(?:(a)|b)\\1", "(a)?\\1", "(a\\1)", "\\2(a)(b)", "(?!(a))\\1"],
    // look-behinds that capture, or are of no certain length
    ...["(?<=(a))b", "(?<=a+)b", "(?<=(?:a|bc))d", "(?<=a(?>b))c"],
    // what PCRE2 gets wrong
    ...[" *(?>(a)?) ", " *(ab)?+ ", ".?\\R"],
  ];
  for (const pattern of patterns) assert.is(native(pattern), undefined, pattern);
});

test("what is the same in both is translated", () => {
  const patterns = [
    ...["(?:(a)b)*", "((a)b)+c", "(a)(?:b\\1)*", "(?=(a))\\1", "(?:a(b)){0,1}", "(?:a*){3}", "(?:a|bc)+"],
    ...["(?<=a|bc)d", "(?<!ab)c", "(?<=[ab]{2})c", "(?<=\\b)a", "\\R", "(?>\\R)a", "(a)(?i:b)(?<n>c)"],
  ];
  for (const pattern of patterns) assert.is.not(native(pattern), undefined, pattern);
});

test("what V8 takes long to compile is for PCRE", () => {
  for (const fork of ["(a|b)", "(?:a|b)", "a?", "(a*b)"]) {
    assert.is.not(native(fork.repeat(150)), undefined, fork);
    assert.is(native(fork.repeat(250)), undefined, fork);
  }
  assert.is(native("(?:a|b){3}".repeat(100)), undefined);
  assert.is.not(native("(?:a|b){3,9}".repeat(80)), undefined);
  assert.is.not(native(`bot(?:${Array.from({ length: 400 }, (_, word) => `name${word}`).join("|")})`), undefined);
});

test("the options a and \\G let a match begin only where the search does", () => {
  const isSticky = (pattern: string, letters: string) =>
    translate(pattern, readOptions(letters) as RegexOptions)?.isSticky;
  assert.is(isSticky("a", "a"), true);
  assert.is(isSticky("\\Ga", ""), true);
  assert.is(isSticky("a", ""), false);
  assert.is(native("a\\Gb"), undefined);
});

test("UTF-8 is for PCRE, unless all is ASCII", () => {
  const translation = translate("\\w+.", readOptions("u") as RegexOptions);
  assert.is(translation?.isForAscii, true);
  assert.is(native("\xc3\xa9", "u"), undefined);
  assert.is(native("\\C", "u"), undefined);
  assert.is(native("a", "J"), undefined);
});

test.run();
