import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeSockets } from "../../../../src/host/node/sockets/sockets.ts";
import type { DatagramSocket, HostError } from "../../../../src/host/ports.ts";

function open(ip: string, port: number, localIp?: string): DatagramSocket {
  const socket = nodeSockets.datagrams({ ip, port }, localIp);
  if ("code" in socket) throw new Error(socket.message);
  return socket;
}

async function send(socket: DatagramSocket, text: string): Promise<HostError | undefined> {
  return new Promise((done) => socket.send(Buffer.from(text, "latin1"), done));
}

async function next(socket: DatagramSocket): Promise<string> {
  for (;;) {
    const got = socket.receiveNow();
    if (got instanceof Uint8Array) return Buffer.from(got).toString("latin1");
    if (got !== undefined) return got.code;
    await new Promise<void>((done) => socket.watch(done));
  }
}

test("datagrams go to the peer and come from it, one by one", async () => {
  const peer = createSocket("udp4", (bytes, { port }) => peer.send(bytes, port, "127.0.0.1"));
  await once(peer.bind(0, "127.0.0.1"), "listening");
  const socket = open("127.0.0.1", peer.address().port);
  assert.is(await send(socket, "a\xff"), undefined);
  assert.is(await send(socket, ""), undefined);
  assert.is(await send(socket, "b"), undefined);
  assert.equal([await next(socket), await next(socket), await next(socket)], ["a\xff", "", "b"]);
  socket.close();
  socket.close();
  peer.close();
});

test("where nobody listens, the next call is told, once", async () => {
  const peer = createSocket("udp4");
  await once(peer.bind(0, "127.0.0.1"), "listening");
  const { port } = peer.address();
  peer.close();
  const socket = open("127.0.0.1", port);
  await send(socket, "x");
  assert.is(await next(socket), "ECONNREFUSED");
  assert.is(socket.receiveNow(), undefined);
  socket.close();
});

test("a datagram that is too long, or goes to port 0, is an error", async () => {
  const socket = open("127.0.0.1", 9);
  assert.is((await send(socket, "x".repeat(70_000)))?.code, "EMSGSIZE");
  socket.close();
  const toNobody = open("127.0.0.1", 0);
  await send(toNobody, "x");
  assert.is((await send(toNobody, "x"))?.code, "ECONNREFUSED");
  toNobody.close();
});

test("an address to send from must be this computer's", () => {
  const socket = nodeSockets.datagrams({ ip: "127.0.0.1", port: 9 }, "192.0.2.1");
  assert.equal(socket, { code: "EADDRNOTAVAIL", errno: 99, message: "Cannot assign requested address", call: "bind" });
  open("127.0.0.1", 9, "127.0.0.2").close();
});

test("there are none on Unix domain sockets", () => {
  const socket = nodeSockets.datagrams({ path: "/x" }, undefined);
  assert.is("code" in socket && socket.code, "EPROTONOSUPPORT");
});

test.run();
