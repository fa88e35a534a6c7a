/** Sizes of what is loaded, and how long it takes until somebody sees something. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import * as assert from "uvu/assert";
import { check } from "./checks.ts";
import { BUILT } from "./site.ts";

check("the page and the core are small", async ({ visit, figure }) => {
  const { page } = await visit();
  const loaded = await page.evaluate<string[]>("performance.getEntriesByType('resource').map(({ name }) => name)");
  const names = new Set(
    loaded.map((name) => name.replace(/^.*?\/some\/path\//, "")).filter((name) => name.includes("assets/")),
  );
  const core = [...names].filter((name) => /worker-[\w-]+\.js$/.test(name));
  const rest = [...names].filter((name) => !core.includes(name));
  const all = readdirSync(BUILT, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
  const sizes = { page: sizeOf(["index.html", ...rest]), core: sizeOf(core) };
  figure("page and editor, compressed", sizes.page, "kB", 200);
  figure("core, compressed", sizes.core, "kB", 200);
  figure("examples, compressed", sizeOf(all.filter((name) => /examples-/.test(name))), "kB");
  figure("everything that is kept for offline use, compressed", sizeOf(all), "kB");
  assert.ok(sizes.page > 50 && sizes.page <= 200, `${sizes.page} kB: ${rest.join(" ")}`);
  assert.ok(sizes.core > 50 && sizes.core <= 200, `${sizes.core} kB`);
});

function sizeOf(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(BUILT + name), { level: 9 }).length, 0) / 1000;
}

check("it is soon there, and runs at once", async ({ visit, figure }) => {
  const starts: number[] = [];
  const firsts: number[] = [];
  for (let times = 0; times < 3; times++) {
    const { page, warm } = await visit({ isFirst: true });
    starts.push(await page.evaluate<number>("Number(document.body.dataset.ready)"));
    await warm();
    firsts.push(
      await page.evaluate<number>(`new Promise((done) => {
      const began = performance.now();
      const look = () => {
        if (document.querySelector(".line") === null && performance.now() < began + 10000) requestAnimationFrame(look);
        else done(performance.now() - began);
      };
      document.querySelector("button.run").click();
      look();
    })`),
    );
  }
  figure("until the page is usable, the best of three", Math.min(...starts), "ms", 2000);
  figure("from the click to the first output, the best of three", Math.min(...firsts), "ms", 300);
});

check("a timeline of ten thousand events is drawn soon", async ({ visit, figure }) => {
  const { page, type, run } = await visit();
  // four events or more for each timer: it is made, it fires, its light thread and itself end
  await type(`
    for round = 1, 3 do
      for n = 1, 850 do ngx.timer.at(n / 1000, function() end) end
      ngx.sleep(1)
    end`);
  await run();
  await page.locator(".timeline-summary", { hasText: "bars" }).waitFor();
  const ms = await page.evaluate<number>(`new Promise((done) => {
    const began = performance.now();
    document.querySelector(".timeline-tools button").click();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
  })`);
  figure("a timeline of 10,000 events, drawn anew", ms, "ms", 200);
});
