import { test } from "uvu";
import * as assert from "uvu/assert";
import { Regexes } from "../../../src/ngx/re/regexes.ts";
import { Regex } from "../../../src/ngx/regex/regex.ts";
import { recordedCases } from "../../golden/recordings.ts";
import { harness } from "../../runtime/harness.ts";

/** The valid patterns of the recorded cases, with their options: whether each is on the fast road. */
function recordedPatterns(): Map<string, boolean> {
  const patterns = new Map<string, boolean>();
  const { compile } = Regexes.prototype;
  Regexes.prototype.compile = function (pattern, letters, options) {
    const regex = compile.call(this, pattern, letters, options);
    if (regex instanceof Regex) patterns.set(`${pattern} ${letters.replace(/[jo]/g, "")}`, regex.isTranslated);
    return regex;
  };
  try {
    for (const { area, recorded } of recordedCases()) {
      if (area === "re" && recorded.lua !== undefined) harness().start(recorded.lua).settle();
    }
  } finally {
    Regexes.prototype.compile = compile;
  }
  return patterns;
}

test("most of the recorded patterns take the fast road", () => {
  const patterns = recordedPatterns();
  const slow = [...patterns].flatMap(([pattern, isTranslated]) => (isTranslated ? [] : [pattern]));
  const share = 1 - slow.length / patterns.size;
  process.stdout.write(`(${Math.round(share * 1000) / 10} % of ${patterns.size} recorded patterns)  `);
  if (process.env.SHOW_SLOW_PATTERNS) process.stdout.write(`${slow.join("\n")}\n`);
  assert.ok(patterns.size > 80);
  assert.ok(share >= 0.85);
});

test.run();
