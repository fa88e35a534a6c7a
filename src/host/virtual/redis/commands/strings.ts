import { type Call, type Commands, command, growing } from "../command.ts";
import { decimalSum, fits, float, integer, smallInteger } from "../numbers.ts";
import { Failure, NO_FLOAT, NO_INTEGER, OK, type Reply, SYNTAX_ERROR } from "../reply.ts";
import { expiryIn } from "./expiry.ts";
import { wrongCount } from "./wrong-count.ts";

const OVERFLOW = new Failure("ERR increment or decrement would overflow");
const TOO_LONG = new Failure("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
const LONGEST_TEXT = 512 * 1024 * 1024;

export const STRINGS: Commands = {
  get: command(2, ({ db }, key = "") => db.text(key) ?? null),
  set: growing(-3, set),
  setnx: growing(3, ({ db }, key = "", text = "") => {
    if (db.get(key) !== undefined) return 0;
    db.set(key, text);
    return 1;
  }),
  setex: growing(4, (call, key = "", time = "", text = "") => {
    call.db.set(key, text, expiryIn(call, "ex", time));
    return OK;
  }),
  psetex: growing(4, (call, key = "", time = "", text = "") => {
    call.db.set(key, text, expiryIn(call, "px", time));
    return OK;
  }),
  getset: growing(3, ({ db }, key = "", text = "") => {
    const before = db.text(key) ?? null;
    db.set(key, text);
    return before;
  }),
  getdel: command(2, ({ db }, key = "") => {
    const before = db.text(key) ?? null;
    db.delete(key);
    return before;
  }),
  getex: command(-2, getex),
  mget: command(-2, ({ db }, ...keys) =>
    keys.map((key) => {
      const held = db.get(key);
      return typeof held === "string" ? held : null;
    }),
  ),
  mset: growing(-3, (call, ...words) => {
    for (const [key, text] of pairsOf(call, words)) call.db.set(key, text);
    return OK;
  }),
  msetnx: growing(-3, (call, ...words) => {
    const pairs = pairsOf(call, words);
    if (pairs.some(([key]) => call.db.get(key) !== undefined)) return 0;
    for (const [key, text] of pairs) call.db.set(key, text);
    return 1;
  }),
  append: growing(3, ({ db, server }, key = "", text = "") => {
    const whole = (db.text(key) ?? "") + text;
    server.checkRoom(whole.length);
    db.update(key, whole);
    return whole.length;
  }),
  strlen: command(2, ({ db }, key = "") => db.text(key)?.length ?? 0),
  getrange: command(4, range),
  substr: command(4, range),
  setrange: growing(4, ({ db, server }, key = "", at = "", text = "") => {
    const offset = smallInteger(at);
    if (offset < 0) throw new Failure("ERR offset is out of range");
    const before = db.text(key) ?? "";
    if (text === "") return before.length;
    if (offset + text.length > LONGEST_TEXT) throw TOO_LONG;
    server.checkRoom(offset + text.length);
    const whole = before.slice(0, offset).padEnd(offset, "\0") + text + before.slice(offset + text.length);
    db.update(key, whole);
    return whole.length;
  }),
  incr: growing(2, (call, key = "") => increment(call, key, 1n)),
  decr: growing(2, (call, key = "") => increment(call, key, -1n)),
  incrby: growing(3, (call, key = "", by = "") => increment(call, key, integer(by))),
  decrby: growing(3, (call, key = "", by = "") => {
    const number = integer(by);
    if (!fits(-number)) throw new Failure("ERR decrement would overflow");
    return increment(call, key, -number);
  }),
  incrbyfloat: growing(3, ({ db }, key = "", by = "") => {
    const before = db.text(key) ?? "0";
    float(before, NO_FLOAT);
    float(by, NO_FLOAT);
    const sum = decimalSum(before, by);
    if (sum === undefined) throw new Failure("ERR increment would produce NaN or Infinity");
    db.update(key, sum);
    return sum;
  }),
};

function set(call: Call, key = "", text = "", ...options: string[]): Reply {
  const { db } = call;
  let condition: string | undefined;
  let expires: number | "keep" | undefined;
  let isTimed = false;
  let gets = false;
  const timed: [how: string, time: string][] = [];
  for (let at = 0; at < options.length; at++) {
    const option = (options[at] as string).toLowerCase();
    const next = options[at + 1];
    if ((option === "nx" || option === "xx") && (condition ?? option) === option) condition = option;
    else if (option === "get") gets = true;
    else if (option === "keepttl" && (!isTimed || expires === "keep")) {
      expires = "keep";
      isTimed = true;
    } else if (["ex", "px", "exat", "pxat"].includes(option) && !isTimed && next !== undefined) {
      timed.push([option, next]);
      isTimed = true;
      at++;
    } else throw SYNTAX_ERROR;
  }
  for (const [how, time] of timed) expires = expiryIn(call, how, time);
  const before = gets ? (db.text(key) ?? null) : null;
  const exists = db.get(key) !== undefined;
  if ((condition === "nx" && exists) || (condition === "xx" && !exists)) return before;
  db.set(key, text, expires);
  return gets ? before : OK;
}

function getex(call: Call, key = "", ...options: string[]): Reply {
  const [how = "", time] = options.map((option, at) => (at === 0 ? option.toLowerCase() : option));
  const isTimed = ["ex", "px", "exat", "pxat"].includes(how);
  if (options.length > 0 && !(isTimed ? options.length === 2 : how === "persist" && options.length === 1)) {
    throw SYNTAX_ERROR;
  }
  const { db } = call;
  const text = db.text(key);
  if (text === undefined) return null;
  if (isTimed) db.setExpiry(key, expiryIn(call, how, time ?? ""));
  else if (how === "persist") db.setExpiry(key, undefined);
  return text;
}

function range({ db }: Call, key = "", from = "", to = ""): Reply {
  let [start, end] = [smallInteger(from), smallInteger(to)];
  const text = db.text(key) ?? "";
  if (start < 0 && end < 0 && start > end) return "";
  if (start < 0) start = Math.max(0, start + text.length);
  if (end < 0) end = Math.max(0, end + text.length);
  return start > end ? "" : text.slice(start, end + 1);
}

function increment({ db }: Call, key: string, by: bigint): Reply {
  const sum = integer(db.text(key) ?? "0", NO_INTEGER) + by;
  if (!fits(sum)) throw OVERFLOW;
  db.update(key, String(sum));
  return sum;
}

function pairsOf(call: Call, words: readonly string[]): [string, string][] {
  if (words.length % 2 !== 0) throw wrongCount(call.name);
  return Array.from({ length: words.length / 2 }, (_, at) => [words[2 * at] as string, words[2 * at + 1] as string]);
}
