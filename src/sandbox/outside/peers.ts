/** Simulated peers: what programs make them with, and the network that they are in. */
import { parseAddress } from "../../host/virtual/sockets/address.ts";
import type { Peer } from "../../host/virtual/sockets/peer.ts";
import type { SocketSettings } from "../../runtime/socket/cosockets.ts";

export { echoPeer } from "../../host/virtual/peers/echo.ts";
export type { PeerOptions } from "../../host/virtual/peers/latency.ts";
export { type Misbehaviour, misbehavingPeer } from "../../host/virtual/peers/misbehaving.ts";
export {
  type LineHandler,
  type PeerConnection,
  type PeerData,
  type ScriptedPeerOptions,
  scriptedPeer,
  type Talk,
} from "../../host/virtual/peers/scripted.ts";
export type { Peer, PeerServer, PeerStream, PeerWorld } from "../../host/virtual/sockets/peer.ts";

/** nginx's defaults. Names are looked up among the peers; no certificate is trusted. */
export const SOCKET_SETTINGS: SocketSettings = {
  connectTimeoutMs: 60_000,
  sendTimeoutMs: 60_000,
  readTimeoutMs: 60_000,
  keepaliveTimeoutMs: 60_000,
  poolSize: 30,
  bufferBytes: 4096,
  logErrors: true,
  resolves: { ipv4: true, ipv6: true, nameservers: [] },
  resolverTimeoutMs: 30_000,
  tls: { trustedPath: undefined, ciphers: "DEFAULT", protocols: ["TLSv1.2", "TLSv1.3"] },
};

/** Whether `text` says where a peer can be. */
export function isPeerAddress(text: string): boolean {
  return parseAddress(text) !== undefined;
}

export function isPeer(value: unknown): value is Peer {
  return typeof value === "object" && value !== null && typeof (value as Partial<Peer>).start === "function";
}
