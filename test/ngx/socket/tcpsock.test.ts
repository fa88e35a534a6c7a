import { test } from "uvu";
import * as assert from "uvu/assert";
import { error } from "../fake-processes.ts";
import { started } from "./run.ts";

const RESET = error("ECONNRESET", 104, "Connection reset by peer");
const BROKEN = error("EPIPE", 32, "Broken pipe");

test("connect waits for the peer, and says why it did not come to a connection", () => {
  const run = started(`
    local s = ngx.socket.tcp()
    show(s:connect("127.0.0.1", 80))
    show(s:connect("10.0.0.1", "8080"))
    show(s:send("x"))`);
  assert.equal(run.news(), []);
  assert.equal(run.sockets.last.to, { ip: "127.0.0.1", port: 80 });
  assert.equal(run.accept().news(), ["1"]);
  assert.ok(run.sockets.connections[0]?.isClosed, "connecting again closes what there was");
  run.sockets.last.refuse(error("ECONNREFUSED", 111, "Connection refused"));
  assert.equal(run.pass().news(), ["nil|connection refused", "nil|closed"]);
  assert.is(run.sockets.open, 0);
  assert.equal(run.log[0], "error: connect() failed (111: Connection refused)");
});

test("what the system refuses at once is logged with the peer, whatever lua_socket_log_errors says", () => {
  const run = started(
    `
    local s = ngx.socket.tcp()
    show(s:connect("UNIX:/run/x"))
    show(s:connect("10.0.0.1", 80))
    s:bind("10.9.9.9")
    show(s:connect("10.0.0.1", 80))`,
    { socketSettings: { logErrors: false } },
  );
  assert.equal(run.sockets.last.to, { path: "/run/x" });
  run.sockets.last.refuse(error("ENOENT", 2, "No such file or directory"));
  run.pass().sockets.last.refuse(error("ENETUNREACH", 101, "Network is unreachable"));
  run.pass();
  assert.is(run.sockets.last.localIp, "10.9.9.9");
  run.sockets.last.refuse(error("EADDRNOTAVAIL", 99, "Cannot assign requested address"), "bind");
  assert.equal(run.pass().news(), [
    "nil|no such file or directory",
    "nil|network is unreachable",
    "nil|cannot assign requested address",
  ]);
  assert.equal(run.log, [
    "crit: connect() to UNIX:/run/x failed (2: No such file or directory), upstream: UNIX:/run/x(unix:/run/x)",
    "error: connect() to 10.0.0.1:80 failed (101: Network is unreachable), upstream: 10.0.0.1:80(10.0.0.1)",
    "crit: bind(10.9.9.9) failed (99: Cannot assign requested address)",
  ]);
});

test("each step has its own time-out; only that of reading leaves the connection usable", () => {
  const run = started(`
    local s = ngx.socket.tcp()
    s:settimeouts(10, 20, 30)
    show(s:connect("10.0.0.1", 80))
    s:connect("10.0.0.1", 80)
    show(s:receive())
    show(s:receive())
    show(s:send(("x"):rep(10)))
    show(s:send("y"))
    show(s:receive())`);
  assert.equal(run.pass(9).news(), []);
  assert.equal(run.pass(1).news(), ["nil|timeout"]);
  run.accept();
  run.sockets.last.room = 4;
  run.pass(25).sockets.last.give("ab");
  assert.equal(run.pass(29).news(), [], "what arrives begins the time anew");
  assert.equal(run.pass(1).news(), ["nil|timeout|ab"]);
  run.sockets.last.give("c\n");
  assert.equal(run.pass().news(), ["c"]);
  run.pass(15).sockets.last.take(3);
  assert.equal(run.pass(19).news(), [], "and so does what goes");
  run.pass(1).sockets.last.give("d\n");
  assert.equal(run.pass().news(), ["nil|timeout", "nil|closed", "d"]);
  assert.equal(
    run.log.map((line) => line.replace(/u:\w+, c:\w+/, "ADDRESSES")),
    [
      "error: lua tcp socket connect timed out, when connecting to 10.0.0.1:80, upstream: 10.0.0.1:80(10.0.0.1)",
      "error: lua tcp socket read timed out, upstream: 10.0.0.1:80(10.0.0.1)",
      "error: lua tcp socket write timed out, upstream: 10.0.0.1:80(10.0.0.1)",
      "error: attempt to send data on a closed socket: ADDRESSES, ft:0 eof:0",
    ],
  );
});

test("a time-out that is not set, or set to 0, is what the configuration says", () => {
  const run = started(
    `
    local s = ngx.socket.tcp()
    s:settimeout(0)
    show(s:connect("10.0.0.1", 80))
    s:connect("10.0.0.1", 80)
    s:settimeout("7")
    show(s:receive())
    s:settimeout(-0.5)
    show(s:receive())`,
    { socketSettings: { connectTimeoutMs: 100, readTimeoutMs: 200 } },
  );
  assert.equal(run.pass(100).news(), ["nil|timeout"]);
  run.accept();
  assert.equal(run.pass(7).news(), ["nil|timeout|"]);
  assert.equal(run.pass(199).news(), []);
  assert.equal(run.pass(1).news(), ["nil|timeout|"]);
});

test("one light thread may read while another writes; two may not do the same", () => {
  const run = started(`
    local s = connected()
    local reader = ngx.thread.spawn(function() show("read", s:receive()) end)
    local writer = ngx.thread.spawn(function() show("sent", s:send("ab")) end)
    show(s:receive(1))
    show(s:receiveany(1))
    show(s:receiveuntil("x")())
    show(s:send("c"))
    show(s:close())
    show(s:setkeepalive())
    show(s:connect("127.0.0.1", 1))
    show(s:sslhandshake())`);
  run.sockets.last.room = 1;
  assert.equal(run.accept().news(), [
    "nil|socket busy reading",
    "nil|socket busy reading",
    "nil|socket busy reading",
    "nil|socket busy writing",
    "nil|socket busy reading",
    "nil|socket busy reading",
    "nil|socket busy reading",
    "nil|socket busy reading",
  ]);
  run.sockets.last.give("line\n");
  run.pass().sockets.last.take(1);
  assert.equal(run.pass().news(), ["read|line", "sent|2"]);
});

test("while it connects a socket is busy; while its name is looked up there is nothing yet that could be", () => {
  const run = started(`
    local s = ngx.socket.tcp()
    ngx.thread.spawn(function() s:connect("example.org", 80) end)
    show(s:send("x"))
    show(s:connect("10.0.0.1", 80))
    ngx.sleep(0.001)
    show(s:send("x"))
    show(s:receive())
    show(s:close())
    show(s:setkeepalive())`);
  assert.equal(run.news(), ["nil|closed", "nil|socket busy connecting"]);
  run.sockets.lastLookup.done(["10.0.0.1"]);
  assert.equal(run.pass(1).news(), [
    "nil|socket busy connecting",
    "nil|socket busy connecting",
    "nil|socket busy connecting",
    "nil|socket busy connecting",
  ]);
});

test("a connection that breaks ends reading and writing by themselves, with the system's words in small letters", () => {
  const run = started(`
    local s = connected()
    show(s:receive(5))
    show(s:receive())
    show(s:getreusedtimes())
    show(s:send("x"))
    show(s:send("x"))
    show(s:close())`);
  run.accept();
  run.sockets.last.give("abc");
  run.pass().sockets.last.writeError = BROKEN;
  run.sockets.last.finish(RESET);
  assert.equal(run.pass().news(), [
    "nil|connection reset by peer|abc",
    "nil|closed",
    "0",
    "nil|broken pipe",
    "nil|closed",
    "nil|closed",
  ]);
  assert.equal(run.log.slice(0, 1), ["error: recv() failed (104: Connection reset by peer)"]);
  assert.equal(run.log[2], "error: send() failed (32: Broken pipe)");
});

test("a write that fails later answers why", () => {
  const run = started(`local s = connected() show(s:send("abc"))`);
  run.sockets.last.room = 1;
  run.accept().sockets.last.failWrite(RESET);
  assert.equal(run.pass().news(), ["nil|connection reset by peer"]);
});

test("the peer may end its side, and still be written to", () => {
  const run = started(`
    local s = connected()
    show(s:receive("*a"))
    show(s:receive("*a"))
    show(s:receive())
    show(s:receive())
    show(s:send("still"))
    show(s:close())`);
  run.accept().sockets.last.give("all ");
  run.pass().sockets.last.give("of it");
  run.pass().sockets.last.finish();
  assert.equal(run.pass().news(), ["all of it", "", "nil|closed|", "nil|closed", "5", "1"]);
  assert.match(
    run.log[0] ?? "",
    /attempt to receive data on a closed socket: u:[0-9A-F]{16}, c:[0-9A-F]{16}, ft:0 eof:1$/,
  );
});

test("a read gets no more than one buffer holds, in as many pieces as it takes", () => {
  const run = started(
    `
    local s = connected()
    ngx.sleep(0.001)
    show(s:receiveany(100))
    show(s:receiveany(100))
    show(s:receive(1))
    show(s:receiveany(100))
    show(s:receive(20))`,
    { socketSettings: { bufferBytes: 8 } },
  );
  run.accept().sockets.last.give("0123456789abcdef+------+------+------");
  assert.equal(run.pass(1).news(), ["01234567", "89abcdef", "+", "------+", "------+------"].slice(0, 4));
  run.sockets.last.give("1234567");
  assert.equal(run.pass().news(), ["------+------1234567"]);
});

test("a killed light thread takes its connection with it", () => {
  for (const step of [
    `s:connect("example.org", 80)`,
    `s:connect("10.0.0.1", 80)`,
    `s:connect("10.0.0.1", 80) s:receive()`,
    `s:connect("10.0.0.1", 80) s:send(("x"):rep(9))`,
    `s:connect("10.0.0.1", 80) s:sslhandshake()`,
  ]) {
    const run = started(`
      local s = ngx.socket.tcp()
      local t = ngx.thread.spawn(function() ${step} end)
      ngx.sleep(0.002)
      show(ngx.thread.kill(t))
      show(s:close())
      ngx.sleep(9)`);
    run.pass(1);
    for (const connection of run.sockets.connections) {
      connection.room = 4;
      if (step.includes(") s:")) connection.accept();
    }
    run.pass(1);
    assert.equal(run.news(), ["1", "nil|closed"], step);
    assert.is(run.sockets.open, 0, step);
    assert.is(
      run.sockets.lookups.every(({ isCancelled }) => isCancelled),
      true,
      step,
    );
  }
});

test("sockets end with their request, and are no other's", () => {
  const run = started(`
    local kept
    ngx.timer.at(0, function()
      kept = connected()
      ngx.sleep(0.01)
    end)
    ngx.timer.at(0, function()
      ngx.sleep(0.005)
      show(pcall(kept.send, kept, "x"))
      for _, name in ipairs { "receive", "close", "setkeepalive" } do show(pcall(kept[name], kept)) end
      show(pcall(kept.receiveuntil(kept, "x")))
      show(pcall(kept.connect, kept, "127.0.0.1", 80))
      ngx.sleep(0.02)
      show(kept:send("x"))
    end)
    ngx.sleep(1)`);
  run.accept();
  assert.equal(run.pass(5).news(), Array(6).fill("false|bad request"));
  assert.is(run.sockets.open, 1);
  assert.equal(run.pass(30).news(), ["nil|closed"]);
  assert.is(run.sockets.open, 0);
});

test("at the end of the process nothing is left to wait for", () => {
  const run = started(`
    local s = connected()
    show(s:setkeepalive())`);
  run.accept();
  assert.equal(run.news(), ["1"]);
  assert.is(run.exit, 0);
  assert.is(run.sockets.open, 0);
});

test("setoption and getoption need a connection, and a name that there is", () => {
  const run = started(`
    local s = ngx.socket.tcp()
    show(pcall(s.setoption, s, "keepalive", 1))
    s = connected()
    show(s:setoption("keepalive", true), s:getoption("keepalive"), s:getoption("sndbuf"))
    show(s:setoption("nodelay", 1))
    show(s:setoption("keepalive"))
    show(s:getoption())
    show(pcall(s.setoption, s, "sndbuf", "x"))
    show(s:getfd(), s:getsslpointer())
    s:close()
    show(s:setoption("keepalive", 1))
    show(s:getoption("keepalive"))`);
  const library = "/usr/local/openresty/lualib/resty/core/socket.lua";
  assert.equal(run.accept().news(), [
    `false|${library}:81: socket is never created nor connected`,
    "true|1|0",
    "nil|unsupported option nodelay",
    'nil|missing the "value" argument',
    'nil|missing the "option" argument',
    `false|${library}:135: bad argument #3 to 'ngx_http_lua_ffi_socket_tcp_setoption' (cannot convert 'string' to 'int')`,
    "9|nil|no ssl connection",
    "nil|closed",
    "nil|closed",
  ]);
});

test.run();
