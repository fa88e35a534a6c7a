import { encoded } from "../byte-string.ts";
import { latencyOf, type PeerOptions } from "../peers/latency.ts";
import type { Peer } from "../sockets/peer.ts";
import { RedisServer } from "./server.ts";

export interface RedisPeerOptions extends PeerOptions {
  /** What AUTH must say. Default: none is needed. */
  readonly password?: string;
  /** How many bytes it holds, about (Redis' `maxmemory`). Default: 64 MB. */
  readonly maxBytes?: number;
}

const MOST_BYTES = 64 * 1024 ** 2;

/** A small Redis, without persistence, scripts and clusters. Its keys expire by the sandbox's clock. */
export function redisPeer(options: RedisPeerOptions = {}): Peer {
  const { password, maxBytes = MOST_BYTES } = options;
  if (password !== undefined && typeof password !== "string") throw new TypeError("redisPeer: password takes a string");
  if (!(maxBytes > 0)) throw new TypeError("redisPeer: maxBytes takes a number above 0");
  return {
    latencyMs: latencyOf("redisPeer", options),
    recipe: { kind: "redis", options },
    start: (world) => {
      const server = new RedisServer(world, password === undefined ? undefined : encoded(password), maxBytes);
      return { accept: (stream) => server.accept(stream) };
    },
  };
}
