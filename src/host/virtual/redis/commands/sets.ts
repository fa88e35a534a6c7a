import { type Call, type Commands, command, growing } from "../command.ts";
import { SetOfTexts } from "../database.ts";
import { smallInteger } from "../numbers.ts";
import { Failure, type Reply, SYNTAX_ERROR } from "../reply.ts";

const NOT_POSITIVE = new Failure("ERR value is out of range, must be positive");

export const SETS: Commands = {
  sadd: growing(-3, ({ db }, key = "", ...texts) => {
    const { members } = db.findOrMake(SetOfTexts, key);
    const before = members.size;
    for (const text of texts) members.add(text);
    const added = members.size - before;
    if (added > 0) db.changed(key);
    return added;
  }),
  srem: command(-3, ({ db }, key = "", ...texts) => {
    const members = db.find(SetOfTexts, key)?.members;
    const removed = texts.filter((text) => members?.delete(text)).length;
    if (removed > 0) db.changed(key);
    return removed;
  }),
  smembers: command(2, (call, key = "") => [...membersOf(call, key)]),
  sismember: command(3, (call, key = "", text = "") => (membersOf(call, key).has(text) ? 1 : 0)),
  smismember: command(-3, (call, key = "", ...texts) => {
    const members = membersOf(call, key);
    return texts.map((text) => (members.has(text) ? 1 : 0));
  }),
  scard: command(2, (call, key = "") => membersOf(call, key).size),
  smove: growing(4, ({ db }, from = "", to = "", text = "") => {
    const source = db.find(SetOfTexts, from)?.members;
    if (source === undefined) return 0;
    db.find(SetOfTexts, to);
    if (!source.has(text)) return 0;
    if (from === to) return 1;
    source.delete(text);
    db.changed(from);
    db.findOrMake(SetOfTexts, to).members.add(text);
    db.changed(to);
    return 1;
  }),
  spop: command(-2, (call, key = "", ...counts) => {
    const { db } = call;
    const count = counts.length === 0 ? 1 : smallInteger(counts[0] ?? "", NOT_POSITIVE);
    if (counts.length > 1) throw SYNTAX_ERROR;
    if (count < 0) throw NOT_POSITIVE;
    const members = db.find(SetOfTexts, key)?.members;
    const chosen = choose(call, [...(members ?? [])], count);
    for (const text of chosen) members?.delete(text);
    if (chosen.length > 0) db.changed(key);
    return counts.length === 0 ? (chosen[0] ?? null) : chosen;
  }),
  srandmember: command(-2, (call, key = "", ...counts) => {
    const members = [...membersOf(call, key)];
    if (counts.length === 0) return choose(call, members, 1)[0] ?? null;
    if (counts.length > 1) throw SYNTAX_ERROR;
    const count = smallInteger(counts[0] ?? "");
    if (count >= 0) return choose(call, members, count);
    if (members.length === 0) return [];
    // below 0: the same one may come several times
    call.server.checkRoom(-count);
    return Array.from({ length: -count }, () => choose(call, members, 1)[0] ?? null);
  }),
  sinter: command(-2, (call, ...keys) => [...combined(call, "inter", keys)]),
  sunion: command(-2, (call, ...keys) => [...combined(call, "union", keys)]),
  sdiff: command(-2, (call, ...keys) => [...combined(call, "diff", keys)]),
  sinterstore: growing(-3, (call, to = "", ...keys) => store(call, to, combined(call, "inter", keys))),
  sunionstore: growing(-3, (call, to = "", ...keys) => store(call, to, combined(call, "union", keys))),
  sdiffstore: growing(-3, (call, to = "", ...keys) => store(call, to, combined(call, "diff", keys))),
};

const NO_MEMBERS: ReadonlySet<string> = new Set();

function membersOf({ db }: Call, key: string): ReadonlySet<string> {
  return db.find(SetOfTexts, key)?.members ?? NO_MEMBERS;
}

/** Up to `count` different ones. */
function choose({ server }: Call, texts: readonly string[], count: number): string[] {
  const left = [...texts];
  const chosen: string[] = [];
  while (chosen.length < count && left.length > 0) {
    chosen.push(...left.splice(Math.floor(server.random() * left.length), 1));
  }
  return chosen;
}

function combined(call: Call, how: "inter" | "union" | "diff", keys: readonly string[]): ReadonlySet<string> {
  const [first = NO_MEMBERS, ...others] = keys.map((key) => membersOf(call, key));
  if (how === "union") return new Set([first, ...others].flatMap((members) => [...members]));
  return new Set(
    [...first].filter((text) =>
      how === "inter" ? others.every((members) => members.has(text)) : !others.some((members) => members.has(text)),
    ),
  );
}

function store({ db }: Call, to: string, members: ReadonlySet<string>): Reply {
  if (members.size === 0) db.delete(to);
  else db.set(to, Object.assign(new SetOfTexts(), { members: new Set(members) }));
  return members.size;
}
