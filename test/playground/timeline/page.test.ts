import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type OpenPage, openPage } from "../../browser/page.ts";
import { RELOADING, STALL_OR_WAIT, type Story, story } from "./stories.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const screenshots = `${root}test/screenshots/`;

/** What the page does, which tests ask for by name. */
const IN_PAGE = `
  import { createTimeline } from "./playground/src/timeline/index.ts";
  import { manyEvents } from "./test/playground/timeline/many-events.ts";
  let language = "en";
  const asked = { opened: [], cancelled: [] };
  const view = createTimeline(document.querySelector("main"), {
    language: () => language,
    open: (place) => asked.opened.push(place.file + ":" + place.line),
    cancel: (timer, pid) => asked.cancelled.push(timer + " of " + pid),
  });
  globalThis.isTold = (text) => document.querySelector(".timeline-summary").textContent.includes(text);
  globalThis.pageWidth = () => document.documentElement.scrollWidth;
  globalThis.timeline = {
    view,
    asked,
    async show({ events, processes, timers }) {
      view.clear();
      view.add(events);
      view.showProcesses(processes);
      view.showTimers(timers);
      await new Promise((resolve) => setTimeout(resolve, 500));
    },
    /** Where on the page a moment of a row is. */
    at(ms, lane, row) {
      const { canvas, viewport, gutter, layout, scroller } = view.chart;
      const { left, top } = canvas.getBoundingClientRect();
      const inLanes = row === "marks" ? layout.lanes[lane].top + 10 : layout.lanes[lane].rowsTop + row * 18 + 7;
      return { x: left + gutter + viewport.xOf(ms), y: top + 24 + inLanes - scroller.scrollTop };
    },
    span() {
      view.chart.drawNow();
      return view.chart.viewport.span;
    },
    speak(wanted) {
      language = wanted;
      view.refresh();
    },
    /** Milliseconds that it takes to take the events in and to draw them. */
    measure(count) {
      const events = manyEvents(count);
      view.clear();
      const began = performance.now();
      view.add(events);
      const added = performance.now();
      view.chart.drawNow();
      return { added: added - began, drawn: performance.now() - added };
    },
    /** Milliseconds of each of some frames while it is zoomed and moved, the least first. */
    frames() {
      const took = [];
      for (let step = 0; step < 60; step++) {
        const key = step < 20 ? "+" : step < 40 ? "ArrowRight" : "-";
        view.chart.scroller.dispatchEvent(new KeyboardEvent("keydown", { key }));
        view.chart.drawNow();
        took.push(view.chart.drawnInMs);
      }
      return took.sort((one, other) => one - other);
    },
  };
`;

async function bundled(): Promise<Record<string, string>> {
  const { outputFiles } = await build({
    stdin: {
      contents: IN_PAGE,
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    outdir: "/",
  });
  const files = outputFiles.map(({ path, text }) => [path.endsWith(".css") ? "/timeline.css" : "/timeline.js", text]);
  return Object.fromEntries(files);
}

const PAGE = `<!doctype html><html lang="en"><head><title>Timeline</title><meta name="viewport" content="width=device-width">
  <meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/timeline.css">
  <style>body { margin: 16px; background: Canvas }</style></head>
  <body><main><h1>A page</h1></main><script src="/timeline.js"></script></body></html>`;

const opened: OpenPage | undefined = await openPage({ ...(await bundled()), "/timeline": PAGE });
test.after(() => opened?.close());

async function shown(what: Story): Promise<void> {
  await opened?.page.evaluate((given) => timeline.show(given), what);
}

async function picture(name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await opened?.page.screenshot({ path: `${screenshots}timeline-${name}.png`, fullPage: true });
}

const page = opened?.page as Page;
const tooltip = () => page.locator(".timeline-tooltip");
const status = () => page.locator(".timeline-status");
const at = async (ms: number, lane: number, row: number | "marks") =>
  page.evaluate(([when, where, which]) => timeline.at(when, where, which), [ms, lane, row] as const);

if (opened !== undefined) {
  await page.setViewportSize({ width: 1200, height: 1000 });
  await page.goto(new URL("/timeline", page.url()).href);
  await page.addScriptTag({ path: `${root}node_modules/axe-core/axe.min.js` });
  const reloading = await story(undefined, RELOADING, 61_000);
  const stallOrWait = await story(STALL_OR_WAIT, {}, 4000);

  test("whoever points at a bar is told what it is, and where in the code it waits or stands still", async () => {
    await shown(stallOrWait);
    const { x, y } = await at(4000, 0, 0);
    await page.mouse.move(x, y);
    assert.equal((await tooltip().innerText()).split("\n"), [
      "script main.lua",
      "stands still in os.execute at main.lua:13: nothing else of this process runs",
      "3.2 s to 5.2 s (2 s)",
      "process, pid 1000",
    ]);
    const waiting = await at(2000, 0, 1);
    await page.mouse.move(waiting.x, waiting.y);
    assert.equal((await tooltip().innerText()).split("\n"), [
      "light thread 9: main.lua:11 (through resty.shell)",
      "waits in proc:stdout_read (through resty.shell) at main.lua:11",
      "1.2 s to 3.2 s (2 s)",
      "process, pid 1000",
    ]);
    const mark = await at(5200, 0, "marks");
    await page.mouse.move(mark.x, mark.y);
    assert.match(
      await tooltip().innerText(),
      /^\[error\] .*main\.lua:14: the timer stood still\nat 5.2 s, main\.lua:14\n/,
    );
    await picture("hover");
    await page.mouse.move(5, 5);
    assert.not(await tooltip().isVisible());
  });

  test("a click on a bar, a wait or a mark goes to its line", async () => {
    await shown(stallOrWait);
    for (const [ms, lane, row] of [
      [4000, 0, 0],
      [1000, 0, 3],
      [2000, 1, 0],
      [3200, 0, "marks"],
    ] as const) {
      const { x, y } = await at(ms, lane, row);
      await page.mouse.click(x, y);
    }
    assert.equal(await page.evaluate(() => timeline.asked.opened.splice(0)), [
      "main.lua:13",
      "main.lua:7",
      "main.lua:11",
      "main.lua:12",
    ]);
    assert.match(await status().innerText(), "the timer went on meanwhile");
  });

  test("keys zoom, move, select bars and go to their lines", async () => {
    await shown(stallOrWait);
    const span = () => page.evaluate(() => timeline.span());
    await page.locator(".timeline-scroller").focus();
    const all = await span();
    await page.keyboard.press("+");
    const closer = await span();
    assert.ok(closer.endMs - closer.startMs < all.endMs - all.startMs);
    await page.keyboard.press("ArrowRight");
    assert.ok((await span()).startMs > closer.startMs);
    await page.keyboard.press("0");
    assert.equal(await span(), all);
    await page.keyboard.press(".");
    assert.match(await status().innerText(), /^script main\.lua /);
    await page.keyboard.press(".");
    await page.keyboard.press(".");
    assert.match(await status().innerText(), /^light thread \d+: main\.lua:11 /);
    await page.keyboard.press(",");
    assert.match(await status().innerText(), /^light thread 2: main\.lua:6 0 ms to 400 ms/);
    await picture("selected");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => timeline.asked.opened.splice(0)), ["main.lua:6"]);
    await page.keyboard.press("Escape");
    assert.is(await status().innerText(), "");
  });

  test("the wheel zooms where the pointer is, and dragging moves what is seen", async () => {
    await shown(stallOrWait);
    const all = await page.evaluate(() => timeline.span());
    const { x, y } = await at(4000, 0, 0);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -300);
    await page.waitForTimeout(50);
    const closer = await page.evaluate(() => timeline.span());
    assert.ok(closer.endMs - closer.startMs < 0.7 * (all.endMs - all.startMs));
    assert.ok(Math.abs((await at(4000, 0, 0)).x - x) < 1, "what is under the pointer stays there");
    await page.mouse.down();
    await page.mouse.move(x - 200, y, { steps: 4 });
    await page.mouse.up();
    const moved = await page.evaluate(() => timeline.span());
    assert.ok(moved.startMs > closer.startMs);
    assert.equal(await page.evaluate(() => timeline.asked.opened), [], "it was no click");
    await page.getByRole("button", { name: "Show all" }).click();
    assert.equal(await page.evaluate(() => timeline.span()), all);
  });

  test("pending timers tell when, where and how often, and those of ngxbox.timer can be cancelled", async () => {
    await shown(stallOrWait);
    const rows = await page.locator(".timeline-pending tr").allInnerTexts();
    assert.equal(
      rows.map((row) => row.split("\t").map((cell) => cell.trim())),
      [
        ["fires in", "callback", "made at", "period", "process", ""],
        ["250 ms", "main.lua:3", "main.lua:3", "every 250 ms", "process 1000", ""],
        ["1 s", "main.lua:16", "main.lua:16", "every 7 s", "process 1000", "Cancel"],
        ["54 s", "main.lua:17", "main.lua:17", "once", "process 1000", ""],
      ],
    );
    await page.getByRole("button", { name: "Cancel the timer with callback main.lua:16" }).click();
    assert.equal(await page.evaluate(() => timeline.asked.cancelled.splice(0)), ["4 of 1000"]);
    await page.getByRole("button", { name: "main.lua:17" }).first().click();
    assert.equal(await page.evaluate(() => timeline.asked.opened.splice(0)), ["main.lua:17"]);
  });

  test("the canvas is described by text, in both languages", async () => {
    await shown(stallOrWait);
    const described = () =>
      page.locator("canvas[role=img]").evaluate((canvas) => {
        const { ownerDocument, getAttribute } = canvas as unknown as HTMLish;
        return ownerDocument.getElementById(getAttribute.call(canvas, "aria-describedby")).textContent;
      });
    const english = (await described()).split("\n");
    assert.is(english[0], "From 0 ms to 9.2 s: 1 process, 38 bars, standing still once for 2 s in all.");
    assert.ok(english.includes("      3.2 s  STANDS STILL 2 s in os.execute, main.lua:13"));
    assert.match(english[30] ?? "", /^… \d+ more lines$/);
    const whole = await page.evaluate(() => timeline.view.text());
    assert.equal(whole.split("\n").slice(0, 30), english.slice(0, 30));
    await page.locator(".timeline-text summary").click();
    assert.is(await page.locator(".timeline-text pre").textContent(), whole);
    await page.locator(".timeline-text summary").click();
    await page.evaluate(() => timeline.speak("zh"));
    const chinese = await described();
    assert.is(chinese.split("\n")[0], "从 0 毫秒 到 9.2 秒：1 个进程，38 个条目，阻塞 1 次，共 2 秒。");
    assert.match(chinese, "【阻塞】在 os.execute 中停住 2 秒，main.lua:13");
    assert.match(await page.locator("main").innerText(), "待触发的定时器");
    await picture("chinese");
    await page.evaluate(() => timeline.speak("en"));
  });

  test("a cluster has a lane for each process, and a tree of those that live", async () => {
    await shown(reloading);
    const tree = (await page.locator(".timeline-tree").innerText()).replace(/\d{4}/g, "PID");
    assert.equal(
      tree
        .split("\n")
        .filter((line) => /nginx/.test(line))
        .map((line) => line.trim()),
      [
        "PIDnginx: master process nginx -p /work/ -c conf/nginx.conf",
        "PIDnginx: worker process",
        "PIDnginx: worker process",
        "PIDnginx: privileged agent process",
      ],
    );
    const text = await page.evaluate(() => timeline.view.text());
    assert.is(text.match(/reload: new workers begin/g)?.length, 3, "the others are told of in one line");
    assert.match(text, /… 9 more like it, the last one at 60 s/);
    await picture("reload");
  });

  test("axe finds nothing serious, whatever the colours, and a phone is wide enough", async () => {
    await shown(stallOrWait);
    await page.locator(".timeline-text summary").click();
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await shown(colorScheme === "dark" ? stallOrWait : reloading);
      const found = await page.evaluate(() => axe.run("main"));
      const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      assert.equal(
        serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
        [],
      );
      await picture(colorScheme);
    }
    await page.setViewportSize({ width: 360, height: 800 });
    await shown(stallOrWait);
    assert.ok(await page.evaluate(() => pageWidth() <= 360));
    await picture("phone");
    await page.setViewportSize({ width: 1200, height: 1000 });
    await page.locator(".timeline-text summary").click();
  });

  test("10,000 events are drawn, and 100,000 can be moved through", async () => {
    for (const count of [10_000, 100_000]) {
      const { added, drawn } = await page.evaluate((given) => timeline.measure(given), count);
      const frames = await page.evaluate(() => timeline.frames());
      const [middle = 0, slowest = 0] = [frames[frames.length >> 1], frames.at(-1)];
      const moving = `a frame ${middle.toFixed(1)} ms, the slowest of ${frames.length} ${slowest.toFixed(1)} ms`;
      const figures = `taken in ${added.toFixed(0)} ms, drawn in ${drawn.toFixed(1)} ms; moved: ${moving}`;
      process.stdout.write(`timeline of ${count} events: ${figures}\n`);
      await page.waitForFunction(() => isTold("4 processes"));
      await picture(`${count}`);
    }
  });
}

/** What IN_PAGE leaves there. */
declare const timeline: {
  readonly view: { text(): string };
  readonly asked: { readonly opened: string[]; readonly cancelled: string[] };
  show(what: Story): Promise<void>;
  speak(language: "en" | "zh"): void;
  at(ms: number, lane: number, row: number | "marks"): { x: number; y: number };
  span(): { startMs: number; endMs: number };
  measure(count: number): { added: number; drawn: number };
  frames(): number[];
};

declare const axe: {
  run(within: string): Promise<{
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  }>;
};
declare function pageWidth(): number;
declare function isTold(text: string): boolean;
/** As much of an element as is used here: tests are checked without the types of pages. */
interface HTMLish {
  getAttribute(name: string): string;
  readonly ownerDocument: { getElementById(id: string): { readonly textContent: string } };
}

test.run();
