// Random programs must do in each tier what they do in LuaJIT and, where the dialects agree, in Lua 5.1: 20,000 where `CI` is
// set, else a twentieth. For a long run with other programs:
//   RANDOM_PROGRAMS=200000 RANDOM_SEED=7 npx tsx test/vm/random-programs.test.ts
import { test } from "uvu";
import * as assert from "uvu/assert";
import { batches } from "./campaign/campaign.ts";
import type { Difference } from "./campaign/compare.ts";
import { allRoads } from "./campaign/roads.ts";
import { inThreads } from "./campaign/workers.ts";
import { installed } from "./real-lua.ts";

const count = Number(process.env.RANDOM_PROGRAMS ?? (process.env.CI ? 20_000 : 1_000));
const seed = Number(process.env.RANDOM_SEED ?? 1);
/** So many programs reach the roads that are to be reached. */
const ENOUGH = 20_000;

test("random programs do the same in each tier, in LuaJIT and in Lua 5.1", async () => {
  if (!installed("luajit") || !installed("lua5.1")) return;
  const jobs = batches(count, seed);
  const taken = new Set<string>();
  let difference: Difference | undefined;
  await inThreads(async (does) => {
    for (const job of jobs) {
      const outcome = await does(job);
      for (const road of Object.keys(outcome.roads)) taken.add(road);
      difference ??= outcome.difference;
      if (difference !== undefined) break;
    }
  });
  if (difference !== undefined) {
    const { between, program, actual, expected } = difference;
    assert.is(actual, expected, `${between}:\n${program}\n`);
  }
  const roads = allRoads();
  const missed = roads.filter((road) => !taken.has(road));
  const reached = roads.length - missed.length;
  process.stdout.write(`\n${count} random programs of seed ${seed} took ${reached} of ${roads.length} roads`);
  if (count < ENOUGH || missed.length === 0) process.stdout.write("\n");
  else process.stdout.write(`, but not: ${missed.join(", ")}\n`);
  if (count >= ENOUGH) assert.ok(reached / roads.length >= 0.95, "the programs do not reach enough of the machine");
});

test.run();
