/** What a thread of `ngx.run_worker_thread` runs: a machine that does what the run asks of it. */
import { nodeByteText } from "../../host/node/byte-text.ts";
import { nodeCertificates } from "../../host/node/certificates.ts";
import { nodeCollector } from "../../host/node/collector.ts";
import { nodeFiles } from "../../host/node/files.ts";
import { monotonicMs } from "../../host/node/monotonic.ts";
import { pcre2At } from "../../host/node/pcre2.ts";
import { nodeProcesses } from "../../host/node/processes/processes.ts";
import { nodeRandom } from "../../host/node/random.ts";
import { nodeSystemTime } from "../../host/node/system-time.ts";
import { insideStdio, insideThread } from "../../host/node/threads/inside.ts";
import { installThreadApi } from "../../ngx/worker-context.ts";
import { ThreadCalls } from "../../ngx/worker-thread/calls.ts";
import { RealClock } from "../../runtime/clock.ts";
import { Worker } from "../../runtime/worker.ts";
import { Exit } from "../../vm/errors.ts";
import { Machine } from "../../vm/machine.ts";
import { defectReporter } from "./defect.ts";
import { type EnvironmentChanges, environmentWith } from "./environment.ts";
import { type Execution, tierOptions } from "./execution.ts";
import { packagePaths } from "./package-paths.ts";

/** What the run tells its threads. */
export interface ThreadSetup {
  readonly prefix: string;
  readonly noBundled: readonly string[];
  readonly vm: Execution;
  readonly environment: EnvironmentChanges;
  readonly regex: { readonly cacheEntries: number; readonly matchLimit: number };
  /** The shared dictionaries and their sizes in bytes. */
  readonly dicts: readonly (readonly [name: string, capacityBytes: number])[];
}

/** Serves the run that has started this thread. @returns false where there is none */
export function serveRun(home: string): boolean {
  const thread = insideThread<ThreadSetup>();
  if (thread === undefined) return false;
  const { prefix, noBundled, vm, environment: changes, regex, dicts } = thread.setup;
  const stdio = insideStdio(thread);
  const environment = environmentWith(changes);
  const machine = new Machine({
    ...tierOptions(vm),
    ports: {
      random: nodeRandom,
      files: nodeFiles,
      stdio,
      environment,
      time: nodeSystemTime,
      collector: nodeCollector(),
      processes: nodeProcesses(environment),
      bytes: nodeByteText,
    },
    paths: { ...packagePaths(undefined, undefined, home, noBundled), ...thread.paths },
  });
  const reportDefect = defectReporter((text) => void stdio.stderr.write(nodeByteText.toBytes(text)), machine.state);
  machine.state.reportDefect = reportDefect;
  /** Gives the functions of `ngx` what they ask for. It is never started: nothing here can wait. */
  const worker = new Worker({
    machine,
    clock: new RealClock(monotonicMs),
    pid: () => process.pid,
    timerLimits: { maxPending: 0, maxRunning: 0, connections: 0 },
    writeLog() {},
    onExit() {},
    onThrow: reportDefect,
  });
  const context = installThreadApi(worker, {
    role: { type: "single", id: 0, pid: process.pid },
    count: 1,
    masterPid: process.pid,
    prefix,
    logLevel: "error",
    shared: new Map(dicts.map(([name, capacityBytes]) => [name, thread.dict(name, capacityBytes)])),
    bytes: nodeByteText,
    random: nodeRandom,
    certificates: nodeCertificates,
    regex: { pcre2: pcre2At(home), ...regex },
  });
  for (const name of noBundled) machine.undefineModule(name);
  const calls = new ThreadCalls(machine, context);
  const during = <Answer>(work: () => Answer): Answer => {
    try {
      return work();
    } catch (thrown) {
      if (!(thrown instanceof Exit)) reportDefect(thrown);
      return thread.exit(thrown instanceof Exit ? thrown.status : 1);
    }
  };
  thread.serve({
    find: (called) => during(() => calls.find(called)),
    call: (called, args) => during(() => calls.call(called, args)),
  });
  return true;
}
