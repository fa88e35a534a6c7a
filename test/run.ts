import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Lane } from "./lane/lane.ts";

// Runs all tests, in a process for each processor:
//   tsx test/run.ts [TEXT…]    only the files whose path contains one of the texts
// The last line is "N passed, N failed", followed by ", N skipped" where that is so.

/** What takes longest, first: at the end all processors should have work. Others take seconds at most. */
const LONG = [
  "attacks/attacks.test.ts",
  "vm/random-programs.test.ts",
  "golden/golden.test.ts",
  "golden/golden-compiled.test.ts",
  "sandbox/golden.test.ts",
  "host/virtual/processes/differential.test.ts",
  "sandbox/isolated.test.ts",
  "cli/project.test.ts",
  "ngx/phases.test.ts",
  "sandbox/real-children.test.ts",
];

const root = fileURLToPath(new URL("./", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .filter((file) => wanted.length === 0 || wanted.some((text) => `test/${file}`.includes(text)))
  .sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));

const totals = { passed: 0, failed: 0, skipped: 0 };
const lanes = Math.min(availableParallelism(), files.length);
const queue = [...files];
await Promise.all(Array.from({ length: lanes }, inLane));
if (files.length === 0) {
  totals.failed++;
  process.stdout.write(`\n  FAIL  ${wanted.join(" ")}: no test file has this in its path\n`);
}
const { passed, failed, skipped } = totals;
process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
process.exitCode = failed > 0 || (skipped > 0 && process.env.CI) ? 1 : 0;

async function inLane(): Promise<void> {
  const lane = new Lane();
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    const started = performance.now();
    // what several lanes print is not mixed
    let text = "";
    const tell = (more: string) => {
      if (lanes === 1) process.stdout.write(more);
      else text += more;
    };
    tell(`${file}  `);
    const counts = await lane.run(file, tell);
    const seconds = (performance.now() - started) / 1000;
    if (seconds > 2) tell(`  ${seconds.toFixed(1)} s\n`);
    process.stdout.write(text);
    totals.passed += counts.passed;
    totals.failed += counts.failed;
    totals.skipped += counts.skipped;
  }
  await lane.close();
}

function rank(file: string): number {
  const at = LONG.indexOf(file);
  return at === -1 ? LONG.length : at;
}
