/** What is kept: drafts, links, files. */
import { readFile } from "node:fs/promises";
import { deflateRawSync } from "node:zlib";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { Crc32 } from "../../../src/ngx/digests/crc32.ts";
import { check } from "./checks.ts";

const SAVED_MS = 700;

check(
  "what was typed is there again after a reload, and after the page was closed in the middle",
  async ({ visit }) => {
    const first = await visit();
    await first.type("-- a draft that matters");
    await first.page.waitForTimeout(SAVED_MS);
    await first.page.reload();
    await first.page.waitForSelector("body[data-ready]");
    assert.is(await first.code(), "-- a draft that matters");
    await first.type("-- typed just before the end");
    await first.page.close({ runBeforeUnload: false });
    const next = await first.another();
    assert.is(await next.code(), "-- typed just before the end");
  },
);

check("two pages at once keep a draft each", async ({ visit }) => {
  const one = await visit();
  const other = await one.another();
  await one.type("-- of the first page");
  await other.type("-- of the second page");
  await one.type("-- of the first page, later");
  await one.page.waitForTimeout(SAVED_MS);
  await Promise.all([one.page.reload(), other.page.reload()]);
  await Promise.all([one.page.waitForSelector("body[data-ready]"), other.page.waitForSelector("body[data-ready]")]);
  assert.is(await one.code(), "-- of the first page, later");
  assert.is(await other.code(), "-- of the second page");
  await one.press("Drafts");
  await one.page.locator("dialog", { hasText: "open in another page" }).waitFor();
  await one.press("Close");
  await other.page.close();
  await one.press("Drafts");
  await one.page.locator("dialog .card").first().click();
  await one.page.locator(".cm-line", { hasText: "-- of the second page" }).waitFor();
});

check("a full store is told, and nothing is lost while there is none", async ({ visit }) => {
  const { page, type, code, notice, notices } = await visit();
  await page.evaluate(`(() => {
    for (let size = 1 << 22; size > 0; size >>= 1) {
      for (;;) {
        try { localStorage.setItem("filler" + Math.random(), "x".repeat(size)); } catch { break; }
      }
    }
  })()`);
  await type("-- there is no room for this");
  await notice("store is full");
  assert.is(await code(), "-- there is no room for this");
  await page.evaluate(
    "Object.keys(localStorage).filter((key) => key.startsWith('filler')).forEach((key) => localStorage.removeItem(key))",
  );
  await type("-- and now there is");
  await page.waitForTimeout(SAVED_MS);
  assert.equal(await notices(), []);
  await page.reload();
  await page.waitForSelector("body[data-ready]");
  assert.is(await code(), "-- and now there is");
});

check("a link holds the project", async ({ visit }) => {
  const one = await visit();
  await one.type('ngx.say("shared: ", arg[1], " 你好")');
  await one.page.getByRole("tab", { name: "Settings" }).click();
  await one.page.getByLabel("Arguments").fill("an argument");
  const link = await linkOf(one.page);
  const other = await visit();
  await other.type("-- what the other one had");
  await other.page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    link.slice(link.indexOf("#")),
  );
  await other.notice("Opened from a link");
  await other.run();
  assert.equal(await other.lines(), ["shared: an argument 你好"]);
  await other.press("Drafts");
  await other.page.locator("dialog .card").first().click();
  await other.page.locator(".cm-line", { hasText: "-- what the other one had" }).waitFor();
  assert.is(await other.page.evaluate("location.hash"), "");
});

check("damaged, huge and newer links are told, and the own text stays", async ({ visit }) => {
  const { page, type, code, notice } = await visit();
  await type("-- my own");
  const link = await linkOf(page);
  const hash = link.slice(link.indexOf("#"));
  const open = async (hash: string, told: string) => {
    await page.evaluate((given) => {
      location.hash = given;
    }, hash);
    await notice(told);
    assert.is(await code(), "-- my own");
    await page.locator(".notice.problem button").first().click();
  };
  const middle = Math.floor(hash.length / 2);
  await open(hash.slice(0, middle) + (hash[middle] === "A" ? "B" : "A") + hash.slice(middle + 1), "link is damaged");
  await open(hash.slice(0, middle), "link is damaged");
  await open("#p=", "link is damaged");
  await open("#p=%00%ff", "link is damaged");
  await open(linkWith(1, deflateRawSync("not JSON")), "link is damaged");
  await open(
    linkWith(1, deflateRawSync('{"format":"ngxbox-project","version":1,"main":7,"files":{}}')),
    "link is damaged",
  );
  await open(linkWith(1, deflateRawSync(Buffer.alloc(200e6))), "more than this page takes");
  await open(linkWith(2, deflateRawSync("{}")), "newer version");
  await open(linkWith(1, deflateRawSync('{"format":"ngxbox-project","version":2}')), "newer version");
});

check("a project is downloaded and opened as one file; scripts are added by dropping them", async ({ visit }) => {
  const one = await visit();
  await one.type('ngx.say("from a file")');
  const [download] = await Promise.all([one.page.waitForEvent("download"), one.press("Download")]);
  assert.is(download.suggestedFilename(), "main.ngxbox.json");
  const text = await readFile(await download.path(), "utf8");
  assert.is(JSON.parse(text).format, "ngxbox-project");

  const other = await visit();
  await drop(other.page, { "jobs.lua": 'return "dropped"', "data.bin": "\xff\0\xfe" });
  await other.notice("Added 2 files");
  await drop(other.page, { "broken.json": '{ "format": "ngxbox-project", "version": 1, "main": 1' });
  await other.notice("broken.json is no project: ");
  await other.page.getByRole("tab", { name: "main.lua" }).click();
  await other.type('ngx.say(require("jobs"), " ", #io.open("data.bin"):read("*a"))');
  await other.run();
  assert.equal(await other.lines(), ["dropped 3"]);
  await drop(other.page, { "main.ngxbox.json": text });
  await other.notice("Opened main.ngxbox.json");
  await other.run();
  assert.equal(await other.lines(), ["from a file"]);
});

check("ten megabytes can be pasted and run", async ({ visit, figure }) => {
  const { page, type, lines, run, notice } = await visit();
  await type("x");
  const ms = await page.evaluate<number>(`(() => {
    const text = ("-- " + "x".repeat(96) + "\\n").repeat(100000) + 'ngx.say("after ten megabytes")';
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const content = document.querySelector(".cm-content");
    document.execCommand("selectAll");
    const began = performance.now();
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    return performance.now() - began;
  })()`);
  figure("paste of 10 MB", ms, "ms");
  await run();
  assert.equal(await lines(), ["after ten megabytes"]);
  await notice("store is full");
});

/** What the dialog shows. */
async function linkOf(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const link = await page.locator("#share-link").inputValue();
  await page.getByRole("button", { name: "Close" }).click();
  return link;
}

function linkWith(version: number, packed: Buffer): string {
  const body = Buffer.concat([Buffer.from([version]), packed]).toString("base64url");
  return `#p=${body}.${new Crc32().of(body).toString(36)}`;
}

async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate((files) => {
    const data = new DataTransfer();
    for (const [name, text] of Object.entries(files)) {
      data.items.add(new File([Uint8Array.from(text, (character) => character.charCodeAt(0))], name));
    }
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, files);
}
