import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Block, SlabPool } from "../../../src/host/memory/slab-pool.ts";

const PAGE = 4096;
/** A zone with that many pages: one more holds nginx's own records. */
const poolOf = (pages: number) => new SlabPool((pages + 1) * PAGE);
const allocated = (pool: SlabPool, bytes: number): Block => {
  const block = pool.allocate(bytes);
  if (block === undefined) throw new Error("no room");
  return block;
};

test("a zone's own records take the first page", () => {
  assert.is(new SlabPool(8192).freeBytes, PAGE);
  assert.is(new SlabPool(12_288).freeBytes, 2 * PAGE);
  assert.is(new SlabPool(102_400).freeBytes, 24 * PAGE);
  assert.is(new SlabPool(2 ** 20).freeBytes, 254 * PAGE);
});

test("a zone too small for a page has no room", () => {
  for (const bytes of [0, 1, 704, 4096, 5000]) {
    const pool = new SlabPool(bytes);
    assert.is(pool.freeBytes, 0);
    assert.is(pool.allocate(8), undefined);
  }
});

test("a page holds as many chunks as fit beside its map", () => {
  const sizes: readonly (readonly [bytes: number, chunks: number])[] = [
    [1, 504],
    [8, 504],
    [9, 254],
    [16, 254],
    [17, 127],
    [33, 64],
    [65, 32],
    [128, 32],
    [129, 16],
    [1024, 4],
    [1025, 2],
    [2048, 2],
    [2049, 1],
  ];
  for (const [bytes, chunks] of sizes) {
    const pool = poolOf(2);
    for (let count = 0; count < chunks; count++) allocated(pool, bytes);
    assert.is(pool.freeBytes, PAGE, `${bytes}`);
    allocated(pool, bytes);
    assert.is(pool.freeBytes, 0, `${bytes}`);
  }
});

test("large blocks take whole pages in a row", () => {
  const pool = poolOf(4);
  const first = allocated(pool, PAGE + 1);
  allocated(pool, 2 * PAGE);
  assert.is(pool.allocate(2049), undefined);
  pool.free(first);
  assert.is(pool.freeBytes, 2 * PAGE);
  assert.is(pool.allocate(2 * PAGE + 1), undefined);
  allocated(pool, 2 * PAGE);
});

test("free pages on both sides become one row again", () => {
  const pool = poolOf(3);
  const pages = [1, 2, 3].map(() => allocated(pool, PAGE));
  for (const page of [pages[0], pages[2], pages[1]]) pool.free(page as Block);
  assert.is(pool.freeBytes, 3 * PAGE);
  allocated(pool, 3 * PAGE);
});

test("pages that are apart are no row", () => {
  const pool = poolOf(3);
  const pages = [1, 2, 3].map(() => allocated(pool, PAGE));
  pool.free(pages[0] as Block);
  pool.free(pages[2] as Block);
  assert.is(pool.freeBytes, 2 * PAGE);
  assert.is(pool.allocate(2 * PAGE), undefined);
});

test("a page is free again once its last chunk is, and a full one takes chunks again once one is", () => {
  const pool = poolOf(1);
  const blocks = Array.from({ length: 32 }, () => allocated(pool, 100));
  assert.is(pool.allocate(100), undefined);
  pool.free(blocks.pop() as Block);
  blocks.push(allocated(pool, 128));
  assert.is(pool.allocate(100), undefined);
  for (const block of blocks) {
    assert.is(pool.freeBytes, 0);
    pool.free(block);
  }
  assert.is(pool.freeBytes, PAGE);
  allocated(pool, PAGE);
});

test("a zone of a terabyte costs nothing until it is used", () => {
  const pool = new SlabPool(2 ** 40);
  allocated(pool, 2 ** 39);
  assert.is.not(pool.freeBytes, 0);
});

test.run();
