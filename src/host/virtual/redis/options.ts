/** What a simulated Redis can be told. */
import { latencyOf, type PeerOptions } from "../peers/latency.ts";

export interface RedisPeerOptions extends PeerOptions {
  /** What AUTH must say. Default: none is needed. */
  readonly password?: string;
  /** How many bytes it holds, about (Redis' `maxmemory`). Default: 64 MB. */
  readonly maxBytes?: number;
}

const MOST_BYTES = 64 * 1024 ** 2;

/** @throws TypeError */
export function checkRedisPeer(options: RedisPeerOptions) {
  const { password, maxBytes = MOST_BYTES } = options;
  if (password !== undefined && typeof password !== "string") throw new TypeError("redisPeer: password takes a string");
  if (!(maxBytes > 0)) throw new TypeError("redisPeer: maxBytes takes a number above 0");
  return { password, maxBytes, latencyMs: latencyOf("redisPeer", options) };
}
