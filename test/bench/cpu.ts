import { readdirSync } from "node:fs";
import { here, type LuaCommand, luaMachines } from "./contenders.ts";
import { geometricMean, interleaved, least, median, output, type Samples } from "./measure.ts";
import { figure, printTable } from "./table.ts";

/** At this scale stock Fengari takes about a second for each program, and much of what others take is their compilers'. */
const COLD = "1";
const WARM = "10";

/** The programs of cpu/ on every machine for Lua that is installed: the seconds they print, so without the start. */
export function cpu(quick: boolean): void {
  compare("CPU programs", luaMachines(), COLD, quick ? 1 : 5);
}

/** The same ten times over, without those that would take minutes. */
export function cpuWarm(quick: boolean): void {
  const machines = luaMachines().filter(({ name }) => !SLOW.includes(name));
  compare("CPU programs, ten times over", machines, WARM, quick ? 1 : 3);
}

const SLOW = ["fengari", "interpreter"];

function compare(title: string, machines: readonly LuaCommand[], scale: string, rounds: number): void {
  const programs = readdirSync(here("cpu/")).filter((file) => file.endsWith(".lua"));
  const measured = programs.map((file) => measure(file, machines, scale, rounds));
  const names = machines.map(({ name }) => name);

  printTable(`${title}, ms: min/median`, [
    ["", ...names],
    ...measured.map(({ program, samples, differs }) => [
      program,
      ...samples.map((some, index) => `${milliseconds(some)}${differs[index] ? "*" : ""}`),
    ]),
  ]);
  if (measured.some(({ differs }) => differs.includes(true)))
    process.stdout.write("\n  * another result than luajit's\n");

  const ratios = measured.map(({ samples }) => timesOfNgxbox(samples));
  printTable(`${title}: what the others take, in times of ngxbox (of min)`, [
    ["", ...names],
    ...measured.map(({ program }, index) => [program, ...(ratios[index] ?? []).map(figure)]),
    ["geometric mean", ...names.map((_, column) => figure(geometricMean(ratios.map((row) => row[column]))))],
  ]);
}

interface Measured {
  readonly program: string;
  /** Seconds, for each machine. */
  readonly samples: readonly Samples[];
  /** Whether a machine's result is another than the last machine's, which is luajit where it is installed. */
  readonly differs: readonly boolean[];
}

function measure(file: string, machines: readonly LuaCommand[], scale: string, rounds: number): Measured {
  const results = new Map<LuaCommand, string>();
  const samples = interleaved(machines, rounds, (machine) => {
    const [, result, seconds] = (output([...machine.command, here(`cpu/${file}`), scale]) ?? "").trim().split(" ");
    if (result === undefined || seconds === undefined) return undefined;
    results.set(machine, result);
    return Number(seconds);
  });
  const reference = machines.find(({ name }) => name === "luajit");
  const right = reference && results.get(reference);
  const differs = machines.map((machine) => right !== undefined && (results.get(machine) ?? right) !== right);
  return { program: file.replace(/\.lua$/, ""), samples, differs };
}

/** ngxbox comes first. */
function timesOfNgxbox(samples: readonly Samples[]): number[] {
  const ours = least(samples[0] ?? []) ?? Number.NaN;
  return samples.map((some) => (least(some) ?? Number.NaN) / ours);
}

function milliseconds(samples: Samples): string {
  if (samples.length === 0) return "failed";
  return [least(samples), median(samples)].map((seconds) => figure((seconds ?? Number.NaN) * 1000)).join("/");
}
