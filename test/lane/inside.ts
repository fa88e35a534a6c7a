/** The inside of a lane: runs the test files it is told of, one after the other. What lane.ts starts. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { skips } from "../skip.ts";
import { END, type Totals } from "./report.ts";

/** What uvu puts into its queue for each `test.run()`; `errors` is a text, or true when there are none. */
type Suite = () => Promise<[errors: string | true, passed: number, skipped: number, total: number]>;
type Queue = [name: string | null, ...suites: Suite[]][];

/** Far more than any file takes: a test that waits for what never comes must end some day, and fail. */
const FILE_TIMEOUT_MS = 600_000;

// uvu starts no run of its own when this is set, and leaves the suites of each file in its queue
Object.assign(globalThis, { UVU_DEFER: 1, UVU_QUEUE: [] satisfies Queue, UVU_INDEX: 0 });
const queue = (globalThis as unknown as { UVU_QUEUE: Queue }).UVU_QUEUE;

const root = fileURLToPath(new URL("../", import.meta.url));
let totals: Totals;
let isStuck = false;

process.on("message", async (file: string) => {
  // not kept alive by the wait for the next file: where a test has nothing left to wait for, the process ends at once
  process.channel?.unref();
  totals = { passed: 0, failed: 0, skipped: 0 };
  try {
    await runFile(file);
  } catch (error) {
    fail(file, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  process.stdout.write(END + JSON.stringify({ ...totals, isStuck }) + END);
  if (isStuck) process.exit(); // whatever it still does, the next file is to have its peace
  process.channel?.ref();
});
process.on("disconnect", () => process.exit()); // not kept alive by what a failed test left open

async function runFile(file: string): Promise<void> {
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
    // not kept alive by the timer either
    setTimeout(() => {
      isStuck = true;
      reject(new Error(`still runs after ${FILE_TIMEOUT_MS / 1000} s`));
    }, FILE_TIMEOUT_MS).unref();
  });
  return Promise.race([work, timeout]);
}

function fail(file: string, why: string): void {
  totals.failed++;
  process.stdout.write(`\n  FAIL  ${file}: ${why}\n`);
}
