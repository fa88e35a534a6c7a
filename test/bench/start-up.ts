import { spawnSync } from "node:child_process";
import { ngxboxRun } from "./contenders.ts";
import { interleaved, least, median } from "./measure.ts";
import { figure, printTable } from "./table.ts";

/** Whole processes, from their start to their end: a script of one line beside an empty program of Node's. */
export function startUp(quick: boolean): void {
  const commands = [
    [process.execPath, "-e", "0"],
    [...ngxboxRun, "-e", "ngx.say(1)"],
  ];
  const [node = [], ngxbox = []] = interleaved(commands, quick ? 10 : 30, ([program = "", ...argv]) => {
    const started = performance.now();
    const { status } = spawnSync(program, argv, { stdio: "ignore" });
    return status === 0 ? performance.now() - started : undefined;
  });
  const ratio = (of: typeof least) => figure((of(ngxbox) ?? Number.NaN) / (of(node) ?? Number.NaN));
  printTable("Start-up, ms", [
    ["", "min", "median"],
    ["node -e 0", figure(least(node)), figure(median(node))],
    ["ngxbox run -e 'ngx.say(1)'", figure(least(ngxbox)), figure(median(ngxbox))],
    ["ratio", ratio(least), ratio(median)],
  ]);
}
