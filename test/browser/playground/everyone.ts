/** The page for everyone: languages, screen readers, keys, phones, no network, no eval. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { check } from "./checks.ts";
import { twoFrames } from "./playground.ts";

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What is serious or critical, by axe. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<readonly Violation[]>("axe.run(document).then(({ violations }) => violations)");
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

const SCRIPT = `local function f(premature) ngx.log(ngx.WARN, "in the timer") end
ngx.timer.every(1, f)
ngx.sleep(2.5)
ngx.say("done")
ngx.say(nil .. "at the end")`;

for (const colorScheme of ["light", "dark"] as const) {
  check(`axe finds nothing serious, in ${colorScheme} colours`, async ({ visit, pictures }) => {
    const { page, type, run, press } = await visit({ colorScheme });
    await type(SCRIPT);
    await run();
    await page.locator(".failure", { hasText: "What to do" }).waitFor();
    await page.locator(".cm-lintRange-error").first().waitFor();
    await page.screenshot({ path: `${pictures}error-${colorScheme}.png` });
    assert.equal(await violations(page), []);
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.screenshot({ path: `${pictures}settings-${colorScheme}.png` });
    assert.equal(await violations(page), []);
    await press("Examples");
    await page.screenshot({ path: `${pictures}examples-${colorScheme}.png` });
    assert.equal(await violations(page), []);
  });
}

check("the page is there in English and Chinese", async ({ visit, pictures }) => {
  const { page, type, run, lines } = await visit();
  assert.is(await page.getAttribute("html", "lang"), "en");
  await type('ngx.say("hello")');
  await page.getByRole("button", { name: "中文" }).click();
  assert.is(await page.getAttribute("html", "lang"), "zh-CN");
  await run();
  assert.equal(await lines(), ["hello"]);
  assert.match((await page.textContent(".status")) ?? "", /^结束，状态 0/);
  await page.getByRole("button", { name: "示例" }).click();
  await page.screenshot({ path: `${pictures}chinese.png` });
  await page.locator("dialog .card").first().click();
  assert.equal(await violations(page), []);
  await page.reload();
  await page.waitForSelector("body[data-ready]");
  assert.is(await page.title(), "ngxbox 演练场");
  await page.getByRole("button", { name: "English" }).click();
  assert.is(await page.title(), "ngxbox playground");
});

check("a browser that asks for Chinese gets it", async ({ visit }) => {
  const { page } = await visit({ locale: "zh-CN" });
  assert.is(await page.title(), "ngxbox 演练场");
});

check("everything can be done by keys", async ({ visit }) => {
  const { page } = await visit();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+a");
  await page.keyboard.type('ngx.say("by keys")');
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Tab");
  // out of the editor, to the buttons and tabs in front of it
  await page.getByRole("tab", { selected: true }).focus();
  await page.keyboard.press("End");
  await page.getByRole("tab", { name: "Settings", selected: true }).waitFor();
  await page.keyboard.press("Home");
  await page.getByRole("tab", { name: "main.lua", selected: true }).waitFor();
  await page.keyboard.press("Control+Enter");
  await page.locator(".line", { hasText: "by keys" }).waitFor();
  const reached = await page.evaluate<string[]>("[]");
  await page.evaluate("document.activeElement.blur()");
  for (let times = 0; times < 60; times++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate<string>(
      "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent ?? '').slice(0, 40)",
    );
    if (document_is(at)) await page.keyboard.press("Escape");
    reached.push(at);
  }
  for (const wanted of ["Examples", "Share", "Run", "New file", "Output: Copy", "Width of the code"]) {
    assert.ok(
      reached.some((at) => at.startsWith(wanted)),
      `${wanted} is not reached by Tab: ${reached.join(" | ")}`,
    );
  }
});

/** In the editor, Tab indents until Escape was pressed. */
function document_is(label: string): boolean {
  return label.includes("Escape and then Tab");
}

for (const [width, height] of [
  [390, 844],
  [320, 640],
] as const) {
  check(`on a phone, ${width} wide`, async ({ visit, pictures }) => {
    const { page, type, run, lines } = await visit({ viewport: { width, height }, hasTouch: true, isMobile: true });
    await type('ngx.say("on a phone")');
    await run();
    assert.equal(await lines(), ["on a phone"]);
    const { scroll, inner } = await page.evaluate<{ scroll: number; inner: number }>(
      "({ scroll: document.documentElement.scrollWidth, inner: innerWidth })",
    );
    assert.ok(scroll <= inner, `the page is ${scroll} wide, of ${inner}`);
    await page.screenshot({ path: `${pictures}phone-${width}.png`, fullPage: true });
    assert.equal(await violations(page), []);
  });
}

check("without a network, after the first visit", async ({ visit }) => {
  const { page, context, type, run, lines } = await visit();
  await page.evaluate("navigator.serviceWorker.ready");
  await page.reload();
  await page.waitForSelector("body[data-ready]");
  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector("body[data-ready]");
  await type(`
    os.execute("echo a child")
    ngx.say(ngx.re.match("a 12", [[(?<=a )\\d+(?!x)]])[0], " ", require("resty.aes"):new("k"):encrypt("x") ~= nil)
    local x = nil + 1`);
  await run();
  assert.equal(await lines(), ["a child", "12 true"]);
  await page.locator(".failure", { hasText: "What to do" }).waitFor();
  await type("ngx.timer.");
  await page.keyboard.press("Control+Space");
  await page.locator(".cm-tooltip-autocomplete").getByText("every").first().waitFor();
});

check("where eval is forbidden, the interpreter runs", async ({ visit }) => {
  const csp =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:";
  const { page, type, run, lines, warm } = await visit({ csp });
  await warm();
  const [worker] = page.workers();
  const answer = await worker?.evaluate<string>(`new Promise((done) => setTimeout(() => {
    // not at once: what is asked from outside may do what the worker itself may not
    try { done(String(new Function("return 1")())); } catch ({ name }) { done(name); }
  }))`);
  assert.is(answer, "EvalError");
  await type(`
    local sum = 0
    for i = 1, 1e6 do sum = sum + i % 7 end
    ngx.say(sum, " ", ngx.re.match("a 12", [[(?<=a )\\d+(?!x)]])[0])`);
  await run();
  assert.equal(await lines(), ["2999998 12"]);
});

check("the page itself forbids eval, and every place but its own", async ({ visit }) => {
  const { page } = await visit();
  const policy = (await page.getAttribute("meta[http-equiv='Content-Security-Policy']", "content")) ?? "";
  assert.match(policy, /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'/);
  assert.not.match(policy, /https?:|\*/);
  await twoFrames(page);
});
