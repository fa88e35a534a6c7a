import { ExactRegex, ExactRoad } from "../../src/ngx/regex/exact/exact-regex.ts";
import { type RegexOptions, readOptions } from "../../src/ngx/regex/options.ts";
import { pcre2 } from "../ngx/regex/pcre2.ts";
import { here, ngxboxRun } from "./contenders.ts";
import { interleavedFigures, least, median, output, type Samples } from "./measure.ts";
import { nginxIsInstalled, runInNginx } from "./nginx.ts";
import { figure, printTable } from "./table.ts";

/** What a call may take, where something was asked for. */
const ASKED_NS: Readonly<Record<string, number>> = {
  re_match_ns: 1000,
  re_gsub_ns: 1000,
  re_atomic_ns: 1000,
  md5_ns: 2000,
};

/**
 * Regular expressions and encoders, in ngxbox, in a real nginx, and what JavaScript has for the same; the patterns also on PCRE2
 * in WebAssembly. First from the start on, then once everything is compiled.
 */
export function text(quick: boolean): void {
  const exact = exactFigures(quick ? 1 : 3);
  compare("Regular expressions and encoders, ns for each: min", "text.lua", [], exact, quick ? 2 : 9);
  compare("The same once compiled", "text-warm.lua", ["warm"], exact, quick ? 1 : 5);
}

function compare(
  title: string,
  file: string,
  nodeArgs: readonly string[],
  exact: ReadonlyMap<string, number>,
  rounds: number,
): void {
  const script = here(file);
  const runners = [
    () => output([...ngxboxRun, script]),
    () => output([process.execPath, here("text-node.js"), ...nodeArgs]),
  ];
  if (nginxIsInstalled()) runners.push(() => runInNginx(script, [], ""));
  const [ours = new Map<string, Samples>(), node, nginx] = interleavedFigures(runners, rounds);
  const rows = [...ours.keys()].map((name) => {
    const [our = Number.NaN, nodes, nginxs] = [ours, node, nginx].map((figures) => least(figures?.get(name) ?? []));
    const asked = ASKED_NS[name];
    // what costs nothing was left out by a compiler
    const to = (other: number | undefined) => (other === undefined || other < 1 ? undefined : our / other);
    const medianOfOurs = median(ours.get(name) ?? []);
    const cells = [our, medianOfOurs, asked, to(asked), nodes, to(nodes), nginxs, to(nginxs), exact.get(name)];
    return [name, ...cells.map(figure)];
  });
  const heading = ["", "ngxbox", "median", "asked", "ratio", "node", "ratio", "nginx", "ratio", "exact road"];
  printTable(`${title}, and ngxbox's ratio`, [heading, ...rows]);
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
