// Random programs must do here what they do in LuaJIT. For a long run with other programs:
//   RANDOM_PROGRAMS=20000 RANDOM_SEED=7 npx tsx test/vm/random-programs.test.ts
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { program, runHere, runInReality } from "./random-programs.ts";
import { installed } from "./real-lua.ts";

const count = Number(process.env.RANDOM_PROGRAMS ?? 200);
const seed = Number(process.env.RANDOM_SEED ?? 1);
const BATCH = 100;

function inBatches(number: number, check: (programs: string[]) => void): void {
  const programs = fc.sample(program, { seed, numRuns: number });
  for (let at = 0; at < programs.length; at += BATCH) check(programs.slice(at, at + BATCH));
}

test("random programs print what they print in LuaJIT", () => {
  if (!installed("luajit")) return;
  inBatches(count, (programs) => {
    const real = runInReality(programs);
    const ours = runHere(programs);
    const different = programs.findIndex((_, at) => real[at] !== ours[at]);
    if (different >= 0)
      fail(programs[different] ?? "", (text) => [runInReality([text])[0] ?? "", runHere([text])[0] ?? ""]);
    assert.is(ours.length, programs.length + 1);
  });
});

test("programs that stand back at every step print what they print undisturbed", () => {
  inBatches(count / 4, (programs) => {
    const smooth = runHere(programs);
    const halting = runHaltingEverywhere(programs);
    const different = programs.findIndex((_, at) => smooth[at] !== halting[at]);
    if (different >= 0) {
      fail(programs[different] ?? "", (text) => [runHere([text])[0] ?? "", runHaltingEverywhere([text])[0] ?? ""]);
    }
  });
});

function runHaltingEverywhere(programs: readonly string[]): string[] {
  return runHere(programs, ({ machine }) => {
    const { budget, state } = machine;
    let next = 0;
    budget.nextSlice = () => {
      next = 1 - next;
      // Work that is charged at once must be paid in full, else the bill would never be settled.
      return { steps: state.steps < -1 ? -state.steps : next, standBack: true };
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
