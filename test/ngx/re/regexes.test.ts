import { test } from "uvu";
import * as assert from "uvu/assert";
import { Regexes, type RegexSettings } from "../../../src/ngx/re/regexes.ts";
import { type RegexOptions, readOptions } from "../../../src/ngx/regex/options.ts";
import { Regex } from "../../../src/ngx/regex/regex.ts";
import { Budget } from "../../../src/vm/budget.ts";
import { interpreter } from "../../../src/vm/calls.ts";
import { execute } from "../../../src/vm/interpreter.ts";
import { State } from "../../../src/vm/state.ts";
import { pcre2 } from "../regex/pcre2.ts";

function regexes(settings: RegexSettings = {}): Regexes {
  return new Regexes(new State(new Budget(), execute, interpreter), { pcre2, ...settings });
}

function compile(all: Regexes, pattern: string, letters = ""): Regex {
  const regex = all.compile(pattern, letters, readOptions(letters) as RegexOptions);
  if (!(regex instanceof Regex)) throw new Error(regex.message);
  return regex;
}

test("a pattern is kept with its options, and as many as lua_regex_cache_max_entries says", () => {
  const all = regexes({ cacheEntries: 3 });
  const first = compile(all, "a");
  assert.is(all.find("a", ""), first);
  assert.is(all.find("a", "i"), undefined);
  compile(all, "a", "i");
  compile(all, "b");
  compile(all, "c");
  assert.equal(
    [all.find("a", ""), all.find("a", "i") === undefined, all.find("c", "") === undefined],
    [undefined, false, false],
  );
  const none = regexes({ cacheEntries: 0 });
  compile(none, "a");
  assert.is(none.find("a", ""), undefined);
});

test("a pattern that was pushed out can still be matched", () => {
  const all = regexes({ cacheEntries: 1 });
  const first = compile(all, "(?|(a)|(b))");
  for (let index = 0; index < 600; index++) compile(all, `(?|a${index})`);
  assert.is(first.exec("xb", 0), undefined);
  assert.is(first.text(1), "b");
});

test("nothing is left in PCRE2's memory, whatever was compiled and matched", () => {
  const all = regexes();
  for (let index = 0; index < 2000; index++) {
    const options = readOptions(index % 2 === 0 ? "u" : "") as RegexOptions;
    const regex = all.compile(index % 5 === 0 ? "(?|(" : `(?|(a)|(b{${index % 7}}))`, String(index), options);
    if (regex instanceof Regex) regex.exec(`\xc3\xa9${"ab".repeat(index % 100)}`, 0);
  }
  assert.ok(all.live > 0);
  all.clear();
  assert.is(all.live, 0);
});

test("without PCRE2 a pattern that needs it does not compile, and others do", () => {
  const all = new Regexes(new State(new Budget(), execute, interpreter), {});
  assert.equal(all.compile("(?R)?a", "", readOptions("") as RegexOptions), {
    message: "this pattern needs PCRE2, which is not here",
    offset: 6,
  });
  assert.is(compile(all, "a+").exec("baa", 0), undefined);
  assert.is(compile(all, ".*a.*b.*c.*d").exec("x".repeat(10_000), 0), -44);
});

test.run();
