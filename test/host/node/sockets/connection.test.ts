import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { connect, listen, pause, read, write } from "./peers.ts";

test("bytes go out and come in as they are", async () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join("");
  const peer = await listen((socket) => socket.pipe(socket));
  const connection = await connect({ ip: "127.0.0.1", port: peer.port });
  assert.is(await write(connection, bytes), undefined);
  assert.equal(await read(connection, 256), { text: bytes });
  connection.close();
  await peer.stop();
});

test("a Unix domain socket is a path", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sockets_"));
  const path = join(folder, "peer");
  const peer = await listen((socket) => socket.end("hello"), path);
  const connection = await connect({ path });
  assert.equal(await read(connection), { text: "hello", end: null });
  connection.close();
  await peer.stop();
  const refused = await connect({ path }).catch((error: unknown) => error);
  assert.equal(refused, { code: "ENOENT", errno: 2, message: "No such file or directory", call: "connect" });
  rmSync(folder, { recursive: true });
});

test("whom nobody answers is refused, and an address that is not this computer's cannot be come from", async () => {
  const peer = await listen(() => {});
  const to = { ip: "127.0.0.1", port: peer.port };
  const connection = await connect(to, "127.0.0.2");
  assert.is([...peer.accepted][0]?.remoteAddress, "127.0.0.2");
  connection.close();
  const failure = async (localIp: string) => {
    const { code, call } = (await connect(to, localIp).catch((error: unknown) => error)) as Record<string, unknown>;
    return [code, call];
  };
  assert.equal(await failure("192.0.2.1"), ["EADDRNOTAVAIL", "bind"]);
  assert.equal(await failure("::1"), ["EAFNOSUPPORT", "bind"]);
  await peer.stop();
  const refused = await connect(to).catch((error: unknown) => error);
  assert.equal(refused, { code: "ECONNREFUSED", errno: 111, message: "Connection refused", call: "connect" });
});

test("a peer that has ended its side is written to still", async () => {
  const heard: Buffer[] = [];
  const peer = await listen((socket) => {
    socket.on("data", (bytes) => heard.push(bytes));
    socket.end("bye");
  });
  const connection = await connect({ ip: "127.0.0.1", port: peer.port });
  assert.equal(await read(connection), { text: "bye", end: null });
  assert.ok(connection.hasEnded);
  assert.is(await write(connection, "still here"), undefined);
  while (heard.length === 0) await pause(1);
  assert.is(Buffer.concat(heard).toString(), "still here");
  connection.close();
  await peer.stop();
});

/** Connects twice to a peer that sends `last` and resets the connection once it has heard something. */
async function breaksOnce(last: string, answer: (socket: Socket) => void): Promise<void> {
  const peer = await listen(answer);
  const to = { ip: "127.0.0.1", port: peer.port };
  const reader = await connect(to);
  await write(reader, "x");
  const { text, end } = await read(reader);
  assert.equal([text, end?.code], [last, "ECONNRESET"]);
  assert.equal((await write(reader, "x"))?.code, "EPIPE");

  const writer = await connect(to);
  await write(writer, "x");
  while (!writer.hasEnded) await pause(1);
  assert.equal((await write(writer, "x"))?.code, "ECONNRESET");
  assert.equal((await write(writer, "x"))?.code, "EPIPE");
  assert.equal(await read(writer), { text: last, end: null });
  await peer.stop();
}

test("a connection that breaks is told once to who reads, or to who writes", async () => {
  await breaksOnce("abc", (socket) => {
    socket.write("abc");
    socket.once("data", () => socket.resetAndDestroy());
  });
});

test("a reset right behind what a peer has sent is no end", async () => {
  await breaksOnce("last", (socket) => {
    socket.once("data", () => socket.write("last", () => socket.resetAndDestroy()));
  });
});

test("a peer that does not read holds up the writer, and is told from one that reads slowly", async () => {
  const size = 32 * 1024 * 1024;
  let taken = 0;
  const peer = await listen((socket) => socket.pause());
  const connection = await connect({ ip: "127.0.0.1", port: peer.port });
  let pieces = 0;
  let isDone = false;
  const writing = write(connection, "x".repeat(size), () => pieces++).then((error) => {
    isDone = true;
    return error;
  });
  await pause(50);
  const stuck = pieces;
  await pause(50);
  assert.equal([isDone, pieces], [false, stuck]);
  for (const socket of peer.accepted) socket.on("data", (bytes) => (taken += bytes.length)).resume();
  assert.is(await writing, undefined);
  // How many they are depends on the buffers that the kernel gives the connection.
  assert.ok(pieces > stuck, `${pieces} pieces, ${stuck} before the peer read`);
  while (taken < size) await pause(1);
  assert.is(taken, size);
  connection.close();
  await peer.stop();
});

test("what nobody reads is not taken from the peer, but for some", async () => {
  const size = 64 * 1024 * 1024;
  let sent = 0;
  const piece = Buffer.alloc(65_536, "x");
  const peer = await listen((socket) => {
    const push = (): void => {
      while (sent < size) {
        sent += piece.length;
        if (!socket.write(piece)) {
          socket.once("drain", push);
          return;
        }
      }
      socket.end();
    };
    push();
  });
  const connection = await connect({ ip: "127.0.0.1", port: peer.port });
  await pause(100);
  const before = sent;
  await pause(50);
  assert.is(sent, before, "the peer waits");
  assert.ok(before < size / 2, `${before} bytes`);
  const { text, end } = await read(connection);
  assert.equal([text.length, end], [size, null]);
  connection.close();
  await peer.stop();
});

test("a peer that sends one byte at a time is read as any other", async () => {
  const peer = await listen(async (socket) => {
    socket.setNoDelay();
    for (const byte of "one byte at a time") {
      socket.write(byte);
      await new Promise((done) => setImmediate(done));
    }
    socket.end();
  });
  const connection = await connect({ ip: "127.0.0.1", port: peer.port });
  assert.equal(await read(connection), { text: "one byte at a time", end: null });
  connection.close();
  await peer.stop();
});

test("what was written goes out though the connection is closed at once", async () => {
  let heard = "";
  let isOver = false;
  const peer = await listen((socket) => {
    socket.on("data", (bytes) => (heard += bytes));
    socket.on("end", () => {
      isOver = true;
    });
  });
  const connection = await connect({ ip: "127.0.0.1", port: peer.port });
  assert.is(await write(connection, "last words"), undefined);
  connection.close();
  while (!isOver) await pause(1);
  assert.is(heard, "last words");
  await peer.stop();
});

test("nothing is told after closing, also of a connection that was being made", async () => {
  const { nodeSockets } = await import("../../../../src/host/node/sockets/sockets.ts");
  const told: unknown[] = [];
  const making = nodeSockets.connect({ ip: "127.0.0.1", port: 1 }, undefined, (error) => told.push(error));
  making.close();
  const peer = await listen((socket) => socket.end("bye"));
  const connection = await connect({ ip: "127.0.0.1", port: peer.port });
  connection.watch(() => told.push("readable"));
  connection.close();
  await pause(20);
  assert.equal(told, []);
  await peer.stop();
});

test("options are what they were set to, buffers as Linux makes them", async () => {
  const peer = await listen(() => {});
  const connection = await connect({ ip: "127.0.0.1", port: peer.port });
  for (const option of ["keepalive", "tcp-nodelay", "reuseaddr"] as const) {
    assert.is(connection.option(option), 0);
    connection.setOption(option, 7);
    assert.is(connection.option(option), 1);
  }
  connection.setOption("sndbuf", 4096);
  connection.setOption("rcvbuf", 1);
  assert.equal([connection.option("sndbuf"), connection.option("rcvbuf")], [8192, 2304]);
  connection.setOption("sndbuf", -1);
  assert.is(connection.option("sndbuf"), 425_984);
  assert.type(connection.descriptor, "number");
  connection.close();
  await peer.stop();
});

test.run();
