/** Running and stopping, and time that passes as somebody says. */
import * as assert from "uvu/assert";
import { check } from "./checks.ts";

/** None of them ends by itself. */
const RUNAWAYS: Readonly<Record<string, string>> = {
  "an empty loop": "while true do end",
  "a loop that swallows errors": "while true do pcall(error, 'x') end",
  "tail calls": "local function f() return f() end f()",
  "coroutines that make coroutines":
    "local function f() coroutine.resume(coroutine.create(f)) end while true do f() end",
  "a sort that never agrees":
    "local t = {} for i = 1, 5e6 do t[i] = i % 7 end table.sort(t, function(a, b) return tostring(a) < tostring(b) end)",
  "a pattern that tries everything": "print((('a'):rep(40)):find(('a*'):rep(30) .. 'b'))",
  "sleeps of no time": "while true do ngx.sleep(0) end",
  "a timer that makes the next": "local function f() ngx.timer.at(0, f) end f() ngx.sleep(1e9)",
  "output without end": "while true do ngx.say('again') end",
  "memory without end": "local t = {} for i = 1, 1e12 do t[i] = ('x'):rep(1000) .. i end",
  "a child that says yes": "os.execute('yes > /dev/null')",
  "a light thread that never waits": "ngx.thread.wait(ngx.thread.spawn(function() while true do end end))",
};

check("a script is run by its button, and its output shown", async ({ visit }) => {
  const { type, run, lines, status, page } = await visit();
  await type('ngx.say("one") ngx.sleep(1.5) print("two") io.stderr:write("three\\n")');
  await run();
  assert.equal(await lines(), ["one", "two"]);
  assert.equal(await lines("stderr"), ["three"]);
  assert.is(await status(), "Ended with status 0, after 1.500 s of virtual time");
  await page.click(".cm-content");
  await page.keyboard.press("Control+Enter");
  await page.locator(".line", { hasText: "three" }).waitFor();
});

check("runaway scripts are stopped at once, and the next one runs", async ({ visit, figure }) => {
  const { type, run, press, lines, page } = await visit();
  let worst = 0;
  for (const [name, text] of Object.entries(RUNAWAYS)) {
    await type(`ngx.say("begins") ngx.flush()\n${text}`);
    await press("Output: Clear");
    await page.click("button.run");
    // whatever is in sight of the output: some of them print more
    const line = page.locator(".line.stdout").first();
    await line.waitFor({ timeout: 8000 }).catch(() => assert.unreachable(`${name} says nothing`));
    await page.waitForTimeout(120);
    assert.is(await page.getAttribute(".run-bar", "data-phase"), "script", `${name} has ended by itself`);
    // until the page has drawn that nothing runs any more
    const ms = await page.evaluate<number>(`new Promise((done) => {
      const began = performance.now();
      document.querySelector("button.stop").click();
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
    })`);
    worst = Math.max(worst, ms);
    assert.is(await page.getAttribute(".run-bar", "data-phase"), "idle", name);
    assert.is(await page.textContent(".status"), "Stopped");
  }
  figure(`stop, the slowest of ${Object.keys(RUNAWAYS).length} runaway scripts`, worst, "ms", 100);
  await type('ngx.say("the next one")');
  await run();
  assert.equal(await lines(), ["the next one"]);
});

check("stop can be pressed twenty times", async ({ visit }) => {
  const { type, run, lines, page } = await visit();
  await type("while true do end");
  for (let times = 0; times < 20; times++) {
    await page.keyboard.press("Control+Enter");
    await page.keyboard.press("Control+.");
    await page.evaluate("document.querySelector('button.stop').click()");
  }
  assert.is(await page.getAttribute(".run-bar", "data-phase"), "idle");
  await type('ngx.say("still here")');
  await run();
  assert.equal(await lines(), ["still here"]);
  assert.ok(page.workers().length <= 2, `${page.workers().length} workers are left`);
});

check("time passes in real time, stands still, and goes from event to event", async ({ visit }) => {
  const { type, press, lines, status, page, ended } = await visit();
  await type(`
    ngx.timer.every(10, function(premature) ngx.say("tick at ", ngx.now() % 1000, premature and ", premature" or "") end)
    ngx.sleep(2)
    ngx.say("slept")`);
  await page.getByText("Paused", { exact: true }).click();
  await page.click("button.run");
  await page.locator(".status", { hasText: "Paused: something happens at 2.000 s" }).waitFor();
  assert.equal(await lines(), []);
  await press("Next event");
  await page.locator(".line", { hasText: "slept" }).waitFor();
  await press("+1 s");
  await page.locator(".clock", { hasText: "3.000 s" }).waitFor();
  assert.is(await status(), "Paused: something happens at 10.000 s");
  await press("Next event");
  await page.locator(".line", { hasText: "tick at 610" }).waitFor();
  await press("+1 min");
  await page.locator(".line", { hasText: "tick at 670" }).waitFor();
  await page.getByText("Real", { exact: true }).click();
  await page.waitForTimeout(300);
  const now = (await page.textContent(".clock")) ?? "";
  assert.match(now, /^1:10\.[1-9]/);
  await press("Quit");
  await ended();
  assert.match((await lines()).at(-1) ?? "", /^tick at 67\d.*, premature$/);
});

check("a slow script can be hurried", async ({ visit }) => {
  const { type, page, lines, ended } = await visit();
  await type('ngx.sleep(3600) ngx.say("an hour later")');
  await page.getByText("Real", { exact: true }).click();
  await page.click("button.run");
  await page.waitForTimeout(200);
  await page.getByText("Fast", { exact: true }).click();
  await ended();
  assert.equal(await lines(), ["an hour later"]);
});

check("errors are underlined at their lines and explained", async ({ visit }) => {
  const { type, run, page } = await visit();
  await type("local t\nngx.say(t.x)\n");
  await run();
  const failure = page.locator(".failure");
  await failure.getByText("What to do").waitFor();
  assert.match(
    (await failure.textContent()) ?? "",
    /attempt to index local 't' \(a nil value\).*reads a field of a value that is nil/s,
  );
  await page.locator(".cm-lintRange-error", { hasText: "ngx.say(t.x)" }).waitFor();
  await failure.getByRole("button", { name: "main.lua:2" }).first().click();
  assert.is(await page.evaluate("document.activeElement.className.includes('cm-content')"), true);
  // and while it is typed
  await type("ngx.say(1\nlocal x = = 2\n");
  await page.locator(".cm-lintRange-error").first().waitFor();
});

check("files, arguments, standard input, workers and their code belong to a project", async ({ visit }) => {
  const { type, run, lines, page } = await visit();
  await type(`
    local jobs = require "jobs"
    ngx.say(jobs.name, " ", arg[1], " ", arg[2], " ", io.read("*l"))
    ngx.say(ngx.worker.count(), " ", require("ngx.process").type())`);
  await page.getByRole("button", { name: "New file" }).click();
  await page.fill("#asked", "../jobs.lua");
  await page.keyboard.press("Enter");
  await page.locator("dialog .field-problem", { hasText: "lib/jobs.lua" }).waitFor();
  await page.fill("#asked", "jobs.lua");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "jobs.lua", selected: true }).waitFor();
  await type('return { name = "the jobs" }');
  await page.getByRole("tab", { name: "init_worker" }).click();
  await type('ngx.say("worker ", tostring(ngx.worker.id()), " begins")');
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByLabel("Workers").fill("2");
  await page.getByLabel("Privileged agent").check();
  await page.getByLabel("Arguments").fill("first\nsecond one");
  await page.getByLabel("Standard input").fill("from outside\n");
  await page.getByLabel("Shared dictionaries").fill("jobs");
  await page.locator("#setting-dicts-problem", { hasText: "does not fit" }).waitFor();
  await page.getByLabel("Shared dictionaries").fill("jobs 1m");
  await run();
  assert.equal([...(await lines())].sort(), [
    "2 worker",
    "the jobs first second one from outside",
    "worker 0 begins",
    "worker 1 begins",
    "worker nil begins",
  ]);
});

check("names are completed and explained from the reference", async ({ visit }) => {
  const { type, page } = await visit();
  await type("ngx.timer.at(1, f)\nngx.timer.");
  await page.keyboard.press("Control+End");
  await page.keyboard.type("ev");
  const list = page.locator(".cm-tooltip-autocomplete");
  await list.getByText("every").first().waitFor();
  // a list that has just come up takes no key, so that none is taken by accident
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
  await page.locator(".cm-line", { hasText: "ngx.timer.every" }).waitFor();
  const box = await page.locator(".cm-line", { hasText: "ngx.timer.at" }).boundingBox();
  assert.ok(box);
  await page.mouse.move((box?.x ?? 0) + 85, (box?.y ?? 0) + 10);
  await page.locator(".cm-tooltip .explained", { hasText: "premature" }).waitFor();
});
