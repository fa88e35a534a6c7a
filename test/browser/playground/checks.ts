/** What test/browser/playground holds of the page: checks that run one after another, and figures that are printed at the end. */
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";
import { openedIn, type Playground } from "./playground.ts";
import { type Site, serveSite } from "./site.ts";

const CHROMIUM = "/usr/bin/chromium";

/** What a check has: browsers of its own, all of which are closed after it. */
export interface World {
  /** A visit of somebody who was never there: nothing is stored. */
  visit(options?: VisitOptions): Promise<Playground>;
  /** Notes a figure; above `most` it is marked, and fails nothing, because the machine may be busy. */
  figure(name: string, value: number, unit: string, most?: number): void;
  /** Where pictures go. */
  readonly pictures: string;
}

interface VisitOptions extends BrowserContextOptions {
  /** The header that every file comes with. */
  readonly csp?: string;
  /** Whether the page begins as for somebody who comes for the first time. Default: with an empty draft. */
  readonly isFirst?: boolean;
}

/** Puts an empty draft where there is none. */
const BEGIN_EMPTY = `
  if (location.protocol === "http:" && !Object.keys(localStorage).some((key) => key.startsWith("ngxbox:draft:"))) {
    const project = { format: "ngxbox-project", version: 1, main: "main.lua", files: { "main.lua": "" } };
    localStorage.setItem("ngxbox:draft:empty", JSON.stringify({ name: "main.lua", savedAtMs: 0, project }));
  }`;

interface Check {
  readonly name: string;
  readonly run: (world: World) => Promise<void>;
}

const checks: Check[] = [];
const figures: { readonly name: string; readonly text: string; readonly isAbove: boolean }[] = [];

export function check(name: string, run: Check["run"]): void {
  checks.push({ name, run });
}

/** @param words only checks whose name has one of these are run; none: all */
export async function runChecks(words: readonly string[], pictures: string): Promise<boolean> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  let failed = 0;
  let passed = 0;
  try {
    for (const { name, run } of checks) {
      if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
      const began = performance.now();
      const failure = await runOne(browser, run, pictures);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      process.stdout.write(`${failure === undefined ? "  ok" : "FAIL"}  ${name} (${seconds} s)\n`);
      if (failure === undefined) passed++;
      else {
        failed++;
        process.stdout.write(`${failure}\n`);
      }
    }
  } finally {
    await browser.close();
  }
  for (const { name, text, isAbove } of figures) process.stdout.write(`${isAbove ? "!" : " "} ${name}: ${text}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0;
}

async function runOne(browser: Browser, run: Check["run"], pictures: string): Promise<string | undefined> {
  const opened: { readonly context: BrowserContext; readonly site: Site }[] = [];
  const problems: string[] = [];
  const world: World = {
    pictures,
    async visit({ csp, isFirst = false, ...options } = {}) {
      const site = await serveSite(csp);
      const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, locale: "en-GB", ...options });
      context.setDefaultTimeout(20_000);
      context.on("page", (page) => {
        page.on("pageerror", ({ message }) => problems.push(`the page has thrown: ${message}`));
        page.on("console", (message) => {
          if (message.type() === "error") problems.push(`the console has: ${message.text()}`);
        });
      });
      opened.push({ context, site });
      if (!isFirst) await context.addInitScript(BEGIN_EMPTY);
      return openedIn(context, site);
    },
    figure(name, value, unit, most) {
      const limit = most === undefined ? "" : ` (at most ${most})`;
      const text = `${value.toLocaleString("en-GB", { maximumFractionDigits: 1 })} ${unit}${limit}`;
      figures.push({ name, text, isAbove: most !== undefined && value > most });
    },
  };
  try {
    await run(world);
    return problems.length === 0 ? undefined : problems.join("\n");
  } catch (thrown) {
    const { stack, details } = thrown as { readonly stack?: string; readonly details?: string };
    return [stack ?? String(thrown), details, ...problems].filter((line) => line !== undefined).join("\n");
  } finally {
    for (const { context, site } of opened) {
      await context.close();
      site.close();
    }
  }
}
