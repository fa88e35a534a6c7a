import type { SandboxCluster } from "../sandbox.ts";
import type { ProcessInfo } from "./cluster.ts";

/**
 * What a program holds of a sandbox's processes. A class for its getter: the engine keeps what the getter of an object literal
 * holds, here all of a sandbox, until it collects everything.
 */
export class ClusterHandle implements SandboxCluster {
  readonly reload: SandboxCluster["reload"];
  readonly quit: SandboxCluster["quit"];
  readonly kill: SandboxCluster["kill"];
  private readonly list: () => readonly ProcessInfo[];

  constructor(list: () => readonly ProcessInfo[], calls: Pick<SandboxCluster, "reload" | "quit" | "kill">) {
    this.list = list;
    this.reload = calls.reload;
    this.quit = calls.quit;
    this.kill = calls.kill;
  }

  get processes(): readonly ProcessInfo[] {
    return this.list();
  }
}
