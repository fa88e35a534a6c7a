import { here, ngxboxRun } from "./contenders.ts";
import { interleavedFigures, least, output, type Samples } from "./measure.ts";
import { figure, printTable } from "./table.ts";

/** Child processes: beside what they are started by, and what many of them leave behind. */
export function processes(quick: boolean): void {
  const contenders = [
    ["ngxbox", [...ngxboxRun, "-c", "1024", here("pipe.lua")]],
    ["execa", [process.execPath, here("children.js"), "execa"]],
    ["child_process", [process.execPath, here("children.js"), "spawn"]],
  ] as const;
  const all = interleavedFigures(
    contenders.map(
      ([, command]) =>
        () =>
          output(command),
    ),
    quick ? 1 : 5,
  );
  const [ngxbox = new Map<string, Samples>(), execa = new Map<string, Samples>()] = all;
  // of a throughput the largest counts
  const best = (samples: Samples = [], name: string) =>
    name.endsWith("MBps") ? Math.max(...samples) : (least(samples) ?? Number.NaN);
  const rows = [...ngxbox.keys()].map((name) => [
    name,
    ...all.map((figures) => figure(best(figures.get(name), name))),
    figure(best(ngxbox.get(name), name) / best(execa.get(name), name)),
  ]);
  printTable("Child processes, best of all rounds", [
    ["", ...contenders.map(([name]) => name), "ngxbox / execa"],
    ...rows,
  ]);
  const sizes = quick ? ["300", "100"] : ["10000", "1000"];
  const left = output([...ngxboxRun, here("many-processes.lua"), ...sizes], LONGEST_MS) ?? "";
  printTable(
    `What 200 children at once, ${sizes[0]} in sequence and ${sizes[1]} MB through a slow reader leave behind`,
    [
      ...left
        .trim()
        .split("\n")
        .map((line) => line.split(" ")),
    ],
  );
}

const LONGEST_MS = 300_000;
