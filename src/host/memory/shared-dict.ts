/** A shared dictionary for workers of one thread, which behaves as ngx_lua's in shared memory: what fits, what goes first. */
import type { ListEnd, SharedDict, SharedValue } from "../ports.ts";
import { Entry, sizeOf } from "./shared-entry.ts";
import { SharedList } from "./shared-list.ts";
import { type Block, SlabPool } from "./slab-pool.ts";

/** What ngx_lua stores with each entry in front of its key, on 64-bit systems, and with each value of a list. */
const ENTRY_BYTES = 68;
const ITEM_BYTES = 21;
/** What a list itself takes behind its key, and to what that is rounded up. */
const LIST_BYTES = 16;
const LIST_ALIGNMENT = 8;
/** The dictionary's own records: the tree and the queue, and the text for error messages around its name. */
const TREE_BYTES = 80;
const NAME_AROUND = ' in lua_shared_dict zone ""\0';
/** How often others are forgotten for one entry before there is "no memory" after all. */
const MOST_EVICTIONS = 30;
/** V8's Map holds no more. */
const MOST_KEYS = 2 ** 24;

export class MemoryDict implements SharedDict {
  readonly capacityBytes: number;
  hasEvicted = false;
  private readonly pool: SlabPool;
  private readonly entries = new Map<string, Entry>();
  /** No entry: its `older` is the one used last, its `newer` the one not used for longest. */
  private readonly ends: Entry;

  /** Undefined where `bytes` are too few for an empty dictionary. */
  static open(name: string, bytes: number): MemoryDict | undefined {
    const pool = new SlabPool(bytes);
    const tree = pool.allocate(TREE_BYTES);
    const text = pool.allocate(NAME_AROUND.length + name.length);
    return tree === undefined || text === undefined ? undefined : new MemoryDict(bytes, pool, tree);
  }

  private constructor(bytes: number, pool: SlabPool, tree: Block) {
    this.capacityBytes = bytes;
    this.pool = pool;
    this.ends = new Entry("", undefined, tree);
  }

  get freeBytes(): number {
    return this.pool.freeBytes;
  }

  get(key: string, nowMs: number): Entry | undefined {
    this.forgetExpired(nowMs);
    const entry = this.use(key);
    return entry === undefined || entry.isOver(nowMs) ? undefined : entry;
  }

  getStale(key: string): Entry | undefined {
    return this.use(key);
  }

  peek(key: string): Entry | undefined {
    return this.entries.get(key);
  }

  store(
    how: "set" | "add" | "replace",
    evicts: boolean,
    key: string,
    value: SharedValue,
    ttlMs: number,
    flags: number,
    nowMs: number,
  ): "exists" | "not found" | "no memory" | undefined {
    this.hasEvicted = false;
    this.forgetExpired(nowMs);
    const entry = this.use(key);
    if (how !== "set") {
      const isThere = entry !== undefined && !entry.isOver(nowMs);
      if (how === "add" && isThere) return "exists";
      if (how === "replace" && !isThere) return "not found";
    }
    const stored = this.put(entry, evicts, key, value, nowMs);
    if (stored === undefined) return "no memory";
    stored.flags = flags;
    stored.liveFor(ttlMs, nowMs);
    return undefined;
  }

  delete(key: string, nowMs: number): void {
    this.hasEvicted = false;
    this.forgetExpired(nowMs);
    const entry = this.entries.get(key);
    if (entry !== undefined) this.remove(entry);
  }

  increment(
    key: string,
    by: number,
    start: number | undefined,
    ttlMs: number,
    nowMs: number,
  ): number | "not found" | "not a number" | "no memory" {
    this.hasEvicted = false;
    this.forgetExpired(nowMs);
    const entry = this.use(key);
    if (entry === undefined || entry.isOver(nowMs)) {
      if (start === undefined) return "not found";
      const sum = by + start;
      const stored = this.put(entry, true, key, sum, nowMs);
      if (stored === undefined) return "no memory";
      stored.flags = 0;
      stored.liveFor(ttlMs, nowMs);
      return sum;
    }
    if (typeof entry.value !== "number") return "not a number";
    entry.value += by;
    return entry.value;
  }

  expire(key: string, ttlMs: number, nowMs: number): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined) return false;
    entry.liveFor(ttlMs, nowMs);
    return true;
  }

  push(
    end: ListEnd,
    key: string,
    value: string | number,
    nowMs: number,
  ): number | "value not a list" | "no memory" | "no memory for a list" {
    const found = this.get(key, nowMs) ?? this.emptied(key) ?? this.insertList(key);
    if (found === undefined) return "no memory for a list";
    const { list } = found;
    if (list === undefined) return "value not a list";
    const block = this.pool.allocate(ITEM_BYTES + sizeOf(value));
    if (block === undefined) {
      if (list.length === 0) this.remove(found);
      return "no memory";
    }
    list.push(end, value, block);
    return list.length;
  }

  pop(end: ListEnd, key: string, nowMs: number): { readonly value: string | number } | "value not a list" | undefined {
    const entry = this.get(key, nowMs);
    if (entry === undefined) return undefined;
    if (entry.list === undefined) return "value not a list";
    const item = entry.list.pop(end);
    if (item !== undefined) this.pool.free(item.block);
    if (entry.list.length === 0) this.remove(entry);
    return item;
  }

  length(key: string, nowMs: number): number | "value not a list" {
    const entry = this.get(key, nowMs);
    return entry === undefined ? 0 : (entry.list?.length ?? "value not a list");
  }

  flushAll(nowMs: number): void {
    for (const entry of this.entries.values()) entry.expiresAtMs = 1;
    this.forgetOldest(nowMs);
  }

  flushExpired(most: number, nowMs: number): number {
    let count = 0;
    for (let entry = this.ends.newer; entry !== this.ends && count < most; entry = entry.newer) {
      if (!entry.isDue(nowMs)) continue;
      this.remove(entry);
      count++;
    }
    return count;
  }

  keys(most: number, nowMs: number): string[] {
    const keys: string[] = [];
    for (let entry = this.ends.newer; entry !== this.ends && keys.length < most; entry = entry.newer) {
      if (!entry.isDue(nowMs)) keys.push(entry.key);
    }
    return keys;
  }

  /** Forgets one or two entries that have expired, where they are those not used for longest: each call pays for some. */
  private forgetExpired(nowMs: number): number {
    const { ends } = this;
    let count = 0;
    for (; count < 2 && ends.newer !== ends && ends.newer.isDue(nowMs); count++) this.remove(ends.newer);
    return count;
  }

  /** Forgets the entry that was not used for longest, and one or two expired ones behind it. @returns whether there was any */
  private forgetOldest(nowMs: number): boolean {
    const oldest = this.ends.newer;
    if (oldest === this.ends) return false;
    this.remove(oldest);
    this.forgetExpired(nowMs);
    return true;
  }

  /** Finds an entry, expired or not, and makes it the one used last. */
  private use(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry !== undefined && this.ends.older !== entry) {
      entry.unlink();
      entry.linkBehind(this.ends);
    }
    return entry;
  }

  /** Puts a value into `entry`, if that is there and of the right size, or into a new one; undefined without memory for it. */
  private put(
    entry: Entry | undefined,
    evicts: boolean,
    key: string,
    value: SharedValue,
    nowMs: number,
  ): Entry | undefined {
    if (entry !== undefined) {
      if (sizeOf(entry.value) === sizeOf(value)) {
        entry.value = value;
        return entry;
      }
      this.remove(entry);
    }
    const bytes = ENTRY_BYTES + key.length + sizeOf(value);
    let block = this.allocateEntry(bytes);
    if (evicts) {
      for (let times = 0; block === undefined && times < MOST_EVICTIONS && this.forgetOldest(nowMs); times++) {
        this.hasEvicted = true;
        block = this.allocateEntry(bytes);
      }
    }
    return block === undefined ? undefined : this.add(new Entry(key, value, block));
  }

  private insertList(key: string): Entry | undefined {
    const bytes = Math.ceil((ENTRY_BYTES + key.length + LIST_BYTES) / LIST_ALIGNMENT) * LIST_ALIGNMENT;
    const block = this.allocateEntry(bytes);
    if (block === undefined) return undefined;
    const entry = new Entry(key, undefined, block);
    entry.list = new SharedList();
    return this.add(entry);
  }

  /** What is under `key` has expired: a list is used again, anything else goes. */
  private emptied(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry?.list === undefined) {
      if (entry !== undefined) this.remove(entry);
      return undefined;
    }
    entry.list.clear((block) => this.pool.free(block));
    entry.expiresAtMs = 0;
    return entry;
  }

  private allocateEntry(bytes: number): Block | undefined {
    return this.entries.size < MOST_KEYS ? this.pool.allocate(bytes) : undefined;
  }

  private add(entry: Entry): Entry {
    this.entries.set(entry.key, entry);
    entry.linkBehind(this.ends);
    return entry;
  }

  private remove(entry: Entry): void {
    entry.list?.clear((block) => this.pool.free(block));
    entry.unlink();
    this.entries.delete(entry.key);
    this.pool.free(entry.block);
  }
}
