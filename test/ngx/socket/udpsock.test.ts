import { test } from "uvu";
import * as assert from "uvu/assert";
import { error } from "../fake-processes.ts";
import { started } from "./run.ts";

const REFUSED = error("ECONNREFUSED", 111, "Connection refused");

test("datagrams go out one by one and come in one by one, cut to the size that is asked for", () => {
  const run = started(`
    local u = ngx.socket.udp()
    show(u:bind("127.0.0.2"), u:bind("x"))
    show(u:setpeername("127.0.0.1", 53))
    show(u:send({ "a", { 1, 2.5 } }))
    show(u:receive())
    show(u:receive(2))
    show(u:receive(0))
    show(#u:receive())
    show(u:close())
    show(u:close())`);
  const { lastDatagrams } = run.sockets;
  assert.equal([lastDatagrams.to, lastDatagrams.localIp], [{ ip: "127.0.0.1", port: 53 }, "127.0.0.2"]);
  assert.equal(lastDatagrams.sent, ["a12.5"]);
  lastDatagrams.sendEnds();
  run.pass();
  lastDatagrams.give("\0\xff");
  lastDatagrams.give("long one");
  lastDatagrams.give("lost");
  lastDatagrams.give("x".repeat(65_507));
  assert.equal(run.pass().news(), ["true|nil|bad address", "1", "1", "\0\xff", "lo", "", "65507", "1", "nil|closed"]);
  assert.is(run.sockets.open, 0);
});

test("what the system says of earlier datagrams comes where somebody asks", () => {
  const run = started(`
    local u = ngx.socket.udp()
    u:setpeername("127.0.0.1", 9)
    u:settimeout(10)
    show(u:send("x"))
    show(u:receive())
    show(u:receive())
    show(u:receive(1))`);
  run.sockets.lastDatagrams.sendEnds(REFUSED);
  assert.equal(run.pass().news(), ["nil|connection refused"]);
  run.sockets.lastDatagrams.give(REFUSED);
  assert.equal(run.pass().news(), ["nil|connection refused"]);
  assert.equal(run.pass(10).news(), ["nil|timeout"]);
  assert.equal(run.log, [
    "error: send() failed (111: Connection refused)",
    "error: recv() failed (111: Connection refused)",
    "error: lua udp socket read timed out, upstream: 127.0.0.1:9(127.0.0.1)",
  ]);
});

test("one light thread at a time may use it", () => {
  const run = started(`
    local u = ngx.socket.udp()
    u:setpeername("127.0.0.1", 9)
    local t = ngx.thread.spawn(function() u:receive() end)
    show(u:send("x"))
    show(u:receive())
    show(u:close())
    show(u:setpeername("127.0.0.1", 10))
    ngx.thread.kill(t)
    show(u:send("x"))`);
  assert.equal(run.news(), [...Array(4).fill("nil|socket busy"), "nil|closed"]);
  assert.is(run.sockets.open, 0);
});

test("without a peer it is closed, and where the system refuses one it stays so", () => {
  const run = started(`
    local u = ngx.socket.udp()
    show(u:send("x"))
    show(u:receive())
    show(u:setpeername("", 1))
    show(u:setpeername("127.0.0.1", 65536))
    show(pcall(u.setpeername, u, "127.0.0.1", "x"))
    show(pcall(u.receive, u, "x"))
    ngx.sleep(0.001)
    show(u:setpeername("unix:/x"))
    show(u:send("x"))`);
  run.sockets.refusal = { ...error("EPROTONOSUPPORT", 93, "Protocol not supported"), call: "connect" };
  assert.equal(run.pass(1).news(), [
    "nil|closed",
    "nil|closed",
    'nil|failed to parse host name "": no host',
    "nil|bad port number: 65536",
    "false|bad argument #3 to '?' (number expected, got string)",
    "true|nil|closed",
    "nil|protocol not supported",
    "nil|closed",
  ]);
  assert.match(run.log.join("\n"), /attempt to send data on a closed socket: u:0{16}, c:0{16}\n/);
  assert.match(run.log.join("\n"), /crit: connect\(\) failed \(93: Protocol not supported\)/);
});

test.run();
