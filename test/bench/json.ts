import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { here, isInstalled, ngxboxRun } from "./contenders.ts";
import { geometricMean, interleavedFigures, least, output } from "./measure.ts";
import { figure, printTable } from "./table.ts";

/** How large each document is. */
const BYTES = 1_000_000;

/** cjson beside JavaScript's JSON in a process of its own, and lua-cjson itself where it is installed. */
export function json(quick: boolean): void {
  const folder = mkdtempSync(join(tmpdir(), "bench_json_"));
  try {
    const files = Object.entries(documents).map(([name, part]) => {
      const path = join(folder, `${name}.json`);
      writeFileSync(path, documentOf(part));
      return path;
    });
    const contenders: [string, readonly string[]][] = [
      ["ngxbox", [...ngxboxRun, here("json.lua")]],
      ["JSON", [process.execPath, here("json.js")]],
    ];
    if (isInstalled("luajit")) contenders.push(["luajit with lua-cjson", ["luajit", here("json.lua")]]);
    const all = interleavedFigures(
      contenders.map(
        ([, command]) =>
          () =>
            output([...command, ...files]),
      ),
      quick ? 1 : 3,
    );
    const names = [...(all[0]?.keys() ?? [])];
    const best = (contender: number, name: string) => (least(all[contender]?.get(name) ?? []) ?? Number.NaN) / 1000;
    const ratios = names.map((name) => best(0, name) / best(1, name));
    printTable("JSON, ms of processor time for a document of 1 MB: min", [
      ["", ...contenders.map(([name]) => name), "ngxbox to JSON"],
      ...names.map((name, row) => [
        name,
        ...contenders.map((_, contender) => figure(best(contender, name))),
        figure(ratios[row]),
      ]),
      ["geometric mean", ...contenders.map(() => ""), figure(geometricMean(ratios))],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What each document is an array of. */
const documents: Readonly<Record<string, (at: number) => unknown>> = {
  records: (at) => ({
    id: at,
    name: `user ${at}`,
    email: `user${at}@example.com`,
    active: at % 3 === 0,
    score: Math.round(at * 7919) / 100,
    tags: ["a", "bc", `t${at % 10}`],
    address: { street: `${at} Main Street`, city: "Caf\\u00e9 Town", zip: null },
  }),
  numbers: (at) => [at, at / 7, -at * 1000, Math.sqrt(at)],
  strings: (at) => `line ${at}: "quoted" text, a tab\\t and a path C:\\\\dir and ${"words ".repeat(at % 40)}`,
};

function documentOf(part: (at: number) => unknown): string {
  const parts: string[] = [];
  for (let bytes = 0, at = 0; bytes < BYTES; at++) {
    const text = JSON.stringify(part(at));
    parts.push(text);
    bytes += text.length + 1;
  }
  return `[${parts.join(",")}]`;
}
