import { spawnSync } from "node:child_process";

/** The samples of one contender, in the order they were taken. */
export type Samples = readonly number[];

/**
 * Takes `rounds` samples of every contender, one of each in turn, so that a busy minute of the machine falls on all of them.
 * A contender that gives no figure is left out from then on.
 */
export function interleaved<Contender>(
  contenders: readonly Contender[],
  rounds: number,
  sample: (contender: Contender) => number | undefined,
): Samples[] {
  const samples: number[][] = contenders.map(() => []);
  const failed = new Set<Contender>();
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      if (failed.has(contender)) continue;
      const value = sample(contender);
      if (value === undefined) failed.add(contender);
      else samples[index]?.push(value);
    }
  }
  return samples;
}

/** The least disturbed sample; undefined where there is none. */
export function least(samples: Samples): number | undefined {
  return samples.length === 0 ? undefined : Math.min(...samples);
}

export function median(samples: Samples): number | undefined {
  return [...samples].sort((one, other) => one - other)[Math.floor(samples.length / 2)];
}

/** Of the figures that there are. */
export function geometricMean(values: readonly (number | undefined)[]): number {
  const present = values.filter((value) => value !== undefined && Number.isFinite(value)) as number[];
  return Math.exp(present.reduce((sum, value) => sum + Math.log(value), 0) / present.length);
}

/** Runs a command and returns what it printed on standard output; undefined when it fails or takes too long. */
export function output([program = "", ...argv]: readonly string[], longestMs = 60_000): string | undefined {
  const { status, stdout, stderr, error } = spawnSync(program, argv, {
    encoding: "latin1",
    timeout: longestMs,
    input: "",
  });
  if (status === 0) return stdout;
  const reason = error?.message ?? stderr.trim().split("\n")[0] ?? "";
  process.stderr.write(`failed: ${[program, ...argv].join(" ")}: ${reason}\n`);
  return undefined;
}

/** For each runner, the samples of every figure in what it prints, lines of `name value`. The runners take turns. */
export function interleavedFigures(
  runners: readonly (() => string | undefined)[],
  rounds: number,
): Map<string, Samples>[] {
  const all = runners.map(() => new Map<string, number[]>());
  for (let round = 0; round < rounds; round++) {
    for (const [index, run] of runners.entries()) {
      for (const line of (run() ?? "").trim().split("\n")) {
        const [name, value] = line.split(" ");
        if (name && value) all[index]?.set(name, [...(all[index].get(name) ?? []), Number(value)]);
      }
    }
  }
  return all;
}
