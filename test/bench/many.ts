import { here, manyTimers, ngxboxRun } from "./contenders.ts";
import { interleavedFigures, least, output, type Samples } from "./measure.ts";
import { figure, printTable } from "./table.ts";

/** Whether one of many costs more than one of a few: pending timers and sleeping light threads against a tenth of them. */
export function many(quick: boolean): void {
  const rows: string[][] = [["", "a tenth", "all", "ratio"]];
  for (const [script, count] of [
    ["many-timers.lua", 100_000],
    ["many-threads.lua", 10_000],
  ] as const) {
    const runners = [count / 10, count].map(
      (items) => () => output([...ngxboxRun, "--http-conf", manyTimers, here(script), String(items)]),
    );
    const [few = new Map<string, Samples>(), all = new Map<string, Samples>()] = interleavedFigures(
      runners,
      quick ? 1 : 3,
    );
    rows.push([`${script} ${count}`, "", "", ""]);
    for (const name of all.keys()) {
      const [one, other] = [least(few.get(name) ?? []), least(all.get(name) ?? [])];
      rows.push([`  ${name}`, figure(one), figure(other), figure((other ?? Number.NaN) / (one ?? Number.NaN))]);
    }
  }
  printTable("Many at once: min, nanoseconds for each; memory of the process in kB", rows);
}
