/** What a campaign consists of. */
import { MANNERS } from "./compare.ts";
import type { Job } from "./worker.ts";

/** Large enough that starting a real Lua costs little for each program. */
const SIZE = 500;

/**
 * The batches of a campaign of `count` programs: each runs interpreted, compiled at the first call and compiled when hot, and
 * every fourth in one manner more, and counts roads. Another fourth is in the dialect that LuaJIT shares with Lua 5.1.
 */
export function* batches(count: number, seed: number): Generator<Job> {
  const [, atOnce, hot, ...others] = MANNERS.map(({ name }) => name);
  for (let at = 0; at * SIZE < count; at++) {
    const isCommon = at % 4 === 3;
    const other = at % 4 === 0 ? others[(at / 4) % others.length] : undefined;
    yield {
      batch: {
        dialect: isCommon ? "Lua 5.1" : "LuaJIT",
        seed: seed * 1_000_000 + at,
        size: Math.min(SIZE, count - at * SIZE),
        real: isCommon ? ["luajit", "lua5.1"] : ["luajit"],
        manners: [atOnce, hot, other].filter((name) => name !== undefined),
      },
      counts: at % 4 === 0,
    };
  }
}
