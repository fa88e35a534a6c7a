import { readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { skips } from "./skip.ts";

/** What uvu puts into its queue for each `test.run()`; `errors` is a text, or true when there are none. */
type Suite = () => Promise<[errors: string | true, passed: number, skipped: number, total: number]>;
type Queue = [name: string | null, ...suites: Suite[]][];

// Runs all tests in one process, for starting a process costs more than most files take:
//   tsx test/run.ts [TEXT…]    only the files whose path contains one of the texts
// The last line is "N passed, N failed", followed by ", N skipped" where that is so.

/** Far more than any file takes: a test that waits for what never comes must end some day, and fail. */
const fileTimeoutMs = 300_000;

// uvu starts no run of its own when this is set, and leaves the suites of each file in its queue
Object.assign(globalThis, { UVU_DEFER: 1, UVU_QUEUE: [] satisfies Queue, UVU_INDEX: 0 });
const queue = (globalThis as unknown as { UVU_QUEUE: Queue }).UVU_QUEUE;

const totals = { passed: 0, failed: 0, skipped: 0 };
const root = fileURLToPath(new URL("./", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .filter((file) => wanted.length === 0 || wanted.some((text) => `test/${file}`.includes(text)))
  .sort();

let running: string | undefined;
process.on("exit", (status) => {
  if (running === undefined) return;
  fail(running, status === 0 ? "waits for something that can never happen" : "ended the process");
  close();
});

for (const file of files) {
  running = file;
  const started = performance.now();
  try {
    await runFile(file);
  } catch (error) {
    fail(file, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const seconds = (performance.now() - started) / 1000;
  if (seconds > 2) process.stdout.write(`  ${seconds.toFixed(1)} s\n`);
}
running = undefined;
if (files.length === 0) fail(wanted.join(" "), "no test file has this in its path");
close();
process.exit(); // not kept alive by what a failed test left open

async function runFile(file: string): Promise<void> {
  process.stdout.write(`${file}  `);
  const suites: Queue[number] = [file];
  Object.assign(globalThis, { UVU_INDEX: queue.push(suites) - 1 });
  await import(pathToFileURL(root + file).href);
  const [, ...run] = suites;
  if (run.length === 0) fail(file, "runs no test. Is test.run() missing at its end?");
  for (const suite of run) {
    const skipsBefore = skips.count;
    const [errors, passed, unrun, total] = await withTimeout(suite());
    const left = skips.count - skipsBefore;
    totals.passed += passed - left;
    totals.failed += total - passed;
    totals.skipped += unrun + left;
    if (errors !== true) process.stdout.write(`\n${errors}\n`);
    if (unrun > 0) process.stdout.write(`skipped: ${unrun} tests of ${file}, by test.skip or test.only\n`);
  }
}

async function withTimeout<Result>(work: Promise<Result>): Promise<Result> {
  const timeout = new Promise<never>((_, reject) => {
    // not kept alive by the timer: where nothing else is left to wait for, the process ends at once
    setTimeout(reject, fileTimeoutMs, new Error(`still runs after ${fileTimeoutMs / 1000} s`)).unref();
  });
  return Promise.race([work, timeout]);
}

function fail(file: string, why: string): void {
  totals.failed++;
  process.stdout.write(`\n  FAIL  ${file}: ${why}\n`);
}

function close(): void {
  const { passed, failed, skipped } = totals;
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
  process.exitCode = failed > 0 || (skipped > 0 && process.env.CI) ? 1 : 0;
}
