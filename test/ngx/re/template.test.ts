// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of another kind
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readTemplate } from "../../../src/ngx/re/template.ts";

test("numbers stand for groups, two dollars for one", () => {
  assert.is(readTemplate("abc").constant, "abc");
  assert.is(readTemplate("a$$b$$").constant, "a$b$");
  const { constant, texts, groups } = readTemplate("<$1$12${3}4$$0>");
  assert.is(constant, undefined);
  assert.equal(texts, ["<", "", "", "4$0>"]);
  assert.equal(groups, [1, 12, 3]);
});

test("what is no template is told in the reference's words", () => {
  for (const [template, mistake] of [
    ["a$", 'lua script: invalid capturing variable name found in "a$"'],
    ["$$$", 'lua script: invalid capturing variable name found in "$$$"'],
    ["$-", 'lua script: invalid capturing variable name found in "$-"'],
    ["${", 'lua script: invalid capturing variable name found in "${"'],
    ["${}", 'lua script: invalid capturing variable name found in "${}"'],
    ["${1", 'the closing bracket in "1" variable is missing'],
    ["${1a}", 'the closing bracket in "1" variable is missing'],
    ["${n", 'the closing bracket in "n" variable is missing'],
    ["${n-}", 'the closing bracket in "n" variable is missing'],
    ["$name!", 'attempt to use named capturing variable "name" (named captures not supported yet)'],
    ["$1${n_1}", 'attempt to use named capturing variable "n_1" (named captures not supported yet)'],
  ] as const) {
    assert.is(readTemplate(template).mistake, mistake, template);
  }
});

test.run();
