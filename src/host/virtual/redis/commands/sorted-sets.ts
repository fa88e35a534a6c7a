import { type Call, type Commands, command, growing } from "../command.ts";
import { float, floatText, smallInteger } from "../numbers.ts";
import { Failure, type Reply, SYNTAX_ERROR } from "../reply.ts";
import { type Member, SortedSet } from "../sorted-set.ts";
import { zadd } from "./zadd.ts";

const NOT_POSITIVE = new Failure("ERR value is out of range, must be positive");
const NO_BOUND = new Failure("ERR min or max is not a float");

export const SORTED_SETS: Commands = {
  zadd: growing(-4, zadd),
  zincrby: growing(4, (call, key = "", by = "", member = "") => zadd(call, key, "incr", by, member)),
  zrem: command(-3, ({ db }, key = "", ...members) => {
    const removed = db.find(SortedSet, key)?.delete(members) ?? 0;
    if (removed > 0) db.changed(key);
    return removed;
  }),
  zcard: command(2, ({ db }, key = "") => db.find(SortedSet, key)?.size ?? 0),
  zscore: command(3, ({ db }, key = "", member = "") => scoreText(db.find(SortedSet, key)?.score(member))),
  zmscore: command(-3, ({ db }, key = "", ...members) => {
    const set = db.find(SortedSet, key);
    return members.map((member) => scoreText(set?.score(member)));
  }),
  zrank: command(3, ({ db }, key = "", member = "") => db.find(SortedSet, key)?.rank(member) ?? null),
  zrevrank: command(3, ({ db }, key = "", member = "") => {
    const set = db.find(SortedSet, key);
    const rank = set?.rank(member);
    return set === undefined || rank === undefined ? null : set.size - 1 - rank;
  }),
  zcount: command(4, (call, key = "", min = "", max = "") => {
    const inRange = between(min, max);
    return sortedOf(call, key).filter(inRange).length;
  }),
  zrange: command(-4, zrange),
  zrevrange: command(-4, (call, key = "", from = "", to = "", ...options) =>
    byRank(call, key, from, to, withScores(options), true),
  ),
  zrangebyscore: command(-4, (call, key = "", min = "", max = "", ...options) =>
    byScore(call, key, min, max, options, false),
  ),
  zrevrangebyscore: command(-4, (call, key = "", max = "", min = "", ...options) =>
    byScore(call, key, min, max, options, true),
  ),
  zremrangebyscore: command(4, (call, key = "", min = "", max = "") => {
    const inRange = between(min, max);
    return removeAll(call, key, sortedOf(call, key).filter(inRange));
  }),
  zremrangebyrank: command(4, (call, key = "", from = "", to = "") => {
    const places = [smallInteger(from), smallInteger(to)] as const;
    return removeAll(call, key, slice(sortedOf(call, key), ...places));
  }),
  zpopmin: command(-2, (call, ...words) => pop(call, words, false)),
  zpopmax: command(-2, (call, ...words) => pop(call, words, true)),
};

function sortedOf({ db }: Call, key: string): readonly Member[] {
  return db.find(SortedSet, key)?.sorted() ?? [];
}

function scoreText(score: number | undefined): Reply {
  return score === undefined ? null : floatText(score);
}

/** Bounds as "1", "(1" (without it), "-inf". */
function between(min: string, max: string): (member: Member) => boolean {
  const bound = (text: string) => {
    const isOpen = text.startsWith("(");
    // as C reads numbers: nothing is 0
    const number = (isOpen ? text.slice(1) : text).trimStart();
    return { isOpen, score: number === "" ? 0 : float(number, NO_BOUND) };
  };
  const [low, high] = [bound(min), bound(max)];
  return ([, score]) =>
    (low.isOpen ? score > low.score : score >= low.score) && (high.isOpen ? score < high.score : score <= high.score);
}

function slice<T>(items: readonly T[], from: number, to: number): T[] {
  const start = from < 0 ? Math.max(0, from + items.length) : from;
  const end = to < 0 ? to + items.length : to;
  return start > end ? [] : items.slice(start, end + 1);
}

function shown(members: readonly Member[], scores: boolean): Reply {
  return scores ? members.flatMap(([member, score]) => [member, floatText(score)]) : members.map(([member]) => member);
}

function withScores(options: readonly string[]): boolean {
  if (options.length === 0) return false;
  if (options.length > 1 || options[0]?.toLowerCase() !== "withscores") throw SYNTAX_ERROR;
  return true;
}

function byRank(call: Call, key: string, from: string, to: string, scores: boolean, isReversed: boolean): Reply {
  const places = [smallInteger(from), smallInteger(to)] as const;
  const members = sortedOf(call, key);
  return shown(slice(isReversed ? [...members].reverse() : members, ...places), scores);
}

interface Limit {
  readonly offset: number;
  /** Below 0: all. */
  readonly count: number;
}

function byScore(
  call: Call,
  key: string,
  min: string,
  max: string,
  options: readonly string[],
  isReversed: boolean,
): Reply {
  let scores = false;
  let limit: Limit = { offset: 0, count: -1 };
  for (let at = 0; at < options.length; at++) {
    const option = options[at]?.toLowerCase();
    if (option === "withscores") scores = true;
    else if (option === "limit" && at + 2 < options.length) {
      limit = { offset: smallInteger(options[++at] as string), count: smallInteger(options[++at] as string) };
    } else throw SYNTAX_ERROR;
  }
  return shown(limited(call, key, min, max, limit, isReversed), scores);
}

function limited(call: Call, key: string, min: string, max: string, limit: Limit, isReversed: boolean): Member[] {
  const inRange = between(min, max);
  const members = sortedOf(call, key).filter(inRange);
  if (isReversed) members.reverse();
  const { offset, count } = limit;
  if (offset < 0) return [];
  return members.slice(offset, count < 0 ? undefined : offset + count);
}

function zrange(call: Call, key = "", from = "", to = "", ...options: string[]): Reply {
  let [scores, isByScore, isReversed] = [false, false, false];
  let limit: Limit | undefined;
  for (let at = 0; at < options.length; at++) {
    const option = options[at]?.toLowerCase();
    if (option === "withscores") scores = true;
    else if (option === "byscore") isByScore = true;
    else if (option === "rev") isReversed = true;
    else if (option === "limit" && at + 2 < options.length) {
      limit = { offset: smallInteger(options[++at] as string), count: smallInteger(options[++at] as string) };
    } else throw SYNTAX_ERROR;
  }
  if (!isByScore) {
    if (limit !== undefined && limit.count !== -1) {
      throw new Failure("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    }
    return byRank(call, key, from, to, scores, isReversed);
  }
  const [min, max] = isReversed ? [to, from] : [from, to];
  return shown(limited(call, key, min, max, limit ?? { offset: 0, count: -1 }, isReversed), scores);
}

function removeAll({ db }: Call, key: string, members: readonly Member[]): number {
  db.find(SortedSet, key)?.delete(members.map(([member]) => member));
  if (members.length > 0) db.changed(key);
  return members.length;
}

function pop(call: Call, words: readonly string[], isMax: boolean): Reply {
  const [key = "", count = "1"] = words;
  if (words.length > 2) throw SYNTAX_ERROR;
  const number = smallInteger(count, NOT_POSITIVE);
  if (number < 0) throw NOT_POSITIVE;
  const members = sortedOf(call, key);
  const taken = isMax ? members.slice(Math.max(0, members.length - number)).reverse() : members.slice(0, number);
  removeAll(call, key, taken);
  return shown(taken, true);
}
