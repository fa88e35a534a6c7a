/** The page says in Chinese what it says in English of the API and of errors. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { chineseEntry, chineseLesson } from "../../playground/build/chinese.ts";
import { pageEntries } from "../../playground/build/reference.ts";
import { translations } from "../../playground/src/words/reference-zh/index.ts";
import { lessons } from "../../src/cli/lessons.ts";

/** What is looked up to show all of it. */
const wanted = new Set<string>();
const look = (english: string) => {
  wanted.add(english);
  return english;
};
for (const entry of pageEntries()) chineseEntry(entry, look);
for (const lesson of lessons) chineseLesson(lesson, look);

const known = new Set(translations.map(([english]) => english));

test("every text of the reference and the lessons is there in Chinese", () => {
  const missing = [...wanted].filter((english) => !known.has(english));
  assert.equal(missing, [], "new or changed in English: see playground/src/words/reference-zh");
});

test("no translation is of a text that is not there any more, and none is there twice", () => {
  const left = translations.filter(([english]) => !wanted.has(english));
  assert.equal(left, [], "gone or changed in English: see playground/src/words/reference-zh");
  assert.is(known.size, translations.length);
});

test("a translation is in Chinese, and ends as the English text does", () => {
  for (const [english, chinese] of translations) {
    if (chinese === undefined) continue;
    assert.match(chinese, /[\u4e00-\u9fff]/, english);
    const isSentence = english.endsWith(".");
    assert.is(/[。]$/.test(chinese) || /[.…]$/.test(chinese), isSentence, `${english}\n${chinese}`);
  }
});

test("a translation keeps the names that are in the English text", () => {
  const names = (text: string) => new Set(text.match(/\b\w+[._]\w+\b/g) ?? []);
  // what to do about an error is done in the page's settings where the command line has options
  const advice = new Set(lessons.map(({ doThis }) => doThis));
  for (const [english, chinese] of translations) {
    if (chinese === undefined || advice.has(english)) continue;
    const given = names(chinese);
    const lost = [...names(english)].filter((name) => !given.has(name));
    assert.equal(lost, [], `${english}\n${chinese}`);
  }
});

test("facts are put together anew", () => {
  const told = new Map(translations.map(([english, chinese = english]) => [english, chinese]));
  const entry = pageEntries().find(({ names }) => names[0] === "ngx.timer.at");
  assert.ok(entry);
  const { facts } = chineseEntry(entry, (english) => told.get(english) ?? english);
  assert.equal(facts, [
    ["可用阶段", "除 init、exit_worker 以外的所有阶段"],
    ["参数", "delay（秒）、callback（Lua 函数）"],
  ]);
});

test.run();
