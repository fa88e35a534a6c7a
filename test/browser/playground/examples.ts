/** The examples: each runs in the page, and shows what it says. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import type { Example } from "../../../playground/examples/examples.ts";
import { readExamples } from "../../../playground/examples/read.ts";
import { check, type World } from "./checks.ts";

/** The timeline of each example as text, looked through by hand. TIMELINES=write writes them anew. */
const TIMELINES = fileURLToPath(new URL("timelines/", import.meta.url));

check("every example prints what it should, and its timeline shows it", async ({ visit }) => {
  const examples = readExamples();
  const half = Math.ceil(examples.length / 2);
  await Promise.all([examples.slice(0, half), examples.slice(half)].map((some) => visitExamples(visit, some)));
});

async function visitExamples(visit: World["visit"], examples: readonly Example[]): Promise<void> {
  // so high that all of an example's output is in sight
  const { page, press, run, lines } = await visit({ viewport: { width: 1360, height: 4000 } });
  for (const { id, title, expected, log } of examples) {
    await press("Examples");
    await page.locator("dialog .card", { has: page.getByText(title.en, { exact: true }) }).click();
    await run();
    assert.is(`${(await lines()).join("\n")}\n`, expected, title.en);
    const logged = await lines("stderr");
    let from = 0;
    for (const text of log) {
      const at = logged.findIndex((line, at) => at >= from && line.includes(text));
      assert.ok(at >= 0, `${title.en}: the log has no ${text}, but ${logged.join("\n")}`);
      from = at;
    }
    checkTimeline(id, await timelineOf(page));
  }
}

/** What screen readers are told of it, and "Copy as text" copies. */
function timelineOf(page: Page): Promise<string> {
  return page.evaluate(`new Promise((done) => {
    const details = document.querySelector(".timeline-text");
    details.addEventListener("toggle", () => done(details.lastElementChild.textContent), { once: true });
    details.open = !details.open;
  })`);
}

function checkTimeline(id: string, shown: string): void {
  const file = `${TIMELINES}${id}.txt`;
  if (process.env.TIMELINES === "write") {
    mkdirSync(TIMELINES, { recursive: true });
    writeFileSync(file, shown);
  }
  assert.is(shown, existsSync(file) ? readFileSync(file, "utf8") : "", `the timeline of ${id}`);
}

check("an example's comments are in the language of the page", async ({ visit }) => {
  const { page, lines, run, code } = await visit({ locale: "zh-CN", viewport: { width: 1360, height: 4000 } });
  const [example] = readExamples();
  assert.ok(example);
  await page.getByRole("button", { name: "示例" }).click();
  await page
    .locator("dialog .card", { hasText: example?.title.zh ?? "" })
    .first()
    .click();
  await page.locator(".notice p", { hasText: "已打开示例" }).waitFor();
  assert.match(await code(), /[\u4e00-\u9fff]/);
  await run();
  assert.is(`${(await lines()).join("\n")}\n`, example?.expected);
});

check("a picture for the README", async ({ visit, pictures }) => {
  const { page, run } = await visit({ isFirst: true, viewport: { width: 1280, height: 800 } });
  await run();
  await page.locator(".timeline canvas").first().waitFor();
  // nothing that only passes by
  await page.mouse.move(640, 2);
  await page.evaluate("document.activeElement.blur()");
  await page.waitForTimeout(700);
  await page.screenshot({ path: `${pictures}readme.png` });
});
