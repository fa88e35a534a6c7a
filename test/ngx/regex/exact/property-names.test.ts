import { test } from "uvu";
import * as assert from "uvu/assert";
import { ExactRoad } from "../../../../src/ngx/regex/exact/exact-regex.ts";
import { withKnownNames } from "../../../../src/ngx/regex/exact/property-names.ts";
import { type RegexOptions, readOptions } from "../../../../src/ngx/regex/options.ts";
import { pcre2 } from "../pcre2.ts";

function written(pattern: string): string {
  return withKnownNames(pattern).text;
}

test("a property's name may be written in any case, with spaces, hyphens and underscores, short, or as a script's", () => {
  assert.is(written("\\p{lu}\\P{ L_u }\\p{^ greek}\\pl"), "\\p{Lu}\\P{Lu}\\p{^Greek}\\pL");
  assert.is(written("\\p{old-north arabian}\\p{Grek}\\p{lc}"), "\\p{Old_North_Arabian}\\p{Greek}\\p{L&}");
  assert.is(written("\\p{sc:greek}\\p{Script=Cyrl}"), "\\p{Greek}\\p{Cyrillic}");
});

test("what has a name that is known, or none, is left alone", () => {
  for (const pattern of [
    "\\p{Lu}",
    "\\pL",
    "\\p{Foo}",
    "\\p{sc:lu}",
    "\\p{",
    "\\p",
    "\\\\p{lu}",
    "\\Q\\p{lu}\\E",
    "p{lu}",
  ]) {
    assert.is(written(pattern), pattern);
  }
});

test("a mistake is told at its place in the pattern as it was given", () => {
  const { text, original } = withKnownNames("a\\p{ l_u }b\\p{grek}(");
  assert.is(text, "a\\p{Lu}b\\p{Greek}(");
  assert.equal([0, 7, 8, 17].map(original), [0, 10, 11, 19]);
  const road = new ExactRoad({ pcre2, matchLimit: 0, worked: () => {} });
  const mistake = (pattern: string) => road.compile(pattern, readOptions("") as RegexOptions);
  assert.equal(mistake("\\p{ lu }\\p{Nothing}x"), { message: "unknown property after \\P or \\p", offset: 19 });
  assert.equal(mistake("\\p{ lu }("), { message: "missing closing parenthesis", offset: 9 });
});

test.run();
