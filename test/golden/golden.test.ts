import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkGolden } from "./check-golden.ts";
import { recordedCases } from "./recordings.ts";
import { listed, listProblems } from "./report.ts";

test("waiting.txt and DIFFERENCES.md name recorded cases, each once", () => {
  assert.equal(listProblems(new Set(recordedCases().map(({ title }) => title)), listed()), []);
});

// where CI is set, nothing is compiled here, and all that can be in golden-compiled.test.ts; else as users have it
checkGolden(process.env.CI ? "interpreter" : "auto");

test.run();
