/** What both doors, of Node and of pages, give of sandboxes besides `createSandbox`. */
export type { RuntimeEvent, ScriptPlace } from "../runtime/events.ts";
export type { PendingTimer } from "../runtime/timers.ts";
export { exportTrace, type TracedEvent } from "../runtime/trace.ts";
export type { ProcessInfo } from "./cluster.ts";
export type { SandboxEvents } from "./event-queue.ts";
export type { Limits } from "./limits.ts";
export type { SandboxOptions } from "./options.ts";
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
} from "./peers.ts";
export type {
  Progress,
  RunOptions,
  RunResult,
  Sandbox,
  SandboxClock,
  SandboxCluster,
  SandboxError,
} from "./sandbox.ts";
