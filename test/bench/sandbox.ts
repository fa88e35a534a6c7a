import { cpus, loadavg } from "node:os";
import { createSandbox, type SandboxOptions } from "../../src/index.ts";
import { here } from "./contenders.ts";
import { least, median, output } from "./measure.ts";
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
  for (const isolation of ["none", "worker", "process"] as const) memoryOfMany(isolation, quick);
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

/** What recording costs: events of light threads and waits, in a program that also computes. */
async function recording(quick: boolean): Promise<void> {
  const run = async (record: boolean) => {
    const limits = { cpuMs: 60_000, wallMs: 60_000 };
    const box = await createSandbox({ isolation: "none", record, limits });
    const before = process.cpuUsage();
    const { events = [] } = await box.run(WAITING_THREADS);
    const { user, system } = process.cpuUsage(before);
    await box.close();
    return { ms: (user + system) / 1000, events: events.length };
  };
  const without: number[] = [];
  const recorded: number[] = [];
  let count = 0;
  for (let round = 0; round < (quick ? 4 : 10); round++) {
    without.push((await run(false)).ms);
    const { ms, events } = await run(true);
    recorded.push(ms);
    count = events;
  }
  const [off = Number.NaN, on = Number.NaN] = [least(without), least(recorded)];
  process.stdout.write(
    `recording ${count} events: ${figure(on)} ms of processor time, ${figure(off)} ms without, ` +
      `${((on / off - 1) * 100).toFixed(1)} % more\n`,
  );
}

const WAITING_THREADS = `
  local function work()
    local words = {}
    for i = 1, 200 do words[i] = ("x"):rep(i % 7) .. i end
    return table.concat(words)
  end
  for _ = 1, 4000 do
    ngx.thread.wait(ngx.thread.spawn(function() ngx.sleep(0.01) work() end))
  end`;

function memoryOfMany(isolation: Isolation, quick: boolean): void {
  const count = isolation === "none" || !quick ? 1000 : 200;
  const printed = output([process.execPath, here("sandbox-many.js"), isolation, String(count)], 600_000) ?? "";
  const [early, late] = printed.split("\n").map((line) => Number(line.split(" ")[1]));
  process.stdout.write(
    `${isolation}: resident after 100 sandboxes ${figure(early)} MB, after ${count} ${figure(late)} MB\n`,
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
