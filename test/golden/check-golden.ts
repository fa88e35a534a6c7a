import { test } from "uvu";
import * as assert from "uvu/assert";
import { skip } from "../skip.ts";
import { recordedCases } from "./recordings.ts";
import { listed, problems, summary } from "./report.ts";
import { builtCommand, runCases, type Verdict } from "./run-cases.ts";
import { peerIsInstalled } from "./servers.ts";

/** Makes the tests that every recorded case agrees. @param vm of `run --vm` */
export function checkGolden(vm: "auto" | "interpreter" | "compiler"): void {
  const cases = recordedCases();
  const lists = listed();
  const missingPeers = ["tcp", "redis"].filter((kind) => !peerIsInstalled(kind));
  const runnable = cases.filter(({ recorded }) => !missingPeers.includes(recorded.server ?? ""));
  for (const kind of missingPeers) {
    test(`the cases that talk to ${kind} run`, () => skip(`golden cases with ${kind}, which is not installed`));
  }
  let verdicts: Verdict[] = [];

  test(`every recorded case can be run with --vm=${vm}`, async () => {
    const mayFail = new Set([...lists.waiting, ...lists.differences]);
    verdicts = await runCases(runnable, mayFail, [...builtCommand, `--vm=${vm}`]);
    process.stdout.write(`\n${summary(verdicts)}\n`);
  });

  for (const area of new Set(cases.map((one) => one.area))) {
    test(`${area}: every recorded case agrees with --vm=${vm}, but for those that are listed`, () => {
      const open = problems(
        verdicts.filter((verdict) => verdict.area === area),
        lists,
      );
      assert.ok(open.length === 0, `\n${open.join("\n")}`);
    });
  }
}
