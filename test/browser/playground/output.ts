/** Output: much of it, and what is no text. */
import * as assert from "uvu/assert";
import { check } from "./checks.ts";

/** For the page: presses Run, and looks at each frame until the last line is drawn. */
const RUN_AND_WATCH = `new Promise((done) => {
  const began = performance.now();
  let last = began, longestFrame = 0;
  const frame = () => {
    const now = performance.now();
    longestFrame = Math.max(longestFrame, now - last);
    last = now;
    const isDrawn = [...document.querySelectorAll(".line")].at(-1)?.textContent === "line 100000";
    if (isDrawn || now > began + 15000) done({ ms: now - began, longestFrame });
    else requestAnimationFrame(frame);
  };
  document.querySelector("button.run").click();
  requestAnimationFrame(frame);
})`;

check("a hundred thousand lines are drawn, and the first one is still there", async ({ visit, figure }) => {
  const { type, page, printed, warm } = await visit();
  await type('for i = 1, 100000 do ngx.say("line ", i) end');
  const runs: { readonly ms: number; readonly longestFrame: number }[] = [];
  for (let times = 0; times < 3; times++) {
    await page.getByRole("button", { name: "Output: Clear" }).click();
    await warm();
    runs.push(await page.evaluate(RUN_AND_WATCH));
  }
  figure(
    "100,000 lines, until the last one is drawn, the best of three",
    Math.min(...runs.map(({ ms }) => ms)),
    "ms",
    2000,
  );
  figure("the longest frame meanwhile", Math.min(...runs.map(({ longestFrame }) => longestFrame)), "ms", 100);
  assert.is(await page.textContent(".counter"), "100,000 lines");
  await page.evaluate("document.querySelector('.output-scroll').scrollTop = 0");
  await page.getByText("line 1", { exact: true }).waitFor();
  await page.evaluate("document.querySelector('.output-scroll').scrollTop = 1000020");
  await page.getByText("line 50002", { exact: true }).waitFor();
  const bytes = await printed();
  assert.ok(bytes.toString().startsWith("line 1\nline 2\n") && bytes.toString().endsWith("line 99999\nline 100000\n"));
});

check("bytes that are no text are shown, copied and downloaded", async ({ visit }) => {
  const { type, run, page, printed, lines, context, notice } = await visit();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await type('io.write("caf\\195\\169 \\255\\254 \\228\\184 \\0.\\n\\237\\160\\128")');
  await run();
  assert.equal(await lines(), ["café \\xff\\xfe \\xe4\\xb8 \\x00.", "\\xed\\xa0\\x80"]);
  const bytes = await printed();
  assert.is(bytes.toString("latin1"), "caf\xc3\xa9 \xff\xfe \xe4\xb8 \0.\n\xed\xa0\x80");
  await page.getByRole("button", { name: "Output: Copy" }).click();
  await notice("7 bytes are no text");
  assert.is(await page.evaluate("navigator.clipboard.readText()"), "café \\xff\\xfe \\xe4\\xb8 \0.\n\\xed\\xa0\\x80");
});

check("output is marked by where it came from, and cleared", async ({ visit }) => {
  const { type, run, page, lines } = await visit();
  await type(
    'ngx.log(ngx.WARN, "careful") ngx.log(ngx.ERR, "wrong") ngx.say("plain") io.write("no line feed") io.stderr:write("raw\\n")',
  );
  await run();
  assert.equal(await page.locator(".line.level-warn .level").allTextContents(), ["[warn]"]);
  assert.equal(await page.locator(".line.level-error .level").allTextContents(), ["[error]"]);
  assert.equal(await lines(), ["plain", "no line feed"]);
  assert.is((await lines("stderr")).at(-1), "raw");
  await page.getByRole("button", { name: "Output: Clear" }).click();
  await page.locator(".line").first().waitFor({ state: "detached" });
});

check("a script that prints for ever is stopped where the page is full", async ({ visit }) => {
  const { type, page, ended, printed } = await visit();
  await type('local line = ("x"):rep(4000) while true do ngx.say(line) end');
  await page.click("button.run");
  await ended();
  await page.locator(".failure", { hasText: "printed more than 67108864 bytes" }).waitFor();
  assert.ok((await printed()).length > 60e6);
});
