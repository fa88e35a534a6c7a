/** The simulated Redis, for the doors: a page loads it when it is needed. */

export type { RedisPeerOptions } from "../host/virtual/redis/options.ts";
export { redisPeer } from "../host/virtual/redis/peer.ts";
