import { redisIsInstalled, startRedis } from "../redis-server.ts";
import { here, ngxboxRun } from "./contenders.ts";
import { interleavedFigures, least, output, type Samples } from "./measure.ts";
import { nginxIsInstalled, runInNginx } from "./nginx.ts";
import { figure, printTable } from "./table.ts";

/** Cosockets and a Redis: beside node:net without a script, and a real nginx where one is installed. */
export async function redis(quick: boolean): Promise<void> {
  if (!redisIsInstalled()) {
    process.stdout.write("\nCosockets and a Redis: redis-server is not installed\n");
    return;
  }
  const server = await startRedis();
  process.env.PORT = String(server.port);
  try {
    compare(quick);
  } finally {
    delete process.env.PORT;
    await server.stop();
  }
}

function compare(quick: boolean): void {
  const scripts = ["redis.lua", "redis-first.lua", "redis-warm.lua"].map(here);
  const ofAll = (run: (script: string) => string | undefined) => scripts.map((script) => run(script) ?? "").join("");
  const bare = (...how: string[]) =>
    [how, [...how, "first"]].map((args) => output([process.execPath, here("redis-client.js"), ...args]) ?? "").join("");
  const contenders: [name: string, run: () => string | undefined][] = [
    ["ngxbox", () => ofAll((script) => output([...ngxboxRun, "--main-conf", "env PORT;", script]))],
    ["node:net", () => bare()],
    ["node:net, lines", () => bare("lines")],
  ];
  if (nginxIsInstalled()) contenders.push(["nginx", () => ofAll((script) => runInNginx(script, [], "", "env PORT;"))]);
  const all = interleavedFigures(
    contenders.map(([, run]) => run),
    quick ? 2 : 9,
  );
  const best = all.map(bestOf);
  const [ngxbox = new Map<string, number>(), counting, reading] = best;
  const ratio = (name: string, value: number, other: ReadonlyMap<string, number> | undefined) =>
    figure(value / (other?.get(name) ?? Number.NaN));
  const rows = [...ngxbox].map(([name, value]) => [
    name,
    ...best.map((figures) => figure(figures.get(name))),
    ratio(name, value, counting),
    ratio(name, value, reading),
    figure(MOST_TO_BARE[name]),
  ]);
  printTable("Cosockets and a Redis, best of all rounds", [
    ["", ...contenders.map(([name]) => name), "ngxbox / node:net", "ngxbox / lines", "asked"],
    ...rows,
  ]);
}

/** What ngxbox may take of what node:net takes, where something was asked for. */
const MOST_TO_BARE: Readonly<Record<string, number>> = { roundtrip_us: 1.2, first_us: 1.2, roundtrip_warm_us: 1.2 };

/** The best of each figure's samples; a figure in stretches (NAME/1, NAME/2, …) is the mean of the best of each. */
function bestOf(figures: ReadonlyMap<string, Samples>): Map<string, number> {
  const stretches = new Map<string, number[]>();
  for (const [line, samples] of figures) {
    const [name = ""] = line.split("/");
    // of a throughput the largest counts
    const best = name.endsWith("MBps") ? Math.max(...samples) : (least(samples) ?? Number.NaN);
    stretches.set(name, [...(stretches.get(name) ?? []), best]);
  }
  return new Map(
    [...stretches].map(([name, values]) => [name, values.reduce((sum, value) => sum + value) / values.length]),
  );
}
