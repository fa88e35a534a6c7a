/** The threads of a run, for `ngx.run_worker_thread`. */
import { loadNodeThreads } from "../../host/node/threads/load-threads.ts";
import type { Waits } from "../../host/node/waits.ts";
import type { SharedStore, Threads } from "../../host/ports.ts";
import type { Config } from "../../nginx/conf/config.ts";
import type { Worker } from "../../runtime/worker.ts";
import { WorkerThreads } from "../../runtime/worker-threads.ts";
import { Table } from "../../vm/table.ts";
import { environmentChanges } from "./environment.ts";
import type { Execution } from "./execution.ts";
import type { ThreadSetup } from "./thread.ts";

/** The word with which a thread starts the command line. */
export const THREAD = "thread";

export interface RunThreads {
  readonly config: Config;
  readonly shared: SharedStore;
  readonly prefix: string;
  readonly home: string;
  readonly noBundled: readonly string[];
  readonly vm: Execution;
  readonly waits: Waits;
  readonly flush: () => void;
  /** Ends the run at once. */
  readonly exit: (status: number) => void;
}

export function workerThreads(worker: Worker, run: RunThreads): WorkerThreads | undefined {
  const { http, threadPools } = run.config;
  if (http === undefined) return undefined;
  const { machine, scheduler } = worker;
  const setup: ThreadSetup = {
    prefix: run.prefix,
    noBundled: run.noBundled,
    vm: run.vm,
    environment: environmentChanges(run.config),
    regex: { cacheEntries: http.luaRegexCacheMaxEntries, matchLimit: http.luaRegexMatchLimit },
    dicts: [...run.shared].map(([name, { capacityBytes }]) => [name, capacityBytes]),
  };
  let started: Threads | undefined;
  const nodeThreads = () => {
    started ??= loadNodeThreads()({
      file: `${run.home}/dist/ngxbox.cjs`,
      argv: [THREAD],
      setup,
      shared: run.shared,
      print: (text) => void machine.io.writeToStdout(text),
      flush: run.flush,
      exit: run.exit,
      waits: run.waits,
    });
    return started;
  };
  return new WorkerThreads({
    threads: { start: (paths) => nodeThreads().start(paths) },
    pools: threadPools,
    mostMachines: http.luaWorkerThreadVmPoolSize,
    scheduler,
    paths: () => ({ path: pathOf(machine.globals, "path"), cpath: pathOf(machine.globals, "cpath") }),
    logError: (message) => worker.log("error", message),
  });
}

/** A field of the script's `package`, as it is now. */
function pathOf(globals: Table, field: string): string {
  const packages = globals.getHash("package");
  const path = packages instanceof Table ? packages.getHash(field) : undefined;
  return typeof path === "string" ? path : "";
}
