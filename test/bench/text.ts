import { spawnSync } from "node:child_process";
import { ExactRegex, ExactRoad } from "../../src/ngx/regex/exact/exact-regex.ts";
import { type RegexOptions, readOptions } from "../../src/ngx/regex/options.ts";
import { pcre2 } from "../ngx/regex/pcre2.ts";
import { here, ngxboxRun } from "./contenders.ts";
import { interleavedFigures, least, median } from "./measure.ts";
import { nginxIsInstalled, runInNginx } from "./nginx.ts";
import { figure, printTable } from "./table.ts";

/** Regular expressions and encoders, in ngxbox and in a real nginx; the former also as PCRE2 in WebAssembly alone has them. */
export function text(quick: boolean): void {
  const script = here("text.lua");
  const runners = [
    () => spawnSync(ngxboxRun[0] as string, [...ngxboxRun.slice(1), script], { encoding: "latin1" }).stdout,
  ];
  if (nginxIsInstalled()) runners.push(() => runInNginx(script, [], "") ?? "");
  const [ours, theirs] = interleavedFigures(runners, quick ? 2 : 5);
  const exact = exactFigures(quick ? 1 : 3);
  const rows = [...(ours?.keys() ?? [])].map((name) => {
    const samples = [ours?.get(name) ?? [], theirs?.get(name) ?? []] as const;
    const ratio = (least(samples[0]) ?? Number.NaN) / (least(samples[1]) ?? Number.NaN);
    const cells = [
      least(samples[0]),
      median(samples[0]),
      least(samples[1]),
      median(samples[1]),
      ratio,
      exact.get(name),
    ];
    return [name, ...cells.map(figure)];
  });
  const heading = ["", "ngxbox min", "median", "nginx min", "median", "ratio of min", "exact road"];
  printTable("Regular expressions and encoders, ns for each", [heading, ...rows]);
}

/** The patterns of text.lua. */
const PATTERNS: readonly (readonly [name: string, pattern: string])[] = [
  ["re_match_ns", "(\\w+)@(\\w+)\\.com"],
  ["re_gsub_ns", "\\d+"],
  ["re_atomic_ns", "(?>GET|PUT)\\s++(\\S+)\\K "],
];
const SUBJECT = "2026-11-23 10:00:00 GET /a/b?c=d 200 hello foo@bar.com world";

/** What PCRE2 in WebAssembly takes for all matches of each pattern, or for the first where text.lua asks for one. */
function exactFigures(rounds: number): Map<string, number> {
  const road = new ExactRoad({ pcre2, matchLimit: 0, worked: () => {} });
  const figures = new Map<string, number>();
  for (const [name, pattern] of PATTERNS) {
    const regex = road.compile(pattern, readOptions("") as RegexOptions);
    if (!(regex instanceof ExactRegex)) continue;
    const samples = Array.from({ length: rounds + 1 }, () => timed(regex, name === "re_gsub_ns"));
    figures.set(name, Math.min(...samples));
  }
  return figures;
}

function timed(regex: ExactRegex, isGlobal: boolean): number {
  const turns = 10_000;
  const started = performance.now();
  for (let turn = 0; turn < turns; turn++) {
    for (let at = 0; regex.exec(SUBJECT, at) > 0 && isGlobal; ) at = regex.offsets[1] as number;
  }
  return ((performance.now() - started) / turns) * 1e6;
}
