import type { Call } from "../command.ts";
import { float, floatText } from "../numbers.ts";
import { Failure, type Reply, SYNTAX_ERROR } from "../reply.ts";
import { SortedSet } from "../sorted-set.ts";

const OPTIONS = ["nx", "xx", "gt", "lt", "ch", "incr"];

/** `ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member …` */
export function zadd({ db }: Call, key = "", ...words: string[]): Reply {
  const options = new Set<string>();
  let at = 0;
  for (; OPTIONS.includes(words[at]?.toLowerCase() ?? ""); at++) options.add((words[at] as string).toLowerCase());
  const pairs = words.slice(at);
  if (pairs.length === 0 || pairs.length % 2 !== 0) throw SYNTAX_ERROR;
  const increments = options.has("incr");
  if (options.has("nx") && options.has("xx")) {
    throw new Failure("ERR XX and NX options at the same time are not compatible");
  }
  if ([options.has("gt"), options.has("lt"), options.has("nx")].filter(Boolean).length > 1) {
    throw new Failure("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  if (increments && pairs.length > 2) {
    throw new Failure("ERR INCR option supports a single increment-element pair");
  }
  const scored = Array.from({ length: pairs.length / 2 }, (_, number) => ({
    score: float(pairs[2 * number] as string),
    member: pairs[2 * number + 1] as string,
  }));
  const found = db.find(SortedSet, key);
  if (found === undefined && options.has("xx")) return increments ? null : 0;
  const set = found ?? db.findOrMake(SortedSet, key);
  let [added, changed] = [0, 0];
  let result: Reply = null;
  for (const { score, member } of scored) {
    const before = set.score(member);
    if (before === undefined ? options.has("xx") : options.has("nx")) continue;
    const after = increments ? (before ?? 0) + score : score;
    if (Number.isNaN(after)) {
      db.changed(key);
      throw new Failure("ERR resulting score is not a number (NaN)");
    }
    if (before !== undefined && ((options.has("gt") && after <= before) || (options.has("lt") && after >= before)))
      continue;
    set.set(member, after);
    result = floatText(after);
    if (before === undefined) added++;
    else if (after !== before) changed++;
  }
  if (added + changed > 0 || found === undefined) db.changed(key);
  if (increments) return result;
  return options.has("ch") ? added + changed : added;
}
