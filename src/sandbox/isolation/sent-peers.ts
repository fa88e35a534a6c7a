/** Peers on their way to an isolated sandbox, which makes its own. */
import { echoPeer } from "../../host/virtual/peers/echo.ts";
import { type Misbehaviour, misbehavingPeer } from "../../host/virtual/peers/misbehaving.ts";
import { redisPeer } from "../../host/virtual/redis/peer.ts";
import type { Peer, PeerRecipe } from "../../host/virtual/sockets/peer.ts";

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
