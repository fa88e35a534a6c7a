import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Outcome } from "./cases.ts";
import { disagreements } from "./compare.ts";
import type { AreaCase } from "./recordings.ts";
import { runCase } from "./run-case.ts";

/** A case that ran: what it did, and in which outputs that is not what was recorded. */
export interface Verdict extends AreaCase {
  readonly got: Outcome;
  readonly missed: readonly (keyof Outcome)[];
}

const MORE_TRIES = 3;

/** The built command line, as a user starts it. */
export const builtCommand: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL("../../dist/ngxbox.cjs", import.meta.url)),
  "run",
];

/**
 * Runs the cases, as many at a time as there are processors. One that fails unexpectedly runs up to three times more, without
 * the others: on a busy machine a sleep can be late, and no behaviour is to be judged by that.
 *
 * @param mayFail titles of the cases whose failure is no surprise
 */
export async function runCases(
  cases: readonly AreaCase[],
  mayFail: ReadonlySet<string>,
  command = builtCommand,
): Promise<Verdict[]> {
  const verdicts = await inParallel(cases, (one) => judge(one, command));
  const again = async (verdict: Verdict) => {
    for (let tries = 0; tries < MORE_TRIES && verdict.missed.length > 0; tries++)
      verdict = await judge(verdict, command);
    return verdict;
  };
  for (const [index, verdict] of verdicts.entries()) {
    if (!mayFail.has(verdict.title)) verdicts[index] = await again(verdict);
  }
  return verdicts;
}

async function judge({ area, recorded, title }: AreaCase, command: readonly string[]): Promise<Verdict> {
  const got = await runCase(recorded, command);
  return { area, recorded, title, got, missed: disagreements(recorded, got) };
}

async function inParallel<From, To>(items: readonly From[], act: (item: From) => Promise<To>): Promise<To[]> {
  const results: To[] = [];
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) results[index] = await act(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}
