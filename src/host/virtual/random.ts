import type { Random } from "../ports.ts";

/** Bytes that look random and are the same for the same `seed`. Nothing that must stay secret may come of them. */
export function seededRandom(seed: number): Random {
  let state = Math.trunc(seed) >>> 0;
  return {
    bytes: (count) =>
      Uint8Array.from({ length: count }, () => {
        // Mulberry32
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return (mixed ^ (mixed >>> 14)) & 0xff;
      }),
  };
}
