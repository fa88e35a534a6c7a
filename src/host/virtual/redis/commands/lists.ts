import { type Call, type Commands, command, growing } from "../command.ts";
import { List } from "../database.ts";
import { float, smallInteger } from "../numbers.ts";
import { Failure, NO_LIST, NO_SUCH_KEY, OK, OUT_OF_RANGE, type Reply, SYNTAX_ERROR } from "../reply.ts";

type End = "left" | "right";
const NOT_POSITIVE = new Failure("ERR value is out of range, must be positive");

export const LISTS: Commands = {
  lpush: growing(-3, (call, key = "", ...texts) => push(call, "left", key, texts)),
  rpush: growing(-3, (call, key = "", ...texts) => push(call, "right", key, texts)),
  lpushx: growing(-3, (call, key = "", ...texts) => (call.db.find(List, key) ? push(call, "left", key, texts) : 0)),
  rpushx: growing(-3, (call, key = "", ...texts) => (call.db.find(List, key) ? push(call, "right", key, texts) : 0)),
  lpop: command(-2, (call, ...words) => popSome(call, "left", words)),
  rpop: command(-2, (call, ...words) => popSome(call, "right", words)),
  llen: command(2, (call, key = "") => itemsOf(call, key).length),
  lrange: command(4, (call, key = "", from = "", to = "") => {
    const places = [smallInteger(from), smallInteger(to)] as const;
    return slice(itemsOf(call, key), ...places);
  }),
  lindex: command(3, (call, key = "", index = "") => {
    const items = call.db.find(List, key)?.items;
    return items === undefined ? null : (items.at(smallInteger(index)) ?? null);
  }),
  lset: growing(4, ({ db }, key = "", index = "", text = "") => {
    const items = db.find(List, key)?.items;
    if (items === undefined) throw NO_SUCH_KEY;
    const number = smallInteger(index);
    const at = number < 0 ? number + items.length : number;
    if (at < 0 || at >= items.length) throw OUT_OF_RANGE;
    items[at] = text;
    db.changed(key);
    return OK;
  }),
  lrem: command(4, ({ db }, key = "", count = "", text = "") => {
    const number = smallInteger(count);
    const list = db.find(List, key);
    if (list === undefined) return 0;
    let left = number === 0 ? list.items.length : Math.abs(number);
    const stays = (item: string) => item !== text || left-- <= 0;
    const before = list.items.length;
    list.items = number < 0 ? list.items.toReversed().filter(stays).reverse() : list.items.filter(stays);
    const removed = before - list.items.length;
    if (removed > 0) db.changed(key);
    return removed;
  }),
  ltrim: command(4, ({ db }, key = "", from = "", to = "") => {
    const places = [smallInteger(from), smallInteger(to)] as const;
    const list = db.find(List, key);
    if (list === undefined) return OK;
    list.items = slice(list.items, ...places);
    db.changed(key);
    return OK;
  }),
  linsert: growing(5, ({ db }, key = "", where = "", pivot = "", text = "") => {
    const side = where.toLowerCase();
    if (side !== "before" && side !== "after") throw SYNTAX_ERROR;
    const items = db.find(List, key)?.items;
    if (items === undefined) return 0;
    const at = items.indexOf(pivot);
    if (at < 0) return -1;
    items.splice(side === "before" ? at : at + 1, 0, text);
    db.changed(key);
    return items.length;
  }),
  rpoplpush: growing(3, (call, from = "", to = "") => moveItem(call, from, to, "right", "left")),
  lmove: growing(5, (call, from = "", to = "", fromEnd = "", toEnd = "") =>
    moveItem(call, from, to, endOf(fromEnd), endOf(toEnd)),
  ),
  blpop: command(-3, (call, ...words) => popOrWait(call, "left", words)),
  brpop: command(-3, (call, ...words) => popOrWait(call, "right", words)),
};

function endOf(word: string): End {
  const end = word.toLowerCase();
  if (end !== "left" && end !== "right") throw SYNTAX_ERROR;
  return end;
}

function itemsOf({ db }: Call, key: string): readonly string[] {
  return db.find(List, key)?.items ?? [];
}

function push({ db, server }: Call, end: End, key: string, texts: readonly string[]): Reply {
  const list = db.findOrMake(List, key);
  if (end === "left") list.items = [...texts.toReversed(), ...list.items];
  else for (const text of texts) list.items.push(text);
  const { length } = list.items;
  db.changed(key);
  server.listGrew(db, key);
  return length;
}

function popOne({ db }: Call, end: End, key: string): string | undefined {
  const items = db.find(List, key)?.items;
  const item = end === "left" ? items?.shift() : items?.pop();
  if (item !== undefined) db.changed(key);
  return item;
}

function popSome(call: Call, end: End, words: readonly string[]): Reply {
  const [key = "", count] = words;
  if (words.length > 2) throw new Failure(`ERR wrong number of arguments for '${call.name}' command`);
  if (count === undefined) return popOne(call, end, key) ?? null;
  const number = smallInteger(count, NOT_POSITIVE);
  if (number < 0) throw NOT_POSITIVE;
  const list = call.db.find(List, key);
  if (list === undefined) return NO_LIST;
  const taken = Math.min(number, list.items.length);
  return Array.from({ length: taken }, () => popOne(call, end, key) as string);
}

function slice(items: readonly string[], from: number, to: number): string[] {
  const start = from < 0 ? Math.max(0, from + items.length) : from;
  const end = to < 0 ? to + items.length : to;
  return start > end ? [] : items.slice(start, end + 1);
}

function moveItem(call: Call, from: string, to: string, fromEnd: End, toEnd: End): Reply {
  const { db } = call;
  if (db.find(List, from) === undefined) return null;
  db.find(List, to);
  const item = popOne(call, fromEnd, from) ?? "";
  push(call, toEnd, to, [item]);
  return item;
}

/** Takes an item of the first list that has one; or waits for one. */
function popOrWait(call: Call, end: End, words: readonly string[]): Reply | undefined {
  const keys = words.slice(0, -1);
  const seconds = float(words.at(-1) ?? "", new Failure("ERR timeout is not a float or out of range"));
  if (seconds < 0) throw new Failure("ERR timeout is negative");
  const attempt = () => {
    for (const key of keys) {
      const item = popOne(call, end, key);
      if (item !== undefined) return [key, item];
    }
    return undefined;
  };
  const found = attempt();
  if (found !== undefined) return found;
  if (call.client.isExecuting) return NO_LIST;
  call.server.waitForList({ client: call.client, db: call.db, keys, attempt, timeoutMs: Math.ceil(seconds * 1000) });
  return undefined;
}
