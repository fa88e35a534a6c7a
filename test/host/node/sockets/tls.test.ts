import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:tls";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Connection, TlsOptions, TlsOutcome } from "../../../../src/host/ports.ts";
import { skip } from "../../../skip.ts";
import { makeCertificate } from "./certificate.ts";
import { connect, listen, read, write } from "./peers.ts";

const OPTIONS: TlsOptions = {
  serverName: undefined,
  verifies: false,
  session: undefined,
  trustedPath: undefined,
  ciphers: "DEFAULT",
  protocols: ["TLSv1.2", "TLSv1.3"],
};

const certificate = makeCertificate();
let server: Server | undefined;
let reused = 0;
let asked: unknown;

test.before(async () => {
  if (certificate === undefined) return;
  server = createServer({ key: certificate.key, cert: certificate.cert }, (socket) => {
    if (socket.isSessionReused()) reused++;
    asked = socket.servername;
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});

test.after(() => {
  server?.close();
  certificate?.remove();
});

function tlsTest(name: string, run: (port: number, trustedPath: string) => Promise<void>): void {
  test(name, async () => {
    if (certificate === undefined || server === undefined) skip(`${name}: openssl is not installed`);
    else await run((server.address() as AddressInfo).port, certificate.path);
  });
}

function secure(connection: Connection, options: Partial<TlsOptions> = {}): Promise<TlsOutcome> {
  return new Promise((done) => connection.secure({ ...OPTIONS, ...options }, done));
}

tlsTest("what goes through a secure connection comes out as it went in", async (port) => {
  const connection = await connect({ ip: "127.0.0.1", port });
  const outcome = await secure(connection, { serverName: "localhost" });
  assert.ok("session" in outcome);
  const text = "\0\xff".repeat(200_000);
  const writing = write(connection, text);
  assert.ok((await read(connection, text.length)).text === text);
  assert.is(await writing, undefined);
  assert.is(asked, "localhost");
  connection.close();
});

tlsTest(
  "a certificate is verified only where that is wanted, by those that are trusted and by the name",
  async (port, trustedPath) => {
    const outcome = async (options: Partial<TlsOptions>) => {
      const connection = await connect({ ip: "127.0.0.1", port });
      const { session, ...rest } = (await secure(connection, options)) as TlsOutcome & { session?: unknown };
      connection.close();
      return session === undefined ? rest : "secure";
    };
    assert.is(await outcome({}), "secure");
    assert.equal(await outcome({ verifies: true }), { certificateError: 18, reason: "self-signed certificate" });
    assert.is(await outcome({ verifies: true, trustedPath }), "secure");
    assert.is(await outcome({ verifies: true, trustedPath, serverName: "localhost" }), "secure");
    const mismatch = (await outcome({ verifies: true, trustedPath, serverName: "example.org" })) as { failure: string };
    assert.is(mismatch.failure, "certificate host mismatch");
  },
);

tlsTest("a session shortens the next handshake", async (port) => {
  const protocols = ["TLSv1.2"];
  const first = await connect({ ip: "127.0.0.1", port });
  const outcome = await secure(first, { protocols });
  await write(first, "x");
  await read(first, 1);
  first.close();
  assert.ok("session" in outcome);
  const second = await connect({ ip: "127.0.0.1", port });
  await secure(second, { protocols, session: "session" in outcome ? outcome.session : undefined });
  await write(second, "x");
  await read(second, 1);
  assert.is(reused, 1);
  second.close();
});

test("a peer that speaks no TLS fails the handshake, in OpenSSL's words as nginx has them, also where it spoke first", async () => {
  const answering = await listen((socket) => socket.once("data", () => socket.end(NO_TLS)));
  const alerting = await listen((socket) => socket.once("data", () => socket.end(HANDSHAKE_FAILURE)));
  const greeting = await listen((socket) => socket.write(NO_TLS));
  for (const [peer, detail] of [
    [answering, /^error:0A00010B:SSL routines::wrong version number$/],
    [alerting, /^error:0A000410:SSL routines::.* handshake failure:SSL alert number 40$/],
    [greeting, /^error:0A00010B:SSL routines::wrong version number$/],
  ] as const) {
    const connection = await connect({ ip: "127.0.0.1", port: peer.port });
    if (peer === greeting) await arrived(connection);
    const outcome = await secure(connection);
    assert.is("failure" in outcome && outcome.failure, "handshake failed");
    assert.match("detail" in outcome ? outcome.detail : "", detail);
    connection.close();
    await peer.stop();
  }
});

test("a peer that hangs up or resets the connection ends the handshake, before it began, too", async () => {
  const leaving = await listen((socket) => socket.once("data", () => socket.end()));
  const resetting = await listen((socket) => socket.once("data", () => socket.resetAndDestroy()));
  const gone = await listen((socket) => socket.once("data", () => socket.resetAndDestroy()));
  for (const [peer, errno] of [
    [leaving, undefined],
    [resetting, 104],
    [gone, 104],
  ] as const) {
    const connection = await connect({ ip: "127.0.0.1", port: peer.port });
    if (peer === gone) {
      await write(connection, "no TLS");
      await arrived(connection);
    }
    const outcome = await secure(connection);
    assert.ok("closed" in outcome);
    assert.is("closed" in outcome && outcome.closed?.errno, errno);
    connection.close();
    await peer.stop();
  }
});

const NO_TLS = "HTTP/1.1 400 Bad Request\r\n\r\n";
const HANDSHAKE_FAILURE = Buffer.from("15030300020228", "hex");

/** Something has come, or the end has. */
function arrived(connection: Connection): Promise<void> {
  return new Promise((done) => connection.watch(done));
}

test("certificates that cannot be read, or ciphers that there are not, fail the handshake", async () => {
  const peer = await listen(() => {});
  for (const options of [{ trustedPath: "/no/such/file" }, { ciphers: "NO-SUCH-CIPHER" }]) {
    const connection = await connect({ ip: "127.0.0.1", port: peer.port });
    const outcome = await secure(connection, options);
    assert.is("failure" in outcome && outcome.failure, "handshake failed");
    connection.close();
  }
  await peer.stop();
});

test.run();
