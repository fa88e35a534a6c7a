import { execFile } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { promisify } from "node:util";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/index.ts";
import { here } from "./contenders.ts";
import { least, median } from "./measure.ts";
import { figure, printTable } from "./table.ts";

type Isolation = NonNullable<SandboxOptions["isolation"]>;

/** Making sandboxes and throwing them away, where they run, and how fast virtual time goes. */
export async function sandbox(quick: boolean): Promise<void> {
  process.stdout.write(`\nSandboxes (load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} processors)\n`);
  const rounds = quick ? 4 : 12;
  const ways: [title: string, options: SandboxOptions][] = [
    ["none", { isolation: "none" }],
    ["worker, cold", { isolation: "worker", spare: false }],
    ["worker, with a spare", { isolation: "worker" }],
    ["process, cold", { isolation: "process", spare: false }],
    ["process, with a spare", { isolation: "process" }],
  ];
  const rows: string[][] = [];
  for (const [title, options] of ways) {
    const samples: Life[] = [];
    if (options.spare === undefined) await lifeOf(options);
    for (let round = 0; round < rounds; round++) {
      // the spare one is ready when it is asked for
      await pause(options.isolation === "none" || options.spare === false ? 0 : 500);
      samples.push(await lifeOf(options));
    }
    const column = (name: "makes" | "closes" | "runs") => samples.map((sample) => sample[name]);
    const both = samples.map(({ makes, closes }) => makes + closes);
    rows.push([
      title,
      ...[both, column("makes"), column("closes"), column("runs")].map((values) =>
        figure(median(values) ?? Number.NaN),
      ),
      figure(least(both) ?? Number.NaN),
    ]);
  }
  printTable("Make and close a sandbox, ms, median of all rounds", [
    ["", "make and close", "make", "close", "first run", "least"],
    ...rows,
  ]);
  for (const isolation of ["none", "worker", "process"] as const) await virtualDay(isolation, quick);
  await recording(quick);
  for (const isolation of ["none", "worker", "process"] as const) await memoryOfMany(isolation, quick);
}

/** Milliseconds. */
interface Life {
  readonly makes: number;
  readonly runs: number;
  readonly closes: number;
}

async function lifeOf(options: SandboxOptions): Promise<Life> {
  const began = performance.now();
  const box = await createSandbox(options);
  const made = performance.now();
  await box.run("print(1)");
  const ran = performance.now();
  await box.close();
  return { makes: made - began, runs: ran - made, closes: performance.now() - ran };
}

/** A timer every second in each of four workers. */
async function virtualDay(isolation: Isolation, quick: boolean): Promise<void> {
  const box = await createSandbox({
    isolation,
    workers: 4,
    dicts: { d: "1m" },
    initWorker: `ngx.timer.every(1, function() ngx.shared.d:incr("fired", 1, 0) end)`,
    limits: { cpuMs: 60_000, wallMs: 60_000 },
  });
  const seconds = quick ? 8_640 : 86_400;
  const began = performance.now();
  await box.clock.advance(seconds * 1000);
  const took = (performance.now() - began) / 1000;
  process.stdout.write(
    `${isolation}: ${seconds} s of a timer every second in each of 4 workers took ${took.toFixed(2)} s, ` +
      `${Math.round(seconds / took)} virtual seconds a second\n`,
  );
  await box.close();
}

/**
 * What recording costs. Short calls of a sandbox that records and of one that does not, in turn, are compared with each other:
 * what else the machine does falls on both alike.
 */
async function recording(quick: boolean): Promise<void> {
  const limits = { cpuMs: 60_000, wallMs: 60_000 };
  const open = async (record: boolean) => {
    const box = await createSandbox({ isolation: "none", record, limits });
    await box.run(WAITING_THREADS);
    return box;
  };
  const [silent, recorded] = [await open(false), await open(true)];
  const timed = async (box: Sandbox, code: string) => {
    const before = process.cpuUsage();
    const { events = [] } = await box.run(code);
    const { user, system } = process.cpuUsage(before);
    return { ms: (user + system) / 1000, events: events.length };
  };
  for (const [title, code] of RECORDED) {
    const ratios: number[] = [];
    const costs: number[] = [];
    for (let round = 0; round < (quick ? 20 : 100); round++) {
      const inTurn = round % 2 === 0 ? [silent, recorded] : [recorded, silent];
      const samples = [await timed(inTurn[0] as Sandbox, code), await timed(inTurn[1] as Sandbox, code)];
      if (round % 2 !== 0) samples.reverse();
      const [off, on] = samples as [Timed, Timed];
      // the first ones compile
      if (round < WARM_ROUNDS) continue;
      ratios.push(on.ms / off.ms);
      costs.push(((on.ms - off.ms) * 1000) / on.events);
    }
    const more = ((median(ratios) ?? Number.NaN) - 1) * 100;
    process.stdout.write(
      `recording, ${title}: ${more.toFixed(1)} % more processor time, ${figure(median(costs))} µs an event ` +
        `(median of ${ratios.length} pairs of calls)\n`,
    );
  }
  await Promise.all([silent.close(), recorded.close()]);
}

interface Timed {
  readonly ms: number;
  readonly events: number;
}

const WARM_ROUNDS = 4;

const WAITING_THREADS = `
  function compute()
    local words = {}
    for i = 1, 200 do words[i] = ("x"):rep(i % 7) .. i end
    return table.concat(words)
  end
  function threads(count, work)
    for _ = 1, count do
      ngx.thread.wait(ngx.thread.spawn(function() ngx.sleep(0.01) work() end))
    end
  end`;

const RECORDED: readonly (readonly [title: string, code: string])[] = [
  ["threads that compute", "threads(500, compute)"],
  ["threads that do nothing but begin, wait and end", "threads(3000, function() end)"],
];

/**
 * What is resident after many sandboxes: what they keep, as is seen where the engine has collected garbage and its young
 * generation does not grow; and what a program sees as it is, beside what the engine and Node keep of as much garbage, threads,
 * processes.
 */
async function memoryOfMany(isolation: Isolation, quick: boolean): Promise<void> {
  const counts = [100, isolation === "none" || !quick ? 1000 : 200, ...(isolation === "none" ? [3000] : [])];
  const residentAfter = async (kind: string, flags: readonly string[]) => {
    const argv = [...flags, here("sandbox-many.js"), kind, ...counts.map(String)];
    const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: 600_000 });
    return stdout.trim().split("\n").map(Number);
  };
  const programs: [title: string, kind: string, flags: readonly string[]][] = [
    ["what sandboxes keep", isolation, ["--expose-gc", "--max-semi-space-size=4"]],
    ["sandboxes, as it is", isolation, []],
    [BARE[isolation], `bare-${isolation}`, []],
  ];
  const resident = await Promise.all(programs.map(([, kind, flags]) => residentAfter(kind, flags)));
  printTable(`${isolation}: MB resident`, [
    ["", ...counts.map((count) => `after ${count}`), `from ${counts[0]} to ${counts[1]}`],
    ...programs.map(([title], at) => {
      const [early = Number.NaN, late = Number.NaN] = resident[at] ?? [];
      return [title, ...(resident[at] ?? []).map(figure), figure(late - early)];
    }),
  ]);
}

const BARE: Readonly<Record<Isolation, string>> = {
  none: "as much garbage without one",
  worker: "bare threads",
  process: "bare processes",
};

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
