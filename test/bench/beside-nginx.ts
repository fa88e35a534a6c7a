import { here, manyTimers, ngxboxRun } from "./contenders.ts";
import { interleavedFigures, least, median, output, type Samples } from "./measure.ts";
import { nginxIsInstalled, runInNginx } from "./nginx.ts";
import { figure, printTable } from "./table.ts";

/** Timers and light threads, in ngxbox and in a real nginx where one is installed. */
export function besideNginx(quick: boolean): void {
  compare("Timers and light threads, ns for each", ["timers.lua", "threads.lua"], manyTimers, quick);
}

/** Shared dictionaries, likewise. */
export function sharedDicts(quick: boolean): void {
  compare("Shared dictionaries, ns for each call", ["shdict.lua"], "lua_shared_dict d 64m;", quick);
}

function compare(title: string, scripts: readonly string[], httpConf: string, quick: boolean): void {
  const rows: string[][] = [["", "ngxbox min", "median", "nginx min", "median", "ratio of min"]];
  for (const script of scripts.map(here)) {
    const runners = [() => output([...ngxboxRun, "--http-conf", httpConf, script])];
    if (nginxIsInstalled()) runners.push(() => runInNginx(script, [], httpConf));
    const [ours = new Map<string, Samples>(), theirs = new Map<string, Samples>()] = interleavedFigures(
      runners,
      quick ? 2 : 5,
    );
    for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
      const [our, their] = [ours.get(name) ?? [], theirs.get(name) ?? []];
      const ratio = (least(our) ?? Number.NaN) / (least(their) ?? Number.NaN);
      const cells = [least(our), median(our), least(their), median(their), ratio];
      rows.push([name, ...cells.map(figure)]);
    }
  }
  printTable(title, rows);
}
