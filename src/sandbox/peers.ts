/** Simulated peers: what programs make them with, and the network that they are in. */
import { echoPeer } from "../host/virtual/peers/echo.ts";
import { type Misbehaviour, misbehavingPeer } from "../host/virtual/peers/misbehaving.ts";
import { redisPeer } from "../host/virtual/redis/peer.ts";
import { parseAddress } from "../host/virtual/sockets/address.ts";
import type { Peer, PeerRecipe } from "../host/virtual/sockets/peer.ts";
import type { SocketSettings } from "../runtime/socket/cosockets.ts";

export { echoPeer } from "../host/virtual/peers/echo.ts";
export type { PeerOptions } from "../host/virtual/peers/latency.ts";
export { type Misbehaviour, misbehavingPeer } from "../host/virtual/peers/misbehaving.ts";
export {
  type LineHandler,
  type PeerConnection,
  type PeerData,
  type ScriptedPeerOptions,
  scriptedPeer,
  type Talk,
} from "../host/virtual/peers/scripted.ts";
export { type RedisPeerOptions, redisPeer } from "../host/virtual/redis/peer.ts";
export type { Peer, PeerServer, PeerStream, PeerWorld } from "../host/virtual/sockets/peer.ts";

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

type AtAddresses<What> = readonly (readonly [address: string, peer: What])[];

/** Peers as they are sent to an isolated sandbox. Those under several addresses have one number. */
export interface SentPeers {
  readonly recipes: readonly PeerRecipe[];
  readonly numbers: AtAddresses<number>;
}

/** @throws TypeError where one of them cannot be made anew */
export function sendPeers(peers: AtAddresses<Peer>): SentPeers {
  const all = [...new Set(peers.map(([, peer]) => peer))];
  const recipes = all.map(({ recipe }, number) => {
    if (recipe !== undefined) return recipe;
    const [address = ""] = peers.find(([, peer]) => peer === all[number]) ?? [];
    throw new TypeError(
      `createSandbox: peers[${JSON.stringify(address)}]: a program of this thread; it needs isolation: "none"`,
    );
  });
  return { recipes, numbers: peers.map(([address, peer]) => [address, all.indexOf(peer)]) };
}

export function receivePeers({ recipes, numbers }: SentPeers): AtAddresses<Peer> {
  const made = recipes.map(make);
  return numbers.map(([address, number]) => [address, made[number] as Peer]);
}

function make(recipe: PeerRecipe): Peer {
  switch (recipe.kind) {
    case "echo":
      return echoPeer(recipe.options);
    case "redis":
      return redisPeer(recipe.options);
    case "misbehaving":
      return misbehavingPeer(recipe.how as Misbehaviour, recipe.options);
  }
}
