import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { here } from "./contenders.ts";
import { geometricMean, interleaved, least, output } from "./measure.ts";
import { figure, printTable } from "./table.ts";

/** What counting steps costs compiled code: the programs of cpu/, with it and without. */
export async function budget(quick: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ngxbox-bench-"));
  try {
    const outfile = join(folder, "program.cjs");
    await build({
      entryPoints: [here("budget-program.ts")],
      bundle: true,
      platform: "node",
      outfile,
      logLevel: "error",
    });
    const rows = readdirSync(here("cpu/")).map((file) => {
      const [counting, free] = interleaved(["with", "without"], quick ? 3 : 15, (how) => {
        const seconds = output([process.execPath, outfile, how, here(`cpu/${file}`)]);
        return seconds === undefined ? undefined : Number(seconds);
      }).map((samples) => (least(samples) ?? Number.NaN) * 1000) as [number, number];
      return { program: file.replace(/\.lua$/, ""), counting, free };
    });
    printTable("The budget's steps, ms: min", [
      ["", "counted", "not", "ratio"],
      ...rows.map(({ program, counting, free }) => [program, figure(counting), figure(free), figure(counting / free)]),
      ["geometric mean", "", "", figure(geometricMean(rows.map(({ counting, free }) => counting / free)))],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
