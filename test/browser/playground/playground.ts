/** The page, as somebody uses it. */
import { readFile } from "node:fs/promises";
import type { BrowserContext, Page } from "playwright-core";
import * as assert from "uvu/assert";
import type { Site } from "./site.ts";

export interface Playground {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly url: string;
  /** Another page of the same browser. */
  another(): Promise<Playground>;
  /** Puts a text in place of what the editor shows. */
  type(text: string): Promise<void>;
  /** What the editor shows, as far as that is in sight. */
  code(): Promise<string>;
  /** Presses Run, and waits until nothing runs any more. */
  run(): Promise<void>;
  press(button: string): Promise<void>;
  ended(): Promise<void>;
  /** The lines of output that are in sight. */
  lines(stream?: "stdout" | "stderr"): Promise<readonly string[]>;
  /** Everything that was printed, as it is downloaded. */
  printed(): Promise<Buffer>;
  status(): Promise<string>;
  /** The texts of messages in front of the page. */
  notices(): Promise<readonly string[]>;
  notice(text: string | RegExp): Promise<void>;
  /** A worker has loaded, and waits for a script. */
  warm(): Promise<void>;
}

export async function openedIn(context: BrowserContext, site: Site): Promise<Playground> {
  const page = await context.newPage();
  await page.goto(site.url);
  await page.waitForSelector("body[data-ready]");
  const ended = async () => {
    await page.waitForSelector(".run-bar[data-phase=idle]");
    await twoFrames(page);
  };
  return {
    page,
    context,
    url: site.url,
    another: () => openedIn(context, site),
    async type(text) {
      await page.click(".cm-content");
      await page.keyboard.press("Control+a");
      await page.keyboard.insertText(text);
    },
    code: async () => (await page.locator(".cm-line").allInnerTexts()).join("\n"),
    async run() {
      await page.click("button.run");
      await ended();
    },
    press: (button) => page.getByRole("button", { name: button, exact: true }).click(),
    ended,
    lines: (stream = "stdout") => page.locator(`.line.${stream}`).allTextContents(),
    async printed() {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Output: Download" }).click(),
      ]);
      return readFile(await download.path());
    },
    status: async () => (await page.textContent(".status")) ?? "",
    notices: () => page.locator(".notice p").allTextContents(),
    async notice(text) {
      await page.locator(".notice p", { hasText: text }).first().waitFor();
    },
    async warm() {
      const until = performance.now() + 10_000;
      while (performance.now() < until) {
        if (page.workers().length > 0) break;
        await page.waitForTimeout(20);
      }
      assert.ok(page.workers().length > 0, "there is no worker");
      // it says so itself, to nobody else: one that answers has loaded
      await page.waitForTimeout(400);
    },
  };
}

export async function twoFrames(page: Page): Promise<void> {
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
}
