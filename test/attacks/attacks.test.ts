/** Each attack, where it is to be held, and its control. THREAT_MODEL.md names those that are not held. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Attack, MODES, named } from "./attack.ts";
import { GROUPS } from "./groups.ts";
import { DEADLINE_MS, type Outcome, Runs } from "./runs.ts";
import { createWorld, type World } from "./world.ts";

/** What is promised is 50 ms; a machine may be busy. */
const LATEST_MS = 1000;
/** How often a row that is not as expected is tried again. */
const TRIES = 2;

/** Rows that are not held: "memory: an array that grows (none)". */
const model = readFileSync(new URL("../../THREAT_MODEL.md", import.meta.url), "utf8");
const OPEN = new Set([...model.matchAll(/^- `(.+?)`:/gm)].map(([, row]) => row));

const only = process.env.ATTACK ?? "";
const rows = new Set<string>();
const latest = new Map<string, number>();
let world: World;
const runs = new Runs();
const unhandled: unknown[] = [];
const hear = (reason: unknown) => unhandled.push(reason);

test.before(async () => {
  world = await createWorld();
  process.on("unhandledRejection", hear);
});

test.after(async () => {
  await runs.closeAll();
  world.close();
  process.off("unhandledRejection", hear);
});

for (const [group, attacks] of Object.entries(GROUPS)) {
  test(`attacks are held, or named: ${group}`, async () => {
    const wrong: string[] = [];
    for (const attack of named(attacks)) {
      if (!`${group}: ${attack.name}`.includes(only)) continue;
      wrong.push(...(await rowsOf(group, attack)));
    }
    assert.equal(wrong, []);
  });
}

test("nothing is named as open that is not there, and no promise was left", () => {
  assert.equal(unhandled, []);
  for (const [mode, ms] of latest) process.stdout.write(`${mode}: stopped at most ${ms.toFixed(0)} ms late\n`);
  if (only === "")
    assert.equal(
      [...OPEN].filter((row) => !rows.has(row ?? "")),
      [],
    );
});

test.run();

/** Runs an attack in all its modes, prints the rows of the table, and tells what is not as it should be. */
async function rowsOf(group: string, attack: Attack): Promise<string[]> {
  const wrong: string[] = [];
  const control = await runs.control(attack, world);
  if (!isHarm(attack, control, true)) {
    wrong.push(
      `${group}: ${attack.name}: its control does no harm: ${control.why} ${control.stdout} ${control.stderr}`,
    );
  }
  for (const mode of attack.modes ?? MODES) {
    const row = `${group}: ${attack.name} (${mode})`;
    rows.add(row);
    let outcome = await runs.attack(attack, world, mode);
    let harmed = isHarm(attack, outcome, false);
    for (let again = 0; again < TRIES && harmed && !OPEN.has(row); again++) {
      // something else may have kept the machine busy for a second
      outcome = await runs.attack(attack, world, mode);
      harmed = isHarm(attack, outcome, false);
    }
    const late = outcome.ms - outcome.deadlineMs;
    if (outcome.wasStopped) latest.set(mode, Math.max(latest.get(mode) ?? 0, late));
    const time = outcome.wasStopped ? `${late.toFixed(0)} ms after its deadline` : `${outcome.ms.toFixed(0)} ms`;
    process.stdout.write(
      `${harmed ? "open" : "held"}  ${row.padEnd(72)}  ${outcome.why.replaceAll("\n", " ").padEnd(24)}  ${time}\n`,
    );
    // whether one that is named as open does harm depends on how fast the machine is
    if (harmed && !OPEN.has(row)) {
      wrong.push(`${row} is open: ${outcome.why} ${outcome.stdout.slice(0, 300)} after ${outcome.ms.toFixed(0)} ms`);
    }
    if (!attack.isLong && attack.control.kind !== "time" && ["cpuMs", "wallMs"].includes(outcome.why)) {
      wrong.push(`${row} was stopped at ${outcome.why} before it was refused`);
    }
    const leak = LEAKS.exec(outcome.stdout + outcome.stderr);
    if (leak !== null || outcome.why === "defect")
      wrong.push(`${row}: JavaScript shows: ${leak?.[0]} ${outcome.why} ${outcome.stderr.slice(0, 500)}`);
  }
  return wrong;
}

function isHarm(attack: Attack, { stdout, why, ms, wasStopped, deadlineMs }: Outcome, isControl: boolean): boolean {
  if (attack.control.kind === "time") {
    if (isControl) return ms >= 2 * Math.min(DEADLINE_MS, deadlineMs / 2);
    return !(wasStopped || why === "not enough memory") || ms - deadlineMs > LATEST_MS;
  }
  if (attack.witness !== undefined) return attack.witness(world);
  return stdout.includes("reached");
}

/** What of JavaScript no script and no log may tell. */
const LEAKS = /RangeError|TypeError|call stack|node:internal|\bat [^\n]*\.[cm]?[jt]s:\d+|is not a function|\[object /;
