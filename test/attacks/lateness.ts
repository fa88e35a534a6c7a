/**
 * How long after their deadlines scripts that do not end by themselves are stopped, and how long the host stands still
 * meanwhile: npx tsx test/attacks/lateness.ts [ROUNDS [TEXT]], with TEXT only rows that have it in their names. It prints, and
 * never fails: the machine may be busy. How late a bare timer of the host is in the same moment tells how busy.
 */
import { cpus, loadavg } from "node:os";
import { median } from "../bench/measure.ts";
import { printTable } from "../bench/table.ts";
import { type Attack, type Mode, named } from "./attack.ts";
import { GROUPS } from "./groups.ts";
import { Runs } from "./runs.ts";
import { createWorld } from "./world.ts";

const TICK_MS = 5;

/** Milliseconds. */
interface Sample {
  /** The answer, after the deadline. */
  readonly late: number;
  /** A bare timer that was set for the same moment. */
  readonly bare: number;
  /** The longest time that the host's event loop had no turn. */
  readonly stoodStill: number;
  readonly why: string;
}

const [rounds = "5", text = ""] = process.argv.slice(2);
const MODES: readonly Mode[] = ["worker", "process"];
const world = await createWorld();
const runs = new Runs();
const all = new Map(MODES.map((mode): [Mode, Sample[]] => [mode, []]));
const rows: string[][] = [];

for (const [group, attacks] of Object.entries(GROUPS)) {
  for (const attack of named(attacks)) {
    if (attack.control.kind !== "time" || !`${group}: ${attack.name}`.includes(text)) continue;
    for (const mode of MODES) {
      if (attack.modes !== undefined && !attack.modes.includes(mode)) continue;
      const samples: Sample[] = [];
      for (let round = 0; round < Number(rounds); round++) samples.push(...(await sampleOf(attack, mode)));
      if (samples.length === 0) continue;
      all.get(mode)?.push(...samples);
      rows.push([`${group}: ${attack.name} (${mode})`, ...figures(samples), samples[0]?.why ?? ""]);
    }
  }
}
await runs.closeAll();
world.close();

const head = ["", "median", "worst", "bare timer", "then", "stood still", "why"];
printTable("Stopped after its deadline, ms", [head, ...rows]);
printTable(`All (load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} processors)`, [
  [...head.slice(0, -1), "over 50"],
  ...[...all].map(([mode, samples]) => [
    `${mode}, ${samples.length} runs`,
    ...figures(samples),
    String(samples.filter(({ late }) => late > 50).length),
  ]),
]);

/** @returns nothing where another limit than time has ended it */
async function sampleOf(attack: Attack, mode: Mode): Promise<Sample[]> {
  let bareMs = Number.NaN;
  let stoodStill = 0;
  let lastTurn = Number.NaN;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = setInterval(() => {
    const now = performance.now();
    // as far as it is more than the tick itself
    if (!Number.isNaN(lastTurn)) stoodStill = Math.max(stoodStill, now - lastTurn - TICK_MS);
    lastTurn = now;
  }, TICK_MS);
  const outcome = await runs.attack(attack, world, mode, (deadlineMs) => {
    lastTurn = performance.now();
    stoodStill = 0;
    const began = performance.now();
    timer = setTimeout(() => {
      bareMs = performance.now() - began - deadlineMs;
    }, deadlineMs);
  });
  clearInterval(tick);
  clearTimeout(timer);
  if (!["cpuMs", "wallMs"].includes(outcome.why)) return [];
  return [{ late: outcome.ms - outcome.deadlineMs, bare: bareMs, stoodStill, why: outcome.why }];
}

/** The median and the worst; how late a bare timer was at worst, and in the worst run; how long the host stood still. */
function figures(samples: readonly Sample[]): string[] {
  const worst = samples.reduce((one, other) => (other.late > one.late ? other : one));
  const most = (name: "bare" | "stoodStill") => Math.max(...samples.map((sample) => sample[name]));
  return [
    (median(samples.map(({ late }) => late)) ?? Number.NaN).toFixed(0),
    worst.late.toFixed(0),
    most("bare").toFixed(0),
    worst.bare.toFixed(0),
    most("stoodStill").toFixed(0),
  ];
}
