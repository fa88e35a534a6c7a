import type { Call } from "../command.ts";
import { integer } from "../numbers.ts";
import { Failure } from "../reply.ts";

const LAST_MS = 2n ** 63n - 1n;

/** When something expires, in milliseconds since 1970. @param how "ex", "px", "exat" or "pxat" */
export function expiryIn({ name, nowMs }: Call, how: string, time: string): number {
  const number = integer(time);
  if (number <= 0n) throw invalidTime(name);
  return Number(momentOf(name, nowMs, number, how.startsWith("p"), how.endsWith("at")));
}

/** @throws Failure where it lies too far away */
export function momentOf(name: string, nowMs: number, time: bigint, isMs: boolean, isAbsolute: boolean): bigint {
  const ms = isMs ? time : time * 1000n;
  const at = isAbsolute ? ms : ms + BigInt(nowMs);
  if (ms > LAST_MS || ms < -LAST_MS || at > LAST_MS) throw invalidTime(name);
  return at;
}

function invalidTime(name: string): Failure {
  return new Failure(`ERR invalid expire time in '${name}' command`);
}
