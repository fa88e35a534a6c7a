/** What a campaign consists of. */
import { MANNERS } from "./compare.ts";
import type { Job } from "./worker.ts";

/** Large enough that starting a real Lua costs little for each program, small enough that threads end together. */
const SIZE = 250;

/**
 * The batches of a campaign of `count` programs. All run interpreted, compiled, and in LuaJIT: half of them compiled at the
 * first call, which finds most and takes longest, the others when hot, or later than at once. Every fourth batch is in the
 * dialect that LuaJIT shares with Lua 5.1, and runs there too; every fourth counts roads; every eighth runs in one of the other
 * manners besides, and is smaller, because those take long.
 */
export function* batches(count: number, seed: number): Generator<Job> {
  const [, atOnce, hot, later, ...others] = MANNERS.map(({ name }) => name);
  let left = count;
  for (let at = 0; left > 0; at++) {
    const other = at % 8 === 0 ? others[(at / 8) % others.length] : undefined;
    const size = Math.min(left, other === undefined ? SIZE : SIZE / 5);
    left -= size;
    const isCommon = at % 4 === 3;
    yield {
      batch: {
        dialect: isCommon ? "Lua 5.1" : "LuaJIT",
        seed: seed * 1_000_000 + at,
        size,
        real: isCommon ? ["luajit", "lua5.1"] : ["luajit"],
        manners: [at % 2 === 0 ? atOnce : at % 3 === 0 ? later : hot, other].filter((name) => name !== undefined),
      },
      counts: at % 4 === 0,
    };
  }
}
