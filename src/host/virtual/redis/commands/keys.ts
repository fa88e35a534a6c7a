import { type Call, type Commands, command, growing } from "../command.ts";
import { Hash, List, SetOfTexts } from "../database.ts";
import { matchesGlob } from "../glob.ts";
import { integer, smallInteger } from "../numbers.ts";
import { Failure, NO_SUCH_KEY, OK, type Reply, Status, SYNTAX_ERROR } from "../reply.ts";
import { SortedSet } from "../sorted-set.ts";
import { momentOf } from "./expiry.ts";

export const KEYS: Commands = {
  del: command(-2, remove),
  unlink: command(-2, remove),
  exists: command(-2, ({ db }, ...keys) => keys.filter((key) => db.get(key) !== undefined).length),
  touch: command(-2, ({ db }, ...keys) => keys.filter((key) => db.get(key) !== undefined).length),
  type: command(2, ({ db }, key = "") => new Status(typeOf(db.get(key)))),
  keys: command(2, ({ db }, pattern = "") => db.keys().filter((key) => matchesGlob(pattern, key))),
  scan: command(-2, scan),
  dbsize: command(1, ({ db }) => db.size),
  randomkey: command(1, ({ db, server }) => {
    const keys = db.keys();
    return keys[Math.floor(server.random() * keys.length)] ?? null;
  }),
  rename: command(3, (call, from = "", to = "") => {
    move(call, from, to);
    return OK;
  }),
  renamenx: command(3, (call, from = "", to = "") => {
    if (call.db.get(from) === undefined) throw NO_SUCH_KEY;
    if (call.db.get(to) !== undefined) return 0;
    move(call, from, to);
    return 1;
  }),
  expire: command(-3, (call, ...words) => expire(call, words, false, false)),
  pexpire: command(-3, (call, ...words) => expire(call, words, true, false)),
  expireat: command(-3, (call, ...words) => expire(call, words, false, true)),
  pexpireat: command(-3, (call, ...words) => expire(call, words, true, true)),
  ttl: command(2, (call, key = "") => inSeconds(timeToLive(call, key))),
  pttl: command(2, (call, key = "") => timeToLive(call, key)),
  expiretime: command(2, ({ db }, key = "") => inSeconds(told(db.expiry(key)))),
  pexpiretime: command(2, ({ db }, key = "") => told(db.expiry(key))),
  persist: command(2, ({ db }, key = "") => {
    if (typeof db.expiry(key) !== "number") return 0;
    db.setExpiry(key, undefined);
    return 1;
  }),
  flushdb: command(-1, ({ db }, ...options) => {
    checkFlush(options);
    db.clear();
    return OK;
  }),
  flushall: command(-1, ({ server }, ...options) => {
    checkFlush(options);
    for (const db of server.databases) db.clear();
    return OK;
  }),
  copy: growing(-3, ({ db }, from = "", to = "", ...options) => {
    const replaces = options[0]?.toLowerCase() === "replace";
    if (options.length > (replaces ? 1 : 0)) throw SYNTAX_ERROR;
    if (from === to) throw new Failure("ERR source and destination objects are the same");
    const held = db.get(from);
    if (held === undefined || (db.get(to) !== undefined && !replaces)) return 0;
    db.set(to, typeof held === "string" ? held : structuredCopy(held), db.expiry(from) ?? undefined);
    return 1;
  }),
};

function remove({ db }: Call, ...keys: string[]): Reply {
  return keys.filter((key) => db.delete(key)).length;
}

function typeOf(held: unknown): string {
  if (held === undefined) return "none";
  if (held instanceof List) return "list";
  if (held instanceof Hash) return "hash";
  if (held instanceof SetOfTexts) return "set";
  return held instanceof SortedSet ? "zset" : "string";
}

function structuredCopy<T extends List | Hash | SetOfTexts | SortedSet>(held: T): List | Hash | SetOfTexts | SortedSet {
  if (held instanceof List) return Object.assign(new List(), { items: [...held.items] });
  if (held instanceof Hash) return Object.assign(new Hash(), { fields: new Map(held.fields) });
  if (held instanceof SetOfTexts) return Object.assign(new SetOfTexts(), { members: new Set(held.members) });
  return new SortedSet((held as SortedSet).sorted());
}

/** All keys come at once: the cursor is 0 always. */
function scan({ db }: Call, cursor = "", ...options: string[]): Reply {
  if (!/^[0-9]{1,20}$/.test(cursor)) throw new Failure("ERR invalid cursor");
  let keys = db.keys();
  for (let at = 0; at < options.length; at += 2) {
    const value = options[at + 1];
    const option = options[at]?.toLowerCase();
    if (value === undefined) throw SYNTAX_ERROR;
    if (option === "match") keys = keys.filter((key) => matchesGlob(value, key));
    else if (option === "type") keys = keys.filter((key) => typeOf(db.get(key)) === value.toLowerCase());
    else if (option !== "count" || smallInteger(value) < 1) throw SYNTAX_ERROR;
  }
  return ["0", cursor === "0" ? keys : []];
}

function move({ db }: Call, from: string, to: string): void {
  const held = db.get(from);
  if (held === undefined) throw NO_SUCH_KEY;
  if (from === to) return;
  const expires = db.expiry(from) ?? undefined;
  db.delete(from);
  db.set(to, held, expires);
}

const CONDITIONS = ["nx", "xx", "gt", "lt"];

function expire({ db, name, nowMs }: Call, words: readonly string[], isMs: boolean, isAbsolute: boolean): Reply {
  const [key = "", time = "", ...given] = words;
  const conditions = new Set(
    given.map((option) => {
      if (!CONDITIONS.includes(option.toLowerCase())) throw new Failure(`ERR Unsupported option ${option}`);
      return option.toLowerCase();
    }),
  );
  if (conditions.has("nx") && conditions.size > 1) {
    throw new Failure("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (conditions.has("gt") && conditions.has("lt")) {
    throw new Failure("ERR GT and LT options at the same time are not compatible");
  }
  const at = Number(momentOf(name, nowMs, integer(time), isMs, isAbsolute));
  const before = db.expiry(key);
  if (before === undefined) return 0;
  const was = before ?? Number.POSITIVE_INFINITY;
  const isRefused =
    (conditions.has("nx") && before !== null) ||
    (conditions.has("xx") && before === null) ||
    (conditions.has("gt") && at <= was) ||
    (conditions.has("lt") && at >= was);
  if (isRefused) return 0;
  db.setExpiry(key, at);
  return 1;
}

function timeToLive({ db, nowMs }: Call, key: string): number {
  const at = db.expiry(key);
  return typeof at === "number" ? at - nowMs : told(at);
}

/** -1: never; -2: there is no such key. */
function told(expiry: number | null | undefined): number {
  return expiry === undefined ? -2 : (expiry ?? -1);
}

function inSeconds(ms: number): number {
  return ms < 0 ? ms : Math.floor((ms + 500) / 1000);
}

function checkFlush(options: readonly string[]): void {
  const [how = "sync"] = options;
  if (options.length > 1 || !["sync", "async"].includes(how.toLowerCase())) throw SYNTAX_ERROR;
}
