/**
 * Random commands, answered by the simulated Redis and by a real one. A campaign:
 * `REDIS_COMMANDS=200000 REDIS_SEED=7 npx tsx test/host/virtual/redis/beside-redis.test.ts`
 */
import { connect, type Socket } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { redisPeer } from "../../../../src/host/virtual/redis/peer.ts";
import { redisIsInstalled, startRedis } from "../../../redis-server.ts";
import { skip } from "../../../skip.ts";
import { readAll, simulate } from "../sockets/simulation.ts";
import { hasReplies, request, splitReplies } from "./resp.ts";

const COMMANDS = Number(process.env.REDIS_COMMANDS ?? 6000);
const BATCH = 250;

/** A generator of numbers, the same for the same seed (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const VALUES = [
  "",
  "a",
  "b",
  "abc",
  "0",
  "1",
  "-1",
  "5",
  "10",
  "007",
  "1.5",
  "-2.25",
  "1e2",
  "inf",
  "nan",
  "9223372036854775807",
  "x\0\r\n\xff",
  " 1",
];
/** Words of a command: K a key, V a value, N a number, T a time, F a field, P a pattern; several where "*" follows; the rest as it is. */
const SHAPES =
  `get K;get K;set K V;set K V NX;set K V XX GET;set K V EX 100;set K V PX 0;set K V KEEPTTL;set K V EX;set K V NX XX;
set K V GET;setnx K V;setex K 100 V;setex K 0 V;setex K -1 V;psetex K 100000 V;getset K V;getdel K;getex K;getex K EX 100;getex K PERSIST;getex K NX;mget K*;
mset K V K V;mset K V K;msetnx K V K V;append K V;strlen K;getrange K N N;substr K N N;setrange K N V;incr K;decr K;incrby K N;
decrby K N;incrby K V;incrbyfloat K V;incrbyfloat K 0.1;del K*;unlink K;exists K*;touch K*;type K;keys P;dbsize;rename K K;
renamenx K K;expire K 100;expire K 0;expire K -1;expire K 100 NX;expire K T GT;expire K T LT;expire K T XX;expire K 10 NX XX;expire K 10 GT LT;
expire K 10 BAD;expire K 1.5;expire K abc;expire K 9223372036854775807;pexpire K 100000;expireat K 99999999999;ttl K;persist K;copy K K;copy K K REPLACE;copy K K BAD;
hset K F V;hset K F V F V;hset K F;hmset K F V F V;hsetnx K F V;hget K F;hmget K F*;hgetall K;hkeys K;hvals K;hlen K;hexists K F;
hstrlen K F;hdel K F*;hincrby K F N;hincrby K F V;hincrbyfloat K F V;lpush K V*;rpush K V*;lpushx K V*;rpushx K V;lpop K;rpop K;
lpop K N;rpop K N;llen K;lrange K N N;lrange K 0 -1;lindex K N;lset K N V;lrem K N V;ltrim K N N;linsert K BEFORE V V;
linsert K after V V;linsert K X V V;rpoplpush K K;lmove K K LEFT RIGHT;lmove K K right left;lmove K K UP RIGHT;
sadd K V*;srem K V*;smembers K;sismember K V;smismember K V*;scard K;smove K K V;sinter K*;sunion K*;sdiff K*;sinterstore K K K;
sunionstore K K K;sdiffstore K K K;zadd K N V N V;zadd K V V;zadd K NX N V;zadd K XX CH N V;zadd K GT N V;zadd K LT CH N V N V;
zadd K INCR N V;zadd K NX XX N V;zadd K GT LT N V;zadd K INCR N V N V;zadd K 0.1 V;zadd K inf V;zadd K INCR -inf V;zadd K N;zincrby K N V;
zincrby K 0.2 V;zrem K V*;zcard K;zscore K V;zmscore K V*;zrank K V;zrevrank K V;zcount K N N;zcount K (1 +inf;zcount K -inf V;
zrange K 0 -1;zrange K N N WITHSCORES;zrange K 0 -1 REV;zrange K -inf +inf BYSCORE;zrange K 5 1 BYSCORE REV LIMIT 0 2;
zrange K 0 1 LIMIT 0 1;zrange K 0 1 BAD;zrevrange K 0 -1 WITHSCORES;zrangebyscore K -inf N;zrangebyscore K (1 5 WITHSCORES LIMIT 1 2;
zrangebyscore K V V;zrevrangebyscore K +inf -inf;zremrangebyscore K 1 2;zremrangebyrank K N N;zpopmin K;zpopmax K N;
multi;exec;exec;discard;watch K;unwatch;select 0;select 1;select 99;select V;ping;ping V;ping V V;echo V;get;get K K;nosuch V V;
auth V;auth V V;time V;flushdb BAD;scan 0 COUNT 0;scan x;publish V V;exec;lpop K N N;pubsub numpat;pubsub numsub V`
    .split(/;\s*/)
    .map((shape) => shape.split(" "));

function commandBy(next: (below: number) => number): string[] {
  const pick = (list: readonly string[]) => list[next(list.length)] as string;
  const word = (kind: string): string => {
    switch (kind) {
      case "K":
        return pick(["k1", "k2", "k3", "k4", "k5", "other"]);
      case "V":
        return pick(VALUES);
      case "N":
        return pick(["0", "1", "2", "3", "-1", "-2", "10", "100"]);
      case "T":
        return String(100 + next(900_000));
      case "F":
        return pick(["f", "g", "", "h"]);
      case "P":
        return pick(["*", "k?", "k[1-3]", "k[^1]", "\\k1", "o*r", "[k", "k*1", "**"]);
      default:
        return kind;
    }
  };
  return (SHAPES[next(SHAPES.length)] as string[]).flatMap((kind) =>
    kind.length === 2 && kind.endsWith("*") && kind !== "**"
      ? Array.from({ length: 1 + next(3) }, () => word(kind[0] as string))
      : [word(kind)],
  );
}

/** Sets have no order, and neither have keys. */
const UNORDERED = new Set(["keys", "smembers", "sinter", "sunion", "sdiff"]);

function comparable(words: readonly string[], reply: string): string {
  if (!UNORDERED.has(words[0] as string) || !reply.startsWith("*")) return reply;
  return splitReplies(reply.slice(reply.indexOf("\n") + 1))
    .sort()
    .join("");
}

async function ask(socket: Socket, text: string, count: number): Promise<string> {
  let answer = "";
  const take = (piece: string) => {
    answer += piece;
  };
  socket.on("data", take);
  socket.write(text, "latin1");
  while (!hasReplies(answer, count)) await new Promise((resolve) => socket.once("data", resolve));
  socket.off("data", take);
  return answer;
}

test("random commands are answered as by a real Redis", async () => {
  if (!redisIsInstalled()) return skip("random commands of Redis: redis-server is not installed");
  const seed = Number(process.env.REDIS_SEED ?? 1);
  const next = chance(seed);
  const redis = await startRedis();
  const socket = connect(redis.port, "127.0.0.1");
  socket.setEncoding("latin1");
  const { open, settle, clock } = simulate({ "127.0.0.1:6379": redisPeer() }, { startMs: Date.now() });
  const connection = open("127.0.0.1", 6379);
  try {
    let before: string[] = [];
    for (let done = 0; done < COMMANDS; done += BATCH) {
      // what MULTI has queued has no order that a comparison could do without
      const commands = Array.from({ length: BATCH }, () => commandBy(next));
      const text = commands.map(request).join("");
      const real = splitReplies(await ask(socket, text, BATCH));
      connection.write(
        text,
        () => {},
        () => {},
      );
      settle(Math.max(0, Date.now() - clock.epochMs()));
      const ours = splitReplies(readAll(connection));
      for (const [at, words] of commands.entries()) {
        const shown = JSON.stringify(words);
        const [wanted, got] = [real[at] ?? "", ours[at] ?? ""].map((reply) => comparable(words, reply));
        before.push(`${shown} → ${JSON.stringify(real[at])}`);
        const isListOfQueued = words[0] === "exec" && wanted?.startsWith("*");
        if (isListOfQueued) assert.is(sorted(got), sorted(wanted), `${before.slice(-12).join("\n")}`);
        else if (words[0] === "ttl" && isAbout(got, wanted)) continue;
        else assert.is(got, wanted, `${before.slice(-12).join("\n")}`);
      }
      before = before.slice(-40);
    }
  } finally {
    socket.destroy();
    await redis.stop();
  }
});

/** A second may have begun between the two. */
function isAbout(got = "", wanted = ""): boolean {
  return Math.abs(Number(got.slice(1)) - Number(wanted.slice(1))) === 1 && !got.startsWith(":-");
}

function sorted(text = ""): string {
  return text.split("\r\n").sort().join("\r\n");
}

test.run();
