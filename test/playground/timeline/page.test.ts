import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type OpenPage, openPage } from "../../browser/page.ts";
import { manyEvents, RELOADING, STALL_OR_WAIT, type Story, story } from "./stories.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const screenshots = `${root}test/screenshots/`;

/** What the page does, which tests ask for by name. */
const IN_PAGE = `
  import { createTimeline } from "./playground/src/timeline/index.ts";
  let language = "en";
  const asked = { opened: [], cancelled: [] };
  const view = createTimeline(document.querySelector("main"), {
    language: () => language,
    open: (place) => asked.opened.push(place.file + ":" + place.line),
    cancel: (timer, pid) => asked.cancelled.push(timer + " of " + pid),
  });
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
    speak(wanted) {
      language = wanted;
      view.refresh();
    },
    /** Milliseconds that it takes to take the events in and to draw them. */
    measure(events) {
      view.clear();
      const began = performance.now();
      view.add(events);
      const added = performance.now();
      view.chart.drawNow();
      return { added: added - began, drawn: performance.now() - added };
    },
    /** Of the slowest of some frames while it is scrolled and zoomed. */
    slowestFrame() {
      let slowest = 0;
      for (let step = 0; step < 60; step++) {
        const key = step < 20 ? "+" : step < 40 ? "ArrowRight" : "-";
        view.chart.frame.dispatchEvent(new KeyboardEvent("keydown", { key }));
        view.chart.drawNow();
        slowest = Math.max(slowest, view.chart.drawnInMs);
      }
      return slowest;
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
  <body><main><h1>Timeline</h1><h2>A page</h2></main><script src="/timeline.js"></script></body></html>`;

const opened: OpenPage | undefined = await openPage({ ...(await bundled()), "/timeline": PAGE });
test.after(() => opened?.close());

async function shown(what: Story): Promise<void> {
  await opened?.page.evaluate((given) => timeline.show(given), what);
}

async function picture(name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await opened?.page.screenshot({ path: `${screenshots}timeline-${name}.png`, fullPage: true });
}

test("dummy", async () => {
  if (opened === undefined) return;
  const { page } = opened;
  await page.setViewportSize({ width: 1200, height: 1000 });
  await page.goto(new URL("/timeline", page.url()).href);
  for (const [name, what] of [
    ["stall", await story(STALL_OR_WAIT, {}, 4000)],
    ["reload", await story(undefined, RELOADING, 61_000)],
    ["many", { events: manyEvents(10_000), processes: [], timers: [] }],
    ["very-many", { events: manyEvents(100_000), processes: [], timers: [] }],
  ] as const) {
    await shown(what);
    await picture(name);
    process.stdout.write(
      `${name} ${JSON.stringify(await page.evaluate((events) => timeline.measure(events), what.events))}\n`,
    );
  }
  console.log(await page.evaluate(() => timeline.slowestFrame()));
  await shown(await story(STALL_OR_WAIT, {}, 4000));
  console.log(await page.evaluate(() => timeline.view.text()));
  await page.emulateMedia({ colorScheme: "dark" });
  await picture("dark");
  await page.emulateMedia({ colorScheme: "light" });
});

/** What IN_PAGE leaves there. */
declare const timeline: {
  readonly view: { text(): string };
  readonly asked: { readonly opened: string[]; readonly cancelled: string[] };
  show(what: Story): Promise<void>;
  speak(language: "en" | "zh"): void;
  measure(events: Story["events"]): { added: number; drawn: number };
  slowestFrame(): number;
};

test.run();
