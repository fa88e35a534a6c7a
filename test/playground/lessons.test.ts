/** The page teaches in both languages. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { chinese } from "../../playground/src/editor/lessons-zh.ts";
import { lessons } from "../../src/cli/lessons.ts";

test("every lesson is there in Chinese, and no other", () => {
  assert.equal(Object.keys(chinese).sort(), lessons.map(({ code }) => code).sort());
  for (const [code, { means, doThis }] of Object.entries(chinese)) {
    for (const text of [means, doThis]) assert.match(text, /[\u4e00-\u9fff].*[。：)）]$/, code);
  }
});

test.run();
