/** What a Node program imports: sandboxes, and the Lua machine by itself. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeCollector } from "./host/node/collector.ts";
import { pcre2At } from "./host/node/pcre2.ts";
import type { SandboxHost } from "./sandbox/host.ts";
import type { SandboxOptions } from "./sandbox/options.ts";
import { openSandbox, type Sandbox } from "./sandbox/sandbox.ts";

export type { RuntimeEvent } from "./runtime/events.ts";
export { exportTrace, type TracedEvent } from "./runtime/trace.ts";
export type { ProcessInfo } from "./sandbox/cluster.ts";
export type { Limits } from "./sandbox/limits.ts";
export type { SandboxOptions } from "./sandbox/options.ts";
export {
  echoPeer,
  type LineHandler,
  type Misbehaviour,
  misbehavingPeer,
  type Peer,
  type PeerConnection,
  type PeerData,
  type PeerOptions,
  type PeerServer,
  type PeerStream,
  type PeerWorld,
  type RedisPeerOptions,
  redisPeer,
  type ScriptedPeerOptions,
  scriptedPeer,
  type Talk,
} from "./sandbox/peers.ts";
export type {
  Progress,
  RunOptions,
  RunResult,
  Sandbox,
  SandboxClock,
  SandboxCluster,
  SandboxError,
} from "./sandbox/sandbox.ts";
export type { BudgetOptions } from "./vm/budget.ts";
export { Coroutine } from "./vm/coroutine.ts";
export { Exit, Kill, LuaError } from "./vm/errors.ts";
export { Closure, NativeFunction } from "./vm/functions.ts";
export { Machine, type MachineOptions, type Outcome } from "./vm/machine.ts";
export { Table } from "./vm/table.ts";
export { type Suspension, UNWIND } from "./vm/unwinding.ts";
export { Userdata, type Value } from "./vm/values.ts";

/** The folder of the package: this file lies in dist/, or in src/ where it is not built. */
const home = dirname(dirname(fileURLToPath(import.meta.url)));

const host: SandboxHost = {
  library: (path) => {
    // only what lies in the folder: a path of a script has no ".." any more, but this does not rely on it
    if (!/^[\w-]+(?:\/[\w-]+)*\.lua$/.test(path)) return undefined;
    try {
      return readFileSync(join(home, "lua", path), "latin1");
    } catch {
      return undefined;
    }
  },
  pcre2: pcre2At(home),
  collector: nodeCollector(),
  monotonicMs: () => performance.now(),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};

/**
 * Makes a sandbox, in which Lua scripts written for OpenResty run on a clock of their own and reach nothing outside.
 * @throws TypeError that names the option that is wrong
 */
export async function createSandbox(options?: SandboxOptions): Promise<Sandbox> {
  return openSandbox(options, host);
}
