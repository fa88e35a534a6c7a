// Runs in a process of its own, in which garbage can be collected by force.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What one sandbox leaves that only a full collection finds, 7 to 10 kB; 130 kB and more where something old holds a closed one. */
const MOST_LEFT_KB = 40;

const PROGRAM = `
  import { getHeapSpaceStatistics } from "node:v8";
  import { createSandbox } from "./src/index.ts";
  const life = async () => {
    const box = await createSandbox({ isolation: "none", workers: 1 });
    await box.run("ngx.timer.at(1, print) print(os.date('%s'), ngx.now())");
    await box.close();
  };
  const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space").space_used_size;
  const count = 60;
  for (let warm = 0; warm < 20; warm++) await life();
  gc();
  const before = old();
  for (let at = 0; at < count; at++) {
    await life();
    gc({ type: "minor" });
  }
  console.log((old() - before) / count / 1024);`;

test("a closed sandbox goes with the young garbage: nothing old holds it", () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", "--import", "tsx", "--input-type=module", "--eval", PROGRAM],
    { cwd: ROOT, encoding: "utf8" },
  );
  assert.is(stderr, "");
  const leftKb = Number(stdout);
  assert.ok(leftKb < MOST_LEFT_KB, `each leaves ${leftKb} kB`);
});

test.run();
