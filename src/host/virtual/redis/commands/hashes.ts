import { type Call, type Commands, command, growing } from "../command.ts";
import { Hash } from "../database.ts";
import { decimalSum, fits, float, integer } from "../numbers.ts";
import { Failure, OK, type Reply } from "../reply.ts";
import { wrongCount } from "./wrong-count.ts";

export const HASHES: Commands = {
  hset: growing(-4, (call, key = "", ...words) => setFields(call, key, words)),
  hmset: growing(-4, (call, key = "", ...words) => {
    setFields(call, key, words);
    return OK;
  }),
  hsetnx: growing(4, ({ db }, key = "", field = "", text = "") => {
    if (db.find(Hash, key)?.fields.has(field)) return 0;
    db.findOrMake(Hash, key).fields.set(field, text);
    db.changed(key);
    return 1;
  }),
  hget: command(3, (call, key = "", field = "") => fieldsOf(call, key).get(field) ?? null),
  hmget: command(-3, (call, key = "", ...names) => {
    const fields = fieldsOf(call, key);
    return names.map((name) => fields.get(name) ?? null);
  }),
  hgetall: command(2, (call, key = "") => [...fieldsOf(call, key)].flat()),
  hkeys: command(2, (call, key = "") => [...fieldsOf(call, key).keys()]),
  hvals: command(2, (call, key = "") => [...fieldsOf(call, key).values()]),
  hlen: command(2, (call, key = "") => fieldsOf(call, key).size),
  hexists: command(3, (call, key = "", field = "") => (fieldsOf(call, key).has(field) ? 1 : 0)),
  hstrlen: command(3, (call, key = "", field = "") => fieldsOf(call, key).get(field)?.length ?? 0),
  hdel: command(-3, ({ db }, key = "", ...names) => {
    const fields = db.find(Hash, key)?.fields;
    const count = names.filter((name) => fields?.delete(name)).length;
    if (count > 0) db.changed(key);
    return count;
  }),
  hincrby: growing(4, ({ db }, key = "", field = "", by = "") => {
    const number = integer(by);
    const before = db.find(Hash, key)?.fields.get(field) ?? "0";
    const sum = integer(before, new Failure("ERR hash value is not an integer")) + number;
    if (!fits(sum)) throw new Failure("ERR increment or decrement would overflow");
    db.findOrMake(Hash, key).fields.set(field, String(sum));
    db.changed(key);
    return sum;
  }),
  hincrbyfloat: growing(4, ({ db }, key = "", field = "", by = "") => {
    if (!Number.isFinite(float(by))) throw new Failure("ERR value is NaN or Infinity");
    const before = db.find(Hash, key)?.fields.get(field) ?? "0";
    float(before, new Failure("ERR hash value is not a float"));
    const sum = decimalSum(before, by);
    if (sum === undefined) throw new Failure("ERR increment would produce NaN or Infinity");
    db.findOrMake(Hash, key).fields.set(field, sum);
    db.changed(key);
    return sum;
  }),
};

const NO_FIELDS: ReadonlyMap<string, string> = new Map();

function fieldsOf({ db }: Call, key: string): ReadonlyMap<string, string> {
  return db.find(Hash, key)?.fields ?? NO_FIELDS;
}

function setFields({ db, name }: Call, key: string, words: readonly string[]): Reply {
  if (words.length % 2 !== 0) throw wrongCount(name);
  const { fields } = db.findOrMake(Hash, key);
  const before = fields.size;
  for (let at = 0; at < words.length; at += 2) fields.set(words[at] as string, words[at + 1] as string);
  db.changed(key);
  return fields.size - before;
}
