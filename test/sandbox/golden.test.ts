/** The recorded cases in sandboxes on virtual time: those that its options can express, by what they print. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox } from "../../src/index.ts";
import { goldenRuns, judge } from "./golden-cases.ts";
import { goldenOutput } from "./golden-output.ts";

test("recorded cases agree", async () => {
  const { runs, cases } = goldenRuns();
  const outputs: string[] = [];
  for (const { options } of runs) outputs.push(await goldenOutput(createSandbox, options));
  const { agreed, unexpected } = judge(runs, outputs);
  const left = cases - runs.length;
  process.stdout.write(
    `${agreed} of ${runs.length} cases agree in a sandbox; its options cannot express ${left} of ${cases}\n`,
  );
  for (const area of ["pipe", "shell"]) {
    const chosen = runs.flatMap((run, at) => (run.area === area ? [at] : []));
    const those = judge(
      chosen.flatMap((at) => runs[at] ?? []),
      chosen.map((at) => outputs[at] ?? ""),
    );
    process.stdout.write(`${those.agreed} of ${chosen.length} cases of ${area} agree\n`);
  }
  assert.ok(agreed >= runs.length * 0.97, `only ${agreed}: ${unexpected.join("; ")}`);
});

test.run();
