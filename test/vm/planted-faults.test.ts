// The random programs must catch faults that are planted one by one, each within a bounded number of programs.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FAULTS } from "./campaign/faults.ts";
import { type Do, inThreads } from "./campaign/workers.ts";
import { installed } from "./real-lua.ts";

const MOST_PROGRAMS = 2000;
/** A batch takes little longer than its programs do. */
const SIZE = 50;

test("the random programs catch every fault that is planted", async () => {
  if (!installed("luajit")) return;
  const names = Object.keys(FAULTS);
  const found: string[] = [];
  await inThreads(async (does) => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      found.push(`${name}: ${await search(name, does)}`);
    }
  });
  assert.equal(
    found.filter((line) => !line.endsWith(": caught")),
    [],
  );
  assert.ok(found.length >= 10);
});

/** What comes of looking for the fault. One that changes nothing that runs is stale: mend it. */
async function search(fault: string, does: Do): Promise<string> {
  const { isShared = false, manner = "compiled at the first call" } = FAULTS[fault] ?? {};
  let wasMet = false;
  for (let at = 0; at * SIZE < MOST_PROGRAMS; at++) {
    const { difference, faultIsMet } = await does({
      batch: {
        dialect: "LuaJIT",
        seed: 5000 + at,
        size: SIZE,
        real: isShared ? ["luajit"] : [],
        manners: isShared ? [] : [manner],
      },
      fault,
    });
    wasMet ||= faultIsMet;
    if (difference !== undefined) return wasMet ? "caught" : "a difference, where nothing is changed";
  }
  return wasMet ? "missed" : "nothing ran that it changes";
}

test.run();
