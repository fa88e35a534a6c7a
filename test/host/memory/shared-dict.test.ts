import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryDict } from "../../../src/host/memory/shared-dict.ts";
import { memoryStore } from "../../../src/host/memory/shared-store.ts";
import type { SharedDict, SharedValue } from "../../../src/host/ports.ts";

function dict(bytes = 102_400): SharedDict {
  const opened = MemoryDict.open("dogs", bytes);
  if (opened === undefined) throw new Error("too small");
  return opened;
}

const set = (d: SharedDict, key: string, value: SharedValue, nowMs = 0, ttlMs = 0) =>
  d.store("set", true, key, value, ttlMs, 0, nowMs);

test("a dictionary too small for its own records cannot be had, nor can its store", () => {
  assert.is(MemoryDict.open("dogs", 8192), undefined);
  assert.is(
    memoryStore([
      { name: "cats", bytes: 12_288 },
      { name: "dogs", bytes: 8192 },
    ]),
    undefined,
  );
  assert.equal([...(memoryStore([{ name: "cats", bytes: 12_288 }]) ?? []).keys()], ["cats"]);
});

test("an entry can be got in its last millisecond, unless it is the one not used for longest", () => {
  const d = dict();
  set(d, "old", 1);
  set(d, "a", 1, 0, 10);
  assert.is(d.get("a", 10)?.value, 1);
  assert.is(d.get("a", 11), undefined);
  assert.is(d.getStale("a", 11)?.value, 1);
  d.delete("old", 0);
  set(d, "a", 1, 0, 10);
  assert.is(d.get("a", 10), undefined);
});

test("each call forgets at most two expired entries", () => {
  const d = dict();
  for (const key of ["a", "b", "c", "d", "e"]) set(d, key, 1, 0, 1);
  assert.is(d.get("e", 5), undefined);
  assert.equal(
    ["a", "b", "c", "d"].map((key) => d.peek(key) !== undefined),
    [false, false, true, true],
  );
});

test("a peek is no use, a get is one", () => {
  const d = dict();
  for (const key of ["a", "b", "c"]) set(d, key, 1);
  d.peek("a");
  assert.equal(d.keys(9, 0), ["a", "b", "c"]);
  d.get("a", 0);
  assert.equal(d.keys(9, 0), ["b", "c", "a"]);
  assert.equal(d.keys(2, 0), ["b", "c"]);
});

test("without room what was not used for longest goes, and this is told", () => {
  const d = dict(16_384);
  const value = "v".repeat(1000);
  const keys = Array.from({ length: 4 }, (_, index) => `k${index}`);
  for (const key of keys) {
    set(d, key, value);
    if (d.hasEvicted) break;
  }
  assert.ok(d.hasEvicted);
  assert.is(d.peek("k0"), undefined);
  set(d, "small", 1);
  assert.not(d.hasEvicted);
});

test("a value that does not fit even so costs others, and its own older value", () => {
  const d = dict(16_384);
  set(d, "a", 1);
  set(d, "b", "x");
  assert.is(set(d, "b", "x".repeat(20_000)), "no memory");
  assert.ok(d.hasEvicted);
  assert.equal(d.keys(9, 0), []);
  assert.is(d.store("set", false, "b", "x".repeat(20_000), 0, 0, 0), "no memory");
  assert.not(d.hasEvicted);
});

test("thirty entries at most go for one", () => {
  const d = dict(102_400);
  let count = 0;
  for (; !d.hasEvicted; count++) set(d, `key${count}`, "v".repeat(40));
  const before = d.keys(1e9, 0).length;
  assert.is(set(d, "big", "v".repeat(50_000)), "no memory");
  assert.is(before - d.keys(1e9, 0).length, 30);
});

test("a value of the same size takes the place of another, whatever its type", () => {
  const d = dict();
  set(d, "a", "12345678");
  const { freeBytes } = d;
  set(d, "a", 1.5);
  assert.is(d.get("a", 0)?.value, 1.5);
  assert.is(d.freeBytes, freeBytes);
});

test("a list cannot push another entry out", () => {
  const d = dict(16_384);
  const value = "v".repeat(900);
  const pushed: unknown[] = [];
  for (let count = 0; count < 9; count++) pushed.push(d.push("right", "list", value, 0));
  assert.equal(pushed, [1, 2, 3, 4, ...Array(5).fill("no memory")]);
  set(d, "plain", "v".repeat(40));
  assert.is(d.push("left", "l".repeat(200), 1, 0), "no memory for a list");
});

test("a list that gets no first value is gone", () => {
  const d = dict(16_384);
  assert.is(d.push("right", "list", "v".repeat(20_000), 0), "no memory");
  assert.is(d.peek("list"), undefined);
});

test("a list whose time is over begins anew, and never expires then", () => {
  const d = dict();
  set(d, "old", 1);
  for (const value of [1, 2, 3]) d.push("right", "list", value, 0);
  assert.ok(d.expire("list", 5, 0));
  assert.is(d.length("list", 6), 0);
  assert.is(d.push("left", "list", "x", 6), 1);
  assert.is(d.peek("list")?.expiresAtMs, 0);
  assert.is((d.pop("right", "list", 6) as { value: unknown }).value, "x");
  assert.is(d.pop("right", "list", 6), undefined);
});

test("values come off both ends, and the last one takes the list with it", () => {
  const d = dict();
  const { freeBytes } = d;
  for (let count = 0; count < 1000; count++) d.push(count % 2 === 0 ? "left" : "right", "list", count, 0);
  assert.is(d.length("list", 0), 1000);
  const value = (end: "left" | "right") => (d.pop(end, "list", 0) as { value: unknown }).value;
  assert.equal([value("left"), value("right"), value("left"), value("right")], [998, 999, 996, 997]);
  for (let count = 0; count < 996; count++) value("left");
  assert.is(d.pop("left", "list", 0), undefined);
  assert.is(d.peek("list"), undefined);
  assert.is(d.freeBytes, freeBytes);
});

test("a list is no value and a value is no list", () => {
  const d = dict();
  d.push("left", "list", 1, 0);
  set(d, "plain", 1);
  assert.is(d.get("list", 0)?.value, undefined);
  assert.is(d.increment("list", 1, 1, 0, 0), "not a number");
  assert.is(d.push("left", "plain", 1, 0), "value not a list");
  assert.is(d.pop("left", "plain", 0), "value not a list");
  assert.is(d.length("plain", 0), "value not a list");
});

test("flushing gives all memory back", () => {
  const d = dict();
  const { freeBytes } = d;
  for (let count = 0; count < 100; count++) set(d, `k${count}`, "v".repeat(count * 10));
  for (let count = 0; count < 50; count++) d.push("left", "list", "v".repeat(count * 20), 0);
  d.flushAll(5);
  assert.equal(d.keys(9, 5), []);
  assert.is(d.flushExpired(10, 5), 10);
  d.flushExpired(Number.POSITIVE_INFINITY, 5);
  assert.is(d.freeBytes, freeBytes);
});

test.run();
