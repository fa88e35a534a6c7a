import { test } from "uvu";
import * as assert from "uvu/assert";
import { error } from "../fake-processes.ts";
import { started } from "./run.ts";

const LIBRARY = "/usr/local/openresty/lualib/resty/core/socket.lua";

test("sslhandshake answers a session, or true where none is wanted, and then nothing changes but what goes through", () => {
  const run = started(`
    local s = connected()
    local session = s:sslhandshake(nil, "example.org", true)
    show(type(session), type(s:sslhandshake()), s:sslhandshake(false), s:sslhandshake(session) == session)
    show(type(s:getsslpointer()), type(s:getsslsession()))
    s:send("x")
    s:setkeepalive()
    s = connected()
    show(s:getreusedtimes(), type(s:sslhandshake()))
    s:close()
    s = connected()
    show(s:sslhandshake(session))`);
  run.accept();
  const { last } = run.sockets;
  const { serverName, verifies, session, ciphers } = last.tls?.options ?? {};
  assert.equal([serverName, verifies, session, ciphers], ["example.org", true, undefined, "DEFAULT"]);
  last.tls?.done({ session: "secret" });
  assert.equal(run.pass().news(), ["cdata|cdata|true|true", "cdata|cdata", "1|cdata"]);
  assert.is(last.sent, "x");
  assert.is(run.accept().sockets.last.tls?.options.session, "secret");
});

test("what fails closes the connection, and is logged", () => {
  const run = started(`
    for at = 1, 6 do
      local s = connected()
      s:settimeout(50)
      show(s:sslhandshake(nil, "example.org", true))
      show(s:send("x"))
    end`);
  run.accept().sockets.last.tls?.done({ certificateError: 18, reason: "self-signed certificate" });
  run.pass().accept().sockets.last.tls?.done({ failure: "certificate host mismatch", detail: "" });
  run.pass().accept().sockets.last.tls?.done({ failure: "handshake failed", detail: "wrong version number" });
  run.pass().accept().sockets.last.tls?.done({ closed: undefined });
  run
    .pass()
    .accept()
    .sockets.last.tls?.done({ closed: error("ECONNRESET", 104, "Connection reset by peer") });
  run.pass().accept().pass(50);
  assert.equal(
    run.news().filter((line) => line !== "nil|closed"),
    [
      "nil|18: self-signed certificate",
      "nil|certificate host mismatch",
      "nil|handshake failed",
      "nil|handshake failed",
      "nil|handshake failed",
      "nil|timeout",
    ],
  );
  assert.is(run.sockets.open, 0);
  assert.equal(
    run.log.filter((line) => !line.includes("closed socket")),
    [
      "error: lua ssl certificate verify error: (18: self-signed certificate)",
      'error: lua ssl certificate does not match host "example.org"',
      "error: SSL_do_handshake() failed (SSL: wrong version number)",
      "error: peer closed connection in SSL handshake",
      "error: peer closed connection in SSL handshake (104: Connection reset by peer)",
    ],
  );
});

test("while it lasts the socket is busy; without a connection it is closed", () => {
  const run = started(`
    local s = ngx.socket.tcp()
    show(pcall(s.sslhandshake, s))
    show(pcall(s.sslhandshake))
    show(pcall(s.sslhandshake, s, 1, 2, 3, 4, 5))
    s = connected()
    show(pcall(s.sslhandshake, s, nil, {}))
    ngx.thread.spawn(function() s:sslhandshake() end)
    show(s:send("x"))
    show(s:sslhandshake())
    s = connected()
    s:close()
    show(s:sslhandshake())`);
  run.accept();
  assert.equal(run.news(), [
    `false|${LIBRARY}:81: socket is never created nor connected`,
    `false|${LIBRARY}:187: ngx.socket sslhandshake: expecting 1 ~ 5 arguments (including the object), but seen 0`,
    `false|${LIBRARY}:187: ngx.socket sslhandshake: expecting 1 ~ 5 arguments (including the object), but seen 6`,
    `false|${LIBRARY}:199: cannot convert 'table' to 'const unsigned char *'`,
    "nil|socket busy connecting",
    "nil|socket busy connecting",
  ]);
  assert.equal(run.accept().news(), ["nil|closed"]);
});

test("a name that OpenSSL cannot send is refused, and the connection stays as it is", () => {
  const run = started(`
    local s = connected()
    show(s:sslhandshake(nil, ""))
    show(s:sslhandshake(nil, ("x"):rep(256), true))
    s:send("plain")
    show(s:sslhandshake(false, ("x"):rep(255)))`);
  run.accept();
  const { last } = run.sockets;
  last.tls?.done({ session: "secret" });
  assert.equal(run.pass().news(), [
    "nil|SSL_set_tlsext_host_name failed",
    "nil|SSL_set_tlsext_host_name failed",
    "true",
  ]);
  assert.is(last.sent, "plain");
});

test("only what ngx.ssl makes can be a certificate of the script's own", () => {
  const run = started(`
    local s = ngx.socket.tcp()
    show(s:setclientcert())
    show(s:setclientcert(1))
    show(s:setclientcert(1, 2))
    show(s:settrustedstore(1))
    show(s:settrustedstore())`);
  assert.equal(run.news(), [
    "true",
    "nil|client certificate must be supplied with corresponding private key",
    "nil|bad cert arg: cdata expected, got number",
    "nil|bad trusted_store arg: cdata expected, got number",
    "true",
  ]);
});

test.run();
