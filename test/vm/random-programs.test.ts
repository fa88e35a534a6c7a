// Random programs must do in each tier what they do in LuaJIT. For a long run with other programs:
//   RANDOM_PROGRAMS=20000 RANDOM_SEED=7 npx tsx test/vm/random-programs.test.ts
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { program, runHere, runInReality } from "./random-programs.ts";
import { installed } from "./real-lua.ts";
import { TIERS, type Tier } from "./scripts.ts";

const count = Number(process.env.RANDOM_PROGRAMS ?? 200);
const seed = Number(process.env.RANDOM_SEED ?? 1);
const BATCH = 100;

type Account = (programs: readonly string[]) => string[];

/** Batch by batch, so that a long run keeps little. */
function compare(number: number, expected: Account, accounts: readonly Account[]): void {
  for (let at = 0; at < number; at += BATCH) {
    const programs = fc.sample(program, { seed: seed + at, numRuns: Math.min(BATCH, number - at) });
    const wanted = expected(programs);
    for (const account of accounts) {
      const got = account(programs);
      const different = programs.findIndex((_, which) => wanted[which] !== got[which]);
      if (different >= 0) {
        fail(programs[different] ?? "", (text) => [expected([text])[0] ?? "", account([text])[0] ?? ""]);
      }
      assert.is(got.length, programs.length + 1);
    }
  }
}

const inTiers: readonly Account[] = TIERS.map((tier) => (programs) => runHere(programs, tier));

test("random programs print what they print in LuaJIT, in each tier", () => {
  if (!installed("luajit")) return;
  compare(count, runInReality, inTiers);
});

test("programs that stand back at every step print what they print undisturbed, in each tier", () => {
  compare(
    count / 4,
    (programs) => runHere(programs),
    TIERS.map((tier) => (programs) => runStandingBack(programs, tier, () => 0)),
  );
});

test("programs that stand back anywhere print what they print undisturbed, in each tier", () => {
  const steps = fc.sample(fc.integer({ min: 0, max: 20 }), { seed, numRuns: 997 });
  let at = 0;
  compare(
    count / 4,
    (programs) => runHere(programs),
    TIERS.map((tier) => (programs) => runStandingBack(programs, tier, () => steps[at++ % steps.length] ?? 1)),
  );
});

function runStandingBack(programs: readonly string[], tier: Tier, slice: () => number): string[] {
  return runHere(programs, tier, ({ machine }) => {
    const { budget, state } = machine;
    let isTakingUp = false;
    budget.nextSlice = () => {
      isTakingUp = !isTakingUp;
      // Taking up a script again takes a step. Work that is charged at once must be paid in full, else the bill would never
      // be settled.
      return { steps: state.steps < -1 ? -state.steps : slice() + (isTakingUp ? 1 : 0), standBack: true };
    };
    state.steps = 0;
  });
}

/** Shortens the program by lines as long as the two accounts of it differ. */
function fail(text: string, run: (text: string) => [string, string]): never {
  let lines = text.split("\n");
  let shortened = true;
  while (shortened) {
    shortened = false;
    for (let size = Math.ceil(lines.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
      for (let at = 0; at < lines.length; ) {
        const fewer = lines.toSpliced(at, size);
        const [expected, actual] = run(fewer.join("\n"));
        if (expected === actual || expected.startsWith("syntax")) at += size;
        else {
          lines = fewer;
          shortened = true;
        }
      }
    }
  }
  const [expected, actual] = run(lines.join("\n"));
  assert.is(actual, expected, `\n${lines.join("\n")}\n`);
  throw new Error("the programs differ only in company");
}

test.run();
