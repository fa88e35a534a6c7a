/** What a program holds of a sandbox that runs in a thread or process of its own. */
import { checkCode, checkMost, checkRunOptions, checkTime, checkWorker } from "../calls/arguments.ts";
import type { SandboxEvents } from "../calls/event-queue.ts";
import type { Settings } from "../options.ts";
import type { OpenOutside } from "../outside/outside.ts";
import { ClusterHandle } from "../processes/cluster-handle.ts";
import type { Progress, RunResult, Sandbox, SandboxClock, SandboxCluster } from "../sandbox.ts";
import type { Calls } from "./protocol.ts";
import { RemoteSandbox } from "./remote.ts";
import type { WarmCells } from "./warm-cells.ts";

/** @throws TypeError where files or dictionaries do not fit, Error where `init` fails or no cell can be had */
export async function openIsolated(settings: Settings, cells: WarmCells, outside?: OpenOutside): Promise<Sandbox> {
  const remote = new RemoteSandbox(settings, cells, outside);
  await remote.open();
  const open: Open = { remote };
  const sandbox = new IsolatedSandbox(remote, open);
  forgotten.register(sandbox, open, open);
  return sandbox;
}

/**
 * All that the registry holds of a sandbox; nothing once that is closed. What is registered is old at once, and lives with all
 * that it holds until a full collection, also where it is taken back.
 */
interface Open {
  remote: RemoteSandbox | undefined;
}

/** Who forgets to close a sandbox gets its cell ended once nobody can call it any more. */
const forgotten = new FinalizationRegistry<Open>(({ remote }) => remote?.forget());

/** Its parts hold it as well, so that it is forgotten only with the last of them. */
class IsolatedSandbox implements Sandbox {
  readonly clock: SandboxClock;
  readonly cluster: SandboxCluster;
  private readonly remote: RemoteSandbox;
  private readonly open: Open;

  constructor(remote: RemoteSandbox, open: Open) {
    this.remote = remote;
    this.open = open;
    const call = this.call.bind(this);
    this.clock = {
      now: () => this.remote.nowMs,
      advance: async (ms) => call("advance", checkTime(ms, "advance")),
      next: () => call("next"),
      runUntilIdle: async (options) => {
        const max = checkMost(options);
        return call("runUntilIdle", max === undefined ? {} : { max });
      },
    };
    this.cluster = new ClusterHandle(() => remote.processes, {
      reload: () => call("reload"),
      quit: () => call("quit"),
      kill: async (worker) => call("kill", checkWorker(worker, "kill: worker")),
    });
  }

  async run(...[code, options]: Parameters<Sandbox["run"]>): Promise<RunResult> {
    return this.call("run", checkCode(code), checkRunOptions(options));
  }

  events(): SandboxEvents {
    return this.remote.queues.listen();
  }

  close(): Promise<Progress> {
    forgotten.unregister(this.open);
    this.open.remote = undefined;
    return this.remote.close();
  }

  private call<Name extends keyof Calls>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    return this.remote.call(name, args);
  }
}
