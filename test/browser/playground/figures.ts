/** Sizes of what is loaded, and how long it takes until somebody sees something. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import * as assert from "uvu/assert";
import { check } from "./checks.ts";
import { BUILT } from "./site.ts";

check("the page and the core are small", async ({ figure }) => {
  const sizes = new Map<string, number>();
  for (const name of readdirSync(BUILT, { recursive: true, encoding: "utf8" })) {
    if (/\.(?:js|css|html|wasm|svg|webmanifest)$/.test(name)) {
      sizes.set(name, gzipSync(readFileSync(BUILT + name), { level: 9 }).length / 1000);
    }
  }
  const sum = (form: RegExp) => [...sizes].filter(([name]) => form.test(name)).reduce((all, [, size]) => all + size, 0);
  const page = sum(/^index\.html$|index-[\w-]+\.(?:js|css)$/);
  const core = sum(/worker-[\w-]+\.js$/);
  figure("page and editor, compressed", page, "kB", 200);
  figure("core, compressed", core, "kB", 200);
  figure("everything that is kept for offline use, compressed", sum(/./), "kB");
  assert.ok(page > 50 && page <= 200, `${page} kB`);
  assert.ok(core > 50 && core <= 200, `${core} kB`);
});

check("what is loaded at first is what is counted", async ({ visit }) => {
  const { page } = await visit({ isFirst: true });
  const names = await page.evaluate<string[]>(
    "performance.getEntriesByType('resource').map(({ name }) => name.replace(/^.*\\/|-[\\w-]{8}(?=\\.)/g, '')).filter((name) => /\\.(js|css|wasm)$/.test(name))",
  );
  assert.equal([...new Set(names)].filter((name) => name !== "sw.js").sort(), [
    "examples.js",
    "index.css",
    "index.js",
    "worker.js",
  ]);
});

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
