import { encoded } from "../byte-string.ts";
import type { Peer } from "../sockets/peer.ts";
import { checkRedisPeer, type RedisPeerOptions } from "./options.ts";
import { RedisServer } from "./server.ts";

/** A small Redis, without persistence, scripts and clusters. Its keys expire by the sandbox's clock. */
export function redisPeer(options: RedisPeerOptions = {}): Peer {
  const { password, maxBytes, latencyMs } = checkRedisPeer(options);
  return {
    latencyMs,
    recipe: { kind: "redis", options },
    start: (world) => {
      const server = new RedisServer(world, password === undefined ? undefined : encoded(password), maxBytes);
      return { accept: (stream) => server.accept(stream) };
    },
  };
}
