/** The recorded cases that the options of a sandbox can express, as what can be sent to another thread or a page. */
import type { SandboxOptions } from "../../src/index.ts";
import { disagreements } from "../golden/compare.ts";
import { normalise } from "../golden/normalise.ts";
import { type AreaCase, differenceTitles, recordedCases } from "../golden/recordings.ts";
import { shellWords } from "../golden/shell-words.ts";

const AREAS = ["dialect", "timer", "output", "thread", "time", "shdict", "pipe", "shell"];

/** Like {@link SandboxOptions}; its files and standard input are byte strings. */
export interface SentOptions extends Omit<SandboxOptions, "files" | "stdin"> {
  readonly files: Readonly<Record<string, string>>;
  readonly stdin: string;
}

export interface GoldenRun extends AreaCase {
  readonly options: SentOptions;
}

/** @returns the cases that can be run, and how many cases there are */
export function goldenRuns(areas: readonly string[] = AREAS): { runs: GoldenRun[]; cases: number } {
  const cases = recordedCases().filter(({ area }) => areas.includes(area));
  const runs = cases.flatMap((one) => {
    const options = optionsOf(one);
    return options === undefined ? [] : [{ ...one, options }];
  });
  return { runs, cases: cases.length };
}

/**
 * How many cases agree, and which others do not although nothing says that they differ.
 * @param outputs of the runs, as byte strings
 */
export function judge(
  runs: readonly GoldenRun[],
  outputs: readonly string[],
): { agreed: number; unexpected: string[] } {
  const different = differenceTitles();
  const unexpected: string[] = [];
  let agreed = 0;
  runs.forEach(({ recorded, title }, at) => {
    const { stderr, exit } = recorded.expected;
    const stdout = normalise(outputs[at] ?? "", "/work");
    if (disagreements(recorded, { stdout, stderr, exit }).length === 0) agreed++;
    else if (!different.has(title)) unexpected.push(title);
  });
  return { agreed, unexpected };
}

/** Undefined where a sandbox has no such options. */
function optionsOf({ recorded }: AreaCase): SentOptions | undefined {
  if (recorded.lua === undefined || recorded.server !== undefined) return undefined;
  const words = shellWords(recorded.args);
  const dicts: Record<string, string> = {};
  const args: string[] = [];
  let limits = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === "{}") {
      args.push(...words.slice(at + 1));
      break;
    }
    const value = words[++at] ?? "";
    const [, name, most] = /^lua_max_(pending|running)_timers (\d+);$/.exec(value) ?? [];
    if (word === "--shdict") {
      const [dict = "", size = ""] = value.split(" ");
      dicts[dict] = size;
    } else if (word === "--http-conf" && name !== undefined) limits = { [`${name}Timers`]: Number(most) };
    else return undefined;
  }
  if (Object.values(dicts).includes("1k")) return undefined; // nginx does not even start
  return {
    // hundreds of sandboxes, in little time
    isolation: "none",
    files: { ...Object.fromEntries(recorded.files), "t.lua": recorded.lua },
    args,
    env: { PATH: "/bin", ...Object.fromEntries(recorded.env) },
    stdin: recorded.stdin,
    dicts,
    permissions: { spawn: true },
    limits: { cpuMs: 10_000, wallMs: 20_000, ...limits },
  };
}
