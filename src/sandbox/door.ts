/** What both doors, of Node and of pages, give of sandboxes besides `createSandbox`. */
export type { RuntimeEvent, ScriptPlace } from "../runtime/events.ts";
export type { PendingTimer } from "../runtime/timers.ts";
export { exportTrace, type TracedEvent } from "../runtime/trace.ts";
export type { SandboxEvents } from "./calls/event-queue.ts";
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
  type ScriptedPeerOptions,
  scriptedPeer,
  type Talk,
} from "./outside/peers.ts";
export type { Permissions } from "./outside/permissions.ts";
export { type RedisPeerOptions, redisPeer } from "./outside/redis-peer.ts";
export type { ProcessInfo } from "./processes/cluster.ts";
export { projectFile, projectFileBytes } from "./project/files.ts";
export { checkProject, ProjectError, parseProject } from "./project/read.ts";
export { type ProjectOnlooker, type ProjectResult, runProject, sandboxOptionsOf } from "./project/run.ts";
export { writeProject } from "./project/write.ts";
export type { Project, ProjectFile, ProjectPeer } from "./project.ts";
export type {
  Progress,
  RunOptions,
  RunResult,
  Sandbox,
  SandboxClock,
  SandboxCluster,
  SandboxError,
} from "./sandbox.ts";
