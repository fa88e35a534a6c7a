// The random programs must catch faults that are planted one by one, each within a bounded number of programs.
import { availableParallelism } from "node:os";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bundleWorker } from "./campaign/bundle.ts";
import type { Batch } from "./campaign/compare.ts";
import { FAULTS, type Fault } from "./campaign/faults.ts";
import type { Job } from "./campaign/worker.ts";
import { doJobs } from "./campaign/workers.ts";
import { installed } from "./real-lua.ts";

const MOST_PROGRAMS = 3000;
const SIZE = 50;

test("the random programs catch every fault that is planted", async () => {
  if (!installed("luajit")) return;
  const script = await bundleWorker();
  const faults = Object.entries(FAULTS);
  const found = new Map<string, string>();
  const work = async () => {
    for (let next = faults.shift(); next !== undefined; next = faults.shift()) {
      const [name, fault] = next;
      const { difference, faultIsMet } = await doJobs(script, jobs(fault), { fault: name }, 1);
      found.set(name, difference !== undefined ? "caught" : faultIsMet ? "missed" : "nothing ran that it changes");
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  assert.equal(
    [...found].filter(([, what]) => what !== "caught"),
    [],
  );
});

function* jobs({ kind, manner = "compiled at the first call" }: Fault): Generator<Job> {
  const isShared = kind === "shared";
  for (let at = 0; at * SIZE < MOST_PROGRAMS; at++) {
    const batch: Batch = {
      dialect: "LuaJIT",
      seed: 5000 + at,
      size: SIZE,
      real: isShared ? ["luajit"] : [],
      manners: isShared ? [] : [manner],
    };
    yield { batch, counts: false };
  }
}

test.run();
