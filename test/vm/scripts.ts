/** Runs whole scripts on a {@link Machine} whose outside is made up: no files, no input, output kept as text. */
import * as assert from "uvu/assert";
import type { HostError, StandardOutput } from "../../src/host/ports.ts";
import type { BudgetOptions } from "../../src/vm/budget.ts";
import { portableByteText } from "../../src/vm/byte-text.ts";
import type { Coroutine } from "../../src/vm/coroutine.ts";
import { suspend } from "../../src/vm/coroutines.ts";
import { Kill } from "../../src/vm/errors.ts";
import { NativeFunction } from "../../src/vm/functions.ts";
import { Machine, type MachineOptions, type Outcome } from "../../src/vm/machine.ts";
import { PREEMPTED, type Suspension } from "../../src/vm/unwinding.ts";
import type { Value } from "../../src/vm/values.ts";

export interface Sandbox {
  readonly machine: Machine;
  /** What the scripts have printed so far. */
  readonly output: () => string;
  /** JavaScript exceptions that were no Lua errors: defects of ours. */
  readonly defects: unknown[];
}

/** How functions are executed; see {@link MachineOptions}. */
export type Tier = Pick<MachineOptions, "tier" | "compileAfter">;

/** What execution is tested under: the interpreter alone, and every function compiled that can be, when it is first called. */
export const TIERS: readonly Tier[] = [{ tier: "interpreter" }, { tier: "compiler", compileAfter: 1 }];

/**
 * A machine with the whole standard library. Scripts have `wait(...)` besides: it suspends them, and gives what it was
 * given when the host resumes without other values.
 */
export function sandbox(
  budget: BudgetOptions = {},
  files: Readonly<Record<string, string>> = {},
  tier: Tier = {},
): Sandbox {
  const pieces: string[] = [];
  const defects: unknown[] = [];
  const machine = new Machine({
    ...tier,
    budget,
    paths: { path: "?.lua", cpath: "" },
    ports: {
      files: memoryFiles(files),
      stdio: {
        stdin: { isTTY: false, mayBlock: false, readSync: () => null, read: () => () => {} },
        stdout: keep(pieces),
        stderr: keep(pieces),
      },
      environment: { get: () => undefined, names: () => [] },
      time: {
        nowMs: () => 1_700_000_000_000,
        cpuSeconds: () => 1,
        zoneAt: () => ({ offsetSeconds: 0, isDaylightSaving: false, abbreviation: "UTC" }),
      },
    },
  });
  const { state } = machine;
  state.reportDefect = (thrown) => defects.push(thrown);
  machine.globals.set("wait", new NativeFunction("wait", (...values) => suspend(state, waitFor(values))));
  return { machine, output: () => pieces.join(""), defects };
}

/** What {@link sandbox}'s `wait` waits for, with the values it was given. */
interface Waiting extends Suspension {
  readonly values: readonly Value[];
}

function waitFor(values: readonly Value[]): Waiting {
  return { kind: "thread", awaits: "wait", values, start: () => () => {} };
}

/** Runs `source` to its end, going on at once wherever it suspends, and answers all it printed; an error is the last line. */
export function run(
  source: string,
  budget: BudgetOptions = {},
  files: Readonly<Record<string, string>> = {},
  tier: Tier = {},
): string {
  const { machine, output, defects } = sandbox(budget, files, tier);
  let ending = "";
  try {
    const outcome = finish(machine, machine.createCoroutine(machine.load(source, "@t.lua")));
    if (outcome.kind === "failed")
      ending = `failed: ${machine.call(machine.globals.get("tostring"), outcome.error)[0]}\n`;
    if (outcome.kind === "yielded") ending = "yielded\n";
  } catch (thrown) {
    if (thrown instanceof Kill) ending = `killed: ${thrown.reason}\n`;
    else if (defects.length > 0 || thrown instanceof Error) throw thrown;
    else ending = `failed: ${machine.errorValue(thrown)}\n`;
  }
  if (defects.length > 0) throw defects[0];
  return output() + ending;
}

/** As {@link run}, in each of {@link TIERS}, which must agree. */
export function runInTiers(source: string, budget: BudgetOptions = {}): string {
  const [interpreted = "", ...others] = TIERS.map((tier) => run(source, budget, {}, tier));
  for (const output of others) assert.is(output, interpreted, "the tiers do not agree");
  return interpreted;
}

/** The steps that a script takes, which must return. */
export function stepsOf(source: string, tier: Tier = {}): number {
  const { machine } = sandbox({ steps: 2 ** 40 }, {}, tier);
  machine.budget.slice = 2 ** 30;
  const chunk = machine.load(source, "@t.lua");
  machine.state.steps = 2 ** 30;
  const outcome = finish(machine, machine.createCoroutine(chunk));
  assert.is(outcome.kind, "returned", outcome.kind === "failed" ? `${source}: ${String(outcome.error)}` : source);
  return 2 ** 30 - machine.state.steps;
}

/** Resumes until the coroutine has ended or yielded; each `wait` gets back what it was given. */
export function finish(machine: Machine, coroutine: Coroutine, values: readonly Value[] = []): Outcome {
  let outcome = machine.resume(coroutine, values);
  while (outcome.kind === "suspended") {
    const { suspension } = outcome;
    outcome = machine.resume(coroutine, suspension === PREEMPTED ? [] : (suspension as Waiting).values);
  }
  return outcome;
}

function keep(pieces: string[]): StandardOutput {
  return {
    isTTY: false,
    write(bytes) {
      pieces.push(portableByteText.toText(bytes));
      return undefined;
    },
    flush: () => undefined,
  };
}

const MISSING: HostError = { code: "ENOENT", errno: 2, message: "No such file or directory" };

function memoryFiles(files: Readonly<Record<string, string>>) {
  return {
    open: () => MISSING,
    openTemporary: () => MISSING,
    temporaryName: () => MISSING,
    rename: () => MISSING,
    remove: () => MISSING,
    exists: (path: string) => path in files,
    isDirectory: () => false,
    readWhole: (path: string) => (path in files ? portableByteText.toBytes(files[path] ?? "") : MISSING),
  };
}
