/** The simulated Redis. Its program, a part of its own in a page, is loaded by the sandbox that it is given to. */
import { checkRedisPeer, type RedisPeerOptions } from "../../host/virtual/redis/options.ts";
import type { Peer } from "../../host/virtual/sockets/peer.ts";

export type { RedisPeerOptions } from "../../host/virtual/redis/options.ts";

/** A small Redis, without persistence, scripts and clusters. Its keys expire by the sandbox's clock. */
export function redisPeer(options: RedisPeerOptions = {}): Peer {
  const { latencyMs } = checkRedisPeer(options);
  let loaded: Peer | undefined;
  return {
    latencyMs,
    recipe: { kind: "redis", options },
    load: async () => {
      loaded ??= (await import("../../host/virtual/redis/peer.ts")).redisPeer(options);
    },
    start: (world) => {
      if (loaded === undefined) throw new Error("redisPeer: load comes first");
      return loaded.start(world);
    },
  };
}
