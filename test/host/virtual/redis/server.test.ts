import { test } from "uvu";
import * as assert from "uvu/assert";
import type { RedisPeerOptions } from "../../../../src/host/virtual/redis/options.ts";
import { redisPeer } from "../../../../src/host/virtual/redis/peer.ts";
import { readAll, type Simulation, simulate } from "../sockets/simulation.ts";
import { request } from "./resp.ts";

/** Sends a command and answers what comes at once, without the ends of lines. */
type Ask = (command: string) => string;

function connected(options: RedisPeerOptions = {}): { simulation: Simulation; client: () => Ask } {
  const simulation = simulate({ "127.0.0.1:6379": redisPeer(options) });
  const client = () => {
    const connection = simulation.open("127.0.0.1", 6379);
    return (command: string) => {
      const text = command === "" ? "" : request(command.split(" "));
      connection.write(
        text,
        () => {},
        () => {},
      );
      simulation.settle();
      return readAll(connection).replaceAll("\r\n", " ").trimEnd();
    };
  };
  return { simulation, client };
}

test("keys expire by the clock of the sandbox", () => {
  const { simulation, client } = connected();
  const ask = client();
  ask("SET k v EX 10");
  ask("SET l v PX 1500");
  assert.is(ask("PTTL l"), ":1500");
  simulation.settle(1499);
  assert.is(ask("EXISTS k l"), ":2");
  simulation.settle(1);
  assert.is(ask("EXISTS k l"), ":1");
  assert.is(ask("TTL k"), ":9");
  assert.is(ask("PERSIST k"), ":1");
  simulation.settle(1e9);
  assert.is(ask("GET k"), "$1 v");
  assert.is(ask("DBSIZE"), ":1");
});

test("of a pipeline nothing is run any more once the call has taken longer than it may", () => {
  let left = 3;
  const isOverdue = () => left-- <= 0;
  const simulation = simulate({ "127.0.0.1:6379": redisPeer() }, { isOverdue });
  const connection = simulation.open("127.0.0.1", 6379);
  connection.write(
    request(["INCR", "n"]).repeat(10),
    () => {},
    () => {},
  );
  simulation.settle();
  assert.is(readAll(connection), ":1\r\n:2\r\n:3\r\n");
});

test("messages go to who has subscribed", () => {
  const { client } = connected();
  const [one, other, sender] = [client(), client(), client()];
  assert.is(one("SUBSCRIBE a b"), "*3 $9 subscribe $1 a :1 *3 $9 subscribe $1 b :2");
  assert.is(other("PSUBSCRIBE a*"), "*3 $10 psubscribe $2 a* :1");
  assert.is(sender("PUBLISH a hello"), ":2");
  assert.is(sender("PUBLISH c hello"), ":0");
  assert.is(one(""), "*3 $7 message $1 a $5 hello");
  assert.is(other(""), "*4 $8 pmessage $2 a* $1 a $5 hello");
  assert.is(sender("PUBSUB CHANNELS"), "*2 $1 a $1 b");
  assert.is(one("PING"), "*2 $4 pong $0");
  assert.match(one("GET k"), "-ERR Can't execute 'get': only (P|S)SUBSCRIBE");
  assert.is(one("UNSUBSCRIBE"), "*3 $11 unsubscribe $1 a :1 *3 $11 unsubscribe $1 b :0");
  assert.is(one("UNSUBSCRIBE"), "*3 $11 unsubscribe $-1 :0");
  assert.is(one("PING"), "+PONG");
});

test("a transaction does nothing where what it watches has changed, or has expired", () => {
  const { simulation, client } = connected();
  const [one, other] = [client(), client()];
  for (const change of [() => other("SET k 2"), () => simulation.settle(5000)]) {
    one("SET k 1 EX 5");
    assert.is(one("WATCH k"), "+OK");
    assert.is(one("MULTI"), "+OK");
    assert.is(one("SET k 3"), "+QUEUED");
    change();
    assert.is(one("EXEC"), "*-1");
  }
  one("SET k 1");
  one("WATCH k");
  one("MULTI");
  one("INCR k");
  assert.is(other("GET k"), "$1 1");
  one("LPUSH k x");
  assert.is(one("EXEC"), "*2 :2 -WRONGTYPE Operation against a key holding the wrong kind of value");
  one("MULTI");
  assert.match(one("NOSUCH"), "-ERR unknown command 'NOSUCH'");
  assert.is(one("EXEC"), "-EXECABORT Transaction discarded because of previous errors.");
});

test("a client waits for an item of a list", () => {
  const { simulation, client } = connected();
  const [one, other, sender] = [client(), client(), client()];
  assert.is(one("BLPOP k l 0"), "");
  assert.is(other("BRPOP k 2.5"), "");
  assert.is(sender("RPUSH k 1 2 3"), ":3");
  assert.is(one(""), "*2 $1 k $1 1");
  assert.is(other(""), "*2 $1 k $1 3");
  assert.is(sender("LRANGE k 0 -1"), "*1 $1 2");
  sender("DEL k");
  assert.is(one("BLPOP k 1.5"), "");
  assert.is(one("PING"), "", "what comes meanwhile waits");
  simulation.settle(1500);
  assert.is(one(""), "*-1 +PONG");
});

test("a password is asked for", () => {
  const { client } = connected({ password: "sésame" });
  const ask = client();
  assert.is(ask("GET k"), "-NOAUTH Authentication required.");
  assert.match(ask("AUTH wrong"), "-WRONGPASS");
  assert.is(ask("AUTH s\xc3\xa9same"), "+OK");
  assert.is(ask("GET k"), "$-1");
});

test("it holds no more than it may", () => {
  const { client } = connected({ maxBytes: 10_000 });
  const ask = client();
  const oom = "-OOM command not allowed when used memory > 'maxmemory'.";
  assert.is(ask(`SET k ${"x".repeat(20_000)}`), oom);
  assert.is(ask(`SET k ${"x".repeat(8000)}`), "+OK");
  assert.is(ask(`APPEND k ${"x".repeat(3000)}`), oom);
  assert.is(ask("SETRANGE k 500000000 x"), oom);
  assert.is(ask("DEL k"), ":1");
  for (let round = 0; round < 100; round++) assert.is(ask(`SET k ${"x".repeat(5000)}`), "+OK");
  assert.is(ask("SRANDMEMBER nosuch -1000000"), "*0");
});

test("plain lines are requests, too, and what is none ends the connection", () => {
  const { open, settle } = simulate({ "127.0.0.1:6379": redisPeer() });
  const said = (text: string) => {
    const connection = open("127.0.0.1", 6379);
    connection.write(
      text,
      () => {},
      () => {},
    );
    settle();
    return readAll(connection);
  };
  assert.is(said(`\r\nSET k "a\\x41\\n" \nget k\r\nECHO 'it\\'s'\r\n`), "+OK\r\n$3\r\naA\n\r\n$4\r\nit's\r\n");
  assert.is(said(`GET "k\r\n`), "-ERR Protocol error: unbalanced quotes in request\r\n…end");
  assert.is(said("*x\r\n"), "-ERR Protocol error: invalid multibulk length\r\n…end");
  assert.is(said("*1\r\n:1\r\n"), "-ERR Protocol error: expected '$', got ':'\r\n…end");
  assert.is(said("*1\r\n$-1\r\n"), "-ERR Protocol error: invalid bulk length\r\n…end");
  assert.is(said("*1\r\n$4\r\nPI"), "", "the rest may come");
  assert.is(said("QUIT\r\nPING\r\n"), "+OK\r\n…end");
});

test("one peer under two addresses is one server, in two sandboxes two", () => {
  const peer = redisPeer();
  const { open, settle } = simulate({ "127.0.0.1:1": peer, "127.0.0.1:2": peer });
  const other = simulate({ "127.0.0.1:1": peer });
  const write = (connection: ReturnType<typeof open>, text: string, run: () => void) => {
    connection.write(
      text,
      () => {},
      () => {},
    );
    run();
    return readAll(connection);
  };
  assert.is(write(open("127.0.0.1", 1), "SET k v\r\n", settle), "+OK\r\n");
  assert.is(write(open("127.0.0.1", 2), "GET k\r\n", settle), "$1\r\nv\r\n");
  assert.is(write(other.open("127.0.0.1", 1), "GET k\r\n", other.settle), "$-1\r\n");
});

test.run();
