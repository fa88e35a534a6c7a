import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ConnectError, Connection, HostError } from "../../../../src/host/ports.ts";
import { echoPeer } from "../../../../src/host/virtual/peers/echo.ts";
import { misbehavingPeer } from "../../../../src/host/virtual/peers/misbehaving.ts";
import type { Peer, PeerStream } from "../../../../src/host/virtual/sockets/peer.ts";
import { readAll, simulate } from "./simulation.ts";

/** A peer whose side a test plays, and its streams. */
function manual(latencyMs = 0): { peer: Peer; streams: PeerStream[] } {
  const streams: PeerStream[] = [];
  return { peer: { latencyMs, start: () => ({ accept: (stream) => void streams.push(stream) }) }, streams };
}

const BOTH = { ipv4: true, ipv6: true, nameservers: [] };
const write = (connection: Connection, text: string) =>
  connection.write(
    text,
    () => {},
    () => {},
  );

test("names of peers resolve, and no others", () => {
  const { sockets, settle } = simulate({ "Redis:1": echoPeer(), "web:2": echoPeer(), "[fe80::1]:3": echoPeer() });
  const found = (name: string, how = BOTH) => {
    let answer: unknown = "not yet";
    sockets.resolve(name, how, (result) => {
      answer = result;
    });
    assert.is(answer, "not yet", "never before the call has returned");
    settle();
    return answer;
  };
  assert.equal(found("redis"), ["198.18.0.1"]);
  assert.equal(found("WEB."), ["198.18.0.2"]);
  assert.equal(found("localhost"), ["127.0.0.1"]);
  assert.is(found("example.com"), "not found");
  assert.is(found("__proto__"), "not found");
  assert.is(found("redis", { ...BOTH, ipv4: false }), "not found");
  sockets.resolve("redis", BOTH, () => assert.unreachable())();
  settle();
});

test("connections lead to peers; elsewhere nothing may", () => {
  const peers = { "redis:1": echoPeer(), "10.0.0.1:2": echoPeer(), "unix:/run/s": echoPeer() };
  const { sockets, settle, refused } = simulate(peers, { mostSockets: 5 });
  const tried = (to: Parameters<typeof sockets.connect>[0], localIp?: string) => {
    let answer: ConnectError | undefined | "not yet" = "not yet";
    const connection = sockets.connect(to, localIp, (error) => {
      answer = error;
    });
    settle();
    connection.close();
    return typeof answer === "object" ? `${(answer as ConnectError).call} ${(answer as ConnectError).code}` : answer;
  };
  assert.is(tried({ ip: "198.18.0.1", port: 1 }), undefined);
  assert.is(tried({ ip: "10.0.0.1", port: 2 }, "127.0.0.1"), undefined);
  assert.is(tried({ path: "/run/s" }), undefined);
  assert.is(tried({ ip: "198.18.0.1", port: 2 }), "connect EACCES");
  assert.is(tried({ ip: "8.8.8.8", port: 53 }), "connect EACCES");
  assert.is(tried({ path: "/etc/passwd" }), "connect EACCES");
  assert.is(tried({ ip: "10.0.0.1", port: 2 }, "10.0.0.9"), "bind EADDRNOTAVAIL");
  assert.equal(refused, ["198.18.0.1:2", "8.8.8.8:53", "unix:/etc/passwd"]);
  const open = [1, 2, 3, 4, 5].map(() => sockets.connect({ ip: "10.0.0.1", port: 2 }, undefined, () => {}));
  assert.is(tried({ ip: "10.0.0.1", port: 2 }), "connect EMFILE");
  for (const connection of open) connection.close();
  assert.is(tried({ ip: "10.0.0.1", port: 2 }), undefined);
});

test("what is sent is under way for the latency, in both directions", () => {
  const { clock, sockets, settle } = simulate({ "127.0.0.1:7": echoPeer({ latencyMs: 25 }) });
  let openedAt = 0;
  const connection = sockets.connect({ ip: "127.0.0.1", port: 7 }, undefined, () => {
    openedAt = clock.monotonicMs();
  });
  settle(100);
  assert.is(openedAt, 50);
  write(connection, "a");
  settle(49);
  assert.is(readAll(connection), "");
  settle(1);
  assert.is(readAll(connection), "a");
});

test("a peer may end its side and still read", () => {
  const { peer, streams } = manual();
  const { open, settle } = simulate({ "127.0.0.1:1": peer });
  const connection = open("127.0.0.1", 1);
  const [stream] = streams as [PeerStream];
  let got = "";
  stream.onData = (text) => {
    got += text;
  };
  stream.write("last");
  stream.end();
  settle();
  assert.ok(connection.hasEnded);
  assert.is(readAll(connection), "last…end");
  assert.is(write(connection, "more"), "sent");
  settle();
  assert.is(got, "more");
});

test("a peer that has closed breaks the connection of who writes", () => {
  const { peer, streams } = manual();
  const { open, settle } = simulate({ "127.0.0.1:1": peer });
  const connection = open("127.0.0.1", 1);
  streams[0]?.close();
  settle();
  assert.is(readAll(connection), "…end");
  assert.is(write(connection, "x"), "sent");
  settle();
  assert.is((write(connection, "x") as HostError).code, "EPIPE");
});

test("after a reset there is nothing to read and nobody to write to", () => {
  const { open, settle } = simulate({ "127.0.0.1:1": misbehavingPeer("resets") });
  const connection = open("127.0.0.1", 1);
  write(connection, "x");
  settle();
  assert.is((write(connection, "y") as HostError).code, "ECONNRESET");
  assert.is((write(connection, "z") as HostError).code, "EPIPE");
  assert.is(readAll(connection), "…ECONNRESET");
});

test("who does not read is not sent more than the window holds, and who writes waits", () => {
  const { peer, streams } = manual();
  const { open, settle } = simulate({ "127.0.0.1:1": peer });
  const connection = open("127.0.0.1", 1);
  const [stream] = streams as [PeerStream];
  let got = 0;
  stream.onData = (text) => {
    got += text.length;
  };
  const megabyte = "x".repeat(2 ** 20);
  stream.write(megabyte);
  stream.write(megabyte);
  settle();
  assert.ok(stream.backlog > megabyte.length, "it has to keep the most");
  let isDone = false;
  const told = connection.write(
    megabyte,
    () => {
      isDone = true;
    },
    () => {},
  );
  settle();
  assert.is(told, "later");
  assert.equal([got, isDone], [0, false], "it does not read either while so much waits");
  let read = 0;
  for (let round = 0; round < 100; round++) {
    read += readAll(connection).length;
    settle();
  }
  assert.equal([isDone, got, read], [true, megabyte.length, 2 * megabyte.length]);
});

test("a process that ends closes its connections, and the peer is told", () => {
  const { peer, streams } = manual();
  const { open, closeAll, settle } = simulate({ "127.0.0.1:1": peer });
  const connection = open("127.0.0.1", 1);
  let closed = 0;
  (streams[0] as PeerStream).onClose = () => closed++;
  connection.watch(() => assert.unreachable());
  closeAll();
  connection.close();
  settle();
  assert.is(closed, 1);
  streams[0]?.write("too late");
  settle();
  assert.is(readAll(connection), "");
});

test("datagrams are answered; where nobody takes them the next call is told", () => {
  const { sockets, settle } = simulate({
    "127.0.0.1:7": echoPeer({ latencyMs: 5 }),
    "127.0.0.1:8": misbehavingPeer("refuses"),
  });
  const socketTo = (port: number) => {
    const socket = sockets.datagrams({ ip: "127.0.0.1", port }, undefined);
    assert.not("code" in socket);
    return socket as Exclude<typeof socket, ConnectError>;
  };
  const echo = socketTo(7);
  let arrived = 0;
  echo.watch(() => arrived++);
  echo.send(new Uint8Array([1, 255]), (error) => assert.is(error, undefined));
  echo.send(new Uint8Array(0), () => {});
  settle(9);
  assert.is(echo.receiveNow(), undefined);
  settle(1);
  assert.is(arrived, 1);
  assert.equal([echo.receiveNow(), echo.receiveNow()], [new Uint8Array([1, 255]), new Uint8Array(0)]);
  const nobody = socketTo(8);
  nobody.send(new Uint8Array(1), (error) => assert.is(error, undefined));
  settle();
  assert.is((nobody.receiveNow() as HostError).code, "ECONNREFUSED");
});

test.run();
