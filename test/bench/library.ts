import { here, type LuaCommand, luaMachines } from "./contenders.ts";
import { geometricMean, interleavedFigures, least, output } from "./measure.ts";
import { figure, printTable } from "./table.ts";

/** The contender that the ratios are to. */
const reference = "luajit -joff";

/** The standard library's functions one by one, in fresh processes of every native Lua that is installed. */
export function library(quick: boolean): void {
  const machines = luaMachines().filter(({ name }) => !["fengari", "wasmoon", "interpreter"].includes(name));
  const figures = interleavedFigures(
    machines.map((machine) => () => measured(machine, quick ? 3 : 7)),
    quick ? 1 : 3,
  );
  const fastest = (machine: number, operation: string) => least(figures[machine]?.get(operation) ?? []);
  const to = machines.findIndex(({ name }) => name === reference);
  const operations = [...(figures[0]?.keys() ?? [])];
  const ratios = operations.map(
    (operation) => (fastest(0, operation) ?? Number.NaN) / (fastest(to, operation) ?? Number.NaN),
  );
  printTable("Library, ns for each operation: min", [
    ["", ...machines.map(({ name }) => name), `ngxbox to ${reference}`],
    ...operations.map((operation, row) => [
      operation,
      ...machines.map((_, machine) => figure(fastest(machine, operation))),
      figure(ratios[row]),
    ]),
    ["geometric mean", ...machines.map(() => ""), figure(geometricMean(ratios))],
  ]);
}

function measured(machine: LuaCommand, rounds: number): string | undefined {
  return output([...machine.command, here("library.lua"), String(rounds)]);
}
