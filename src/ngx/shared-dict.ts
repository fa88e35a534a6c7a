/** ngx.shared.DICT: dictionaries that the workers of a server share. */
import type { ListEnd, SharedDict } from "../host/ports.ts";
import { charge } from "../vm/charge.ts";
import { raise } from "../vm/raise.ts";
import { Table } from "../vm/table.ts";
import { NOTHING, type Result, truthy, type Value } from "../vm/values.ts";
import { toInt64 } from "./c-conversions.ts";
import type { NgxContext } from "./context.ts";
import { type Arity, any, optional } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { methods } from "./declare.ts";
import {
  addend,
  dictionary,
  dictionaryOfC,
  exptime,
  flagsOf,
  key,
  keyOfC,
  most,
  numberFor,
  type Refused,
  reckonedMs,
} from "./shared-dict/arguments.ts";

const MOST_KEYS = 1024;
/** A time to live that the reference takes for "not found": its NGX_DECLINED. */
const DECLINED_MS = -5;

const STORED: readonly Value[] = Object.freeze([true, undefined, false]);
const STORED_BY_FORCE: readonly Value[] = Object.freeze([true, undefined, true]);
const BAD_VALUE_TYPE: Refused = Object.freeze([undefined, "bad value type"]);
const NOT_FOUND: Refused = Object.freeze([undefined, "not found"]);
const IS_A_LIST: Refused = Object.freeze([undefined, "value is a list"]);

const inLua = { phases: everywhere, writtenInLua: "resty/core/shdict.lua" } as const;
const inC = { phases: everywhere } as const;

export const sharedDict = methods("ngx.shared.DICT", {
  get: {
    ...inLua,
    does: "The value under a key, and its flags where they are not 0; nil where there is none or it has expired.",
    params: [dictionary, key],
    run: ({ worker }, dict, key) => {
      if (typeof key !== "string") return key;
      const entry = dict.get(key, worker.clock.nowMs());
      if (entry === undefined) return undefined;
      if (entry.value === undefined) return IS_A_LIST;
      return entry.flags === 0 ? entry.value : [entry.value, entry.flags];
    },
  },
  get_stale: {
    ...inLua,
    does: "As get, also where it has expired; says so in a third result.",
    params: [dictionary, key],
    run: ({ worker }, dict, key) => {
      if (typeof key !== "string") return key;
      const nowMs = worker.clock.nowMs();
      const entry = dict.getStale(key, nowMs);
      if (entry === undefined) return undefined;
      if (entry.value === undefined) return IS_A_LIST;
      const isStale = entry.expiresAtMs !== 0 && entry.expiresAtMs < nowMs;
      return [entry.value, entry.flags === 0 ? undefined : entry.flags, isStale];
    },
  },
  set: store("Stores a value; entries not used for long are forgotten if there is no room.", "set", true),
  safe_set: store('As set, but answers "no memory" rather than forget what has not expired.', "set", false),
  add: store('As set, but answers "exists" where there is a value.', "add", true),
  safe_add: store('As add, but answers "no memory" rather than forget what has not expired.', "add", false),
  replace: store('As set, but answers "not found" where there is no value.', "replace", true),
  delete: {
    ...inLua,
    does: "Removes what is under a key.",
    params: [dictionary, key],
    run: ({ worker }, dict, key) => {
      if (typeof key !== "string") return key;
      dict.delete(key, worker.clock.nowMs());
      return STORED;
    },
  },
  incr: {
    ...inLua,
    does: "Adds to the number under a key, or to init where there is none, which then lives for init_ttl seconds.",
    params: [dictionary, key, any("value"), optional(any("init")), optional(any("init_ttl"))],
    run: ({ state, worker }, dict, key, value, init, initTtl) => {
      if (typeof key !== "string") return key;
      const by = addend(value);
      const start = truthy(init) ? numberFor(state, "init", init) : undefined;
      let ttlMs = 0;
      if (initTtl !== undefined) {
        const seconds = numberFor(state, "init_ttl", initTtl);
        if (seconds < 0) raise(state, 'bad "init_ttl" argument');
        if (start === undefined) raise(state, 'must provide "init" when providing "init_ttl"');
        ttlMs = toInt64(seconds * 1000);
      }
      const sum = dict.increment(key, by, start, ttlMs, worker.clock.nowMs());
      if (typeof sum !== "number") return [undefined, sum];
      return start === undefined ? sum : [sum, undefined, dict.hasEvicted];
    },
  },
  ttl: {
    ...inLua,
    does: "How many seconds an entry has left, below 0 where it has expired; 0 where it never does.",
    params: [dictionary, key],
    run: ({ worker }, dict, key) => {
      if (typeof key !== "string") return key;
      const entry = dict.peek(key);
      if (entry === undefined) return NOT_FOUND;
      if (entry.expiresAtMs === 0) return 0;
      const leftMs = entry.expiresAtMs - worker.clock.nowMs();
      return leftMs === DECLINED_MS ? NOT_FOUND : leftMs / 1000;
    },
  },
  expire: {
    ...inLua,
    does: "Gives an entry exptime seconds from now; 0: it never expires.",
    params: [dictionary, any("key"), any("exptime")],
    run: ({ state, worker }, dict, name, exptime) => {
      if (!truthy(exptime)) raise(state, 'bad "exptime" argument');
      const text = key.check(state, name, 2, 3);
      if (typeof text !== "string") return text;
      return dict.expire(text, reckonedMs(exptime), worker.clock.nowMs()) ? true : NOT_FOUND;
    },
  },
  lpush: push("Puts a value to the left end of a list; its new length.", "left"),
  rpush: push("Puts a value to the right end of a list; its new length.", "right"),
  lpop: pop("Takes the value off the left end of a list.", "left"),
  rpop: pop("Takes the value off the right end of a list.", "right"),
  llen: {
    ...inC,
    does: "How long a list is.",
    arity: exactly(2),
    params: [dictionary, keyOfC],
    run: ({ worker }, dict, key) => {
      if (typeof key !== "string") return key;
      const length = dict.length(key, worker.clock.nowMs());
      return typeof length === "number" ? length : [undefined, length];
    },
  },
  flush_all: {
    ...inLua,
    does: "Lets every entry expire.",
    params: [dictionary],
    run: ({ worker }, dict) => {
      dict.flushAll(worker.clock.nowMs());
      return NOTHING;
    },
  },
  flush_expired: {
    ...inC,
    does: "Removes entries that have expired, up to max_count (0: all); how many it were.",
    arity: oneOrTwo(),
    params: [dictionaryOfC, most("max_count", 0)],
    run: ({ worker }, dict, most) => dict.flushExpired(most, worker.clock.nowMs()),
  },
  get_keys: {
    ...inC,
    does: `The keys of entries that have not expired, up to max_count (${MOST_KEYS}; 0: all).`,
    arity: oneOrTwo(),
    params: [dictionaryOfC, most("max_count", MOST_KEYS)],
    run: ({ state, worker }, dict, most) => {
      const keys = dict.keys(most, worker.clock.nowMs());
      charge(state, keys.length);
      return Table.fromArray(keys);
    },
  },
  capacity: {
    ...inLua,
    does: "The size of the dictionary in bytes, as lua_shared_dict says.",
    params: [dictionary],
    run: (_context, dict) => dict.capacityBytes,
  },
  free_space: {
    ...inLua,
    does: "How many bytes lie in memory pages that nothing is in.",
    params: [dictionary],
    run: (_context, dict) => dict.freeBytes,
  },
});

function store(does: string, how: "set" | "add" | "replace", evicts: boolean) {
  return {
    ...inLua,
    does,
    params: [dictionary, any("key"), any("value"), exptime, optional(any("flags"))],
    run: (
      { state, worker }: NgxContext,
      dict: SharedDict,
      name: Value,
      value: Value,
      ttlMs: number,
      flags: Value,
    ): Result => {
      const text = key.check(state, name, 2, 3);
      if (typeof text !== "string") return text;
      switch (typeof value) {
        case "string":
        case "number":
        case "boolean":
        case "undefined":
          break;
        default:
          return BAD_VALUE_TYPE;
      }
      const bits = flagsOf(flags);
      const nowMs = worker.clock.nowMs();
      if (value === undefined) {
        if (how !== "set") return [false, "attempt to add or replace nil values", false];
        dict.delete(text, nowMs);
        return STORED;
      }
      const reason = dict.store(how, evicts, text, value, ttlMs, bits, nowMs);
      if (reason !== undefined) return [false, reason, dict.hasEvicted];
      return dict.hasEvicted ? STORED_BY_FORCE : STORED;
    },
  } as const;
}

function push(does: string, end: ListEnd) {
  return {
    ...inC,
    does,
    arity: exactly(3),
    params: [dictionary, keyOfC, any("value")],
    run: ({ worker }: NgxContext, dict: SharedDict, key: string | Refused, value: Value): Result => {
      if (typeof key !== "string") return key;
      if (typeof value !== "string" && typeof value !== "number") return BAD_VALUE_TYPE;
      const length = dict.push(end, key, value, worker.clock.nowMs());
      if (length === "no memory for a list") return [false, "no memory"];
      return typeof length === "number" ? length : [undefined, length];
    },
  } as const;
}

function pop(does: string, end: ListEnd) {
  return {
    ...inC,
    does,
    arity: exactly(2),
    params: [dictionary, keyOfC],
    run: ({ worker }: NgxContext, dict: SharedDict, key: string | Refused): Result => {
      if (typeof key !== "string") return key;
      const item = dict.pop(end, key, worker.clock.nowMs());
      return typeof item === "string" ? [undefined, item] : item?.value;
    },
  } as const;
}

function exactly(count: number): Arity {
  return { least: count, most: count, text: (seen) => `expecting ${count} arguments, but only seen ${seen}` };
}

function oneOrTwo(): Arity {
  return { least: 1, most: 2, text: (count) => `expecting 1 or 2 argument(s), but saw ${count}` };
}
