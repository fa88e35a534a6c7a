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

/** What the page says, seen or not, without code, output and messages: those are as programs print them. */
const SAID = `[...document.querySelectorAll("body *")].flatMap((at) => {
  if (at.closest("[lang=en], script, noscript, code, pre, .cm-content, .cm-completionLabel, .cm-completionDetail")) return [];
  if (at.closest(".output-view, .problem-message, .explained")) return [];
  const own = [...at.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim());
  const attributes = ["aria-label", "title", "placeholder", "alt"].map((name) => at.getAttribute(name) ?? "");
  return [...own, ...attributes].filter((text) => text !== "");
})`;

check("a Chinese page says nothing in English", async ({ visit, pictures }) => {
  const { page, type, run } = await visit({ locale: "zh-CN" });
  const isEnglish = (text: string) => !/[\u4e00-\u9fff]/.test(text) && /[A-Za-z]{2,} [a-z]{2,}/.test(text);
  const said = async () => (await page.evaluate<string[]>(SAID)).filter(isEnglish);
  await type("ngx.timer.at(1, function() end)\nngx.thread.spawn(function() ngx.sleep(1) end)\nlocal a\na.b = 1");
  await run();
  await page.locator(".failure details").first().click();
  const more = (await page.textContent(".failure details pre")) ?? "";
  assert.ok(more.startsWith("表里没有的字段是 nil"), await page.innerText(".failure"));
  assert.equal(await said(), []);
  await page.getByRole("button", { name: "English" }).click();
  await page
    .locator(".failure", { hasText: "What to do" })
    .getByText("A table's missing field is nil")
    .waitFor({ state: "attached" });
  await page.getByRole("button", { name: "中文" }).click();
  await page.locator(".failure", { hasText: "怎么办" }).waitFor();
  const [x, y] = await page.evaluate<[number, number]>(`(() => {
    const words = document.createTreeWalker(document.querySelector(".cm-content"), NodeFilter.SHOW_TEXT);
    while (!words.nextNode().data.includes("function"));
    const { left, top } = words.currentNode.parentElement.getBoundingClientRect();
    return [left - 45, top + 5];
  })()`);
  await page.mouse.move(x, y);
  await page.waitForSelector(".cm-tooltip-hover .explained");
  const told = (await page.textContent(".cm-tooltip-hover .explained")) ?? "";
  for (const words of ["在 delay 秒之后运行一次", "可用阶段", "除 init、exit_worker 以外的所有阶段", "delay（秒）"]) {
    assert.ok(told.includes(words), told);
  }
  await page.screenshot({ path: `${pictures}chinese-hover.png` });
  await page.mouse.move(0, 0);
  await page.waitForSelector(".cm-tooltip-hover", { state: "detached" });
  await type("ngx.slee");
  await page.keyboard.type("p");
  await page.waitForSelector(".cm-completionInfo .explained");
  assert.match((await page.textContent(".cm-completionInfo")) ?? "", /让当前的轻量级线程等待若干秒/);
  assert.equal(await said(), []);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+f");
  await page.waitForSelector(".cm-search");
  assert.equal(await said(), []);
  const buttons = await page.locator(".cm-search button").allInnerTexts();
  assert.equal(
    buttons.filter((text) => /[a-z]/i.test(text)),
    [],
  );
  await page.keyboard.press("Escape");
  for (const [button, shown] of [
    ["示例", "dialog .card"],
    ["草稿", "dialog"],
    ["分享", "dialog"],
  ] as const) {
    await page.getByRole("button", { name: button, exact: true }).click();
    await page.waitForSelector(shown);
    assert.equal(await said(), []);
    await page.keyboard.press("Escape");
  }
  await page.getByRole("tab", { name: "设置" }).click();
  assert.equal(await said(), []);
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
