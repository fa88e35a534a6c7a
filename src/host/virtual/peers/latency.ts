/** What every simulated peer can be told. */
export interface PeerOptions {
  /** How many milliseconds what is sent takes to arrive, in each direction. Default: 0. */
  readonly latencyMs?: number;
}

/** @throws TypeError */
export function latencyOf(name: string, { latencyMs = 0 }: PeerOptions): number {
  if (Number.isInteger(latencyMs) && latencyMs >= 0) return latencyMs;
  throw new TypeError(`${name}: latencyMs takes whole milliseconds, from 0 on`);
}
