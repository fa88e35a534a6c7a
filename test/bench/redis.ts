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
  const scripts = ["redis.lua", "redis-warm.lua"].map(here);
  const ofAll = (run: (script: string) => string | undefined) => scripts.map((script) => run(script) ?? "").join("");
  const contenders: [name: string, run: () => string | undefined][] = [
    ["ngxbox", () => ofAll((script) => output([...ngxboxRun, "--main-conf", "env PORT;", script]))],
    ["node:net", () => output([process.execPath, here("redis-client.js")])],
  ];
  if (nginxIsInstalled()) contenders.push(["nginx", () => ofAll((script) => runInNginx(script, [], "", "env PORT;"))]);
  const all = interleavedFigures(
    contenders.map(([, run]) => run),
    quick ? 2 : 9,
  );
  const [ngxbox = new Map<string, Samples>(), bare = new Map<string, Samples>()] = all;
  // of a throughput the largest counts
  const best = (samples: Samples = [], name: string) =>
    name.endsWith("MBps") ? Math.max(...samples) : (least(samples) ?? Number.NaN);
  const rows = [...ngxbox.keys()].map((name) => [
    name,
    ...all.map((figures) => figure(best(figures.get(name), name))),
    figure(best(ngxbox.get(name), name) / best(bare.get(name), name)),
  ]);
  printTable("Cosockets and a Redis, best of all rounds", [
    ["", ...contenders.map(([name]) => name), "ngxbox / node:net"],
    ...rows,
  ]);
}
