import { test } from "uvu";
import * as assert from "uvu/assert";
import { harness } from "../runtime/harness.ts";
import { FakeSockets } from "./fake-sockets.ts";
import { started } from "./socket/run.ts";

test("objects are tables with the methods of their kind; stream is another name of tcp", () => {
  const run = started(`
    local s, u = ngx.socket.tcp(), ngx.socket.udp()
    show(type(s), type(u), next(s), ngx.socket.stream == ngx.socket.tcp)
    show(getmetatable(s).__index == getmetatable(s), getmetatable(s) == getmetatable(ngx.socket.stream()), s.setpeername)
    show(pcall(ngx.socket.tcp, 1))
    show(pcall(ngx.socket.udp, nil))
    show(pcall(s.receive, 5))
    show(pcall(s.connect, 5, "127.0.0.1", 80))
    s:settimeout(5)
    local keys = {}
    for key in pairs(s) do keys[#keys + 1] = key end
    table.sort(keys)
    show(table.concat(keys, " "))`);
  assert.equal(run.news(), [
    "table|table|nil|true",
    "true|true|nil",
    "false|expecting zero arguments, but got 1",
    "false|expecting zero arguments, but got 1",
    "false|bad argument #1 to '?' (table expected, got number)",
    "false|bad argument #1 to '?' (table expected, got number)",
    "2 4 5",
  ]);
});

test("a method names itself where a script calls it", () => {
  const run = started(`
    local s = connected()
    show(pcall(function() s:receive("*x") end))
    show(pcall(function() s:receiveany(0) end))
    show(pcall(function() s:connect({}, 1) end))
    show(pcall(function() s:send(print) end))
    show(pcall(function() s.send("x") end))`);
  assert.equal(run.accept().news(), [
    "false|t.lua:14: bad argument #1 to 'receive' (bad pattern argument)",
    "false|t.lua:15: bad argument #1 to 'receiveany' (bad max argument)",
    "false|t.lua:16: bad argument #1 to 'connect' (string expected, got table)",
    "false|t.lua:17: bad argument #1 to 'send' (string, number, boolean, nil, or array table expected, got function)",
    "false|t.lua:18: expecting 2 arguments (including the object), but got 1",
  ]);
});

test("ngx.socket.connect is a line of Lua, as its errors say", () => {
  const run = started(`
    show(pcall(ngx.socket.connect))
    show(pcall(ngx.socket.connect, {}, 1))
    show(ngx.socket.connect("127.0.0.1"))
    local s, err = ngx.socket.connect("127.0.0.1", 80)
    show(type(s), err, s:send("x"))`);
  assert.equal(run.accept().news(), [
    "false|ngx.socket.connect:1: ngx.socket connect: expecting 2, 3, or 4 arguments (including the object), but seen 1",
    "false|ngx.socket.connect:1: bad argument #1 to 'connect' (string expected, got table)",
    "nil|missing the port number",
    "table|nil|1",
  ]);
});

test("while a worker starts there are none; a timer without delay is the way around", () => {
  const sockets = new FakeSockets();
  const run = harness({ sockets });
  const [refused, why] = run.call(`
    ngx.timer.at(0, function()
      local s = ngx.socket.tcp()
      s:connect("127.0.0.1", 80)
      s:send("from init_worker")
    end)
    return pcall(ngx.socket.tcp)`);
  assert.equal([refused, why], [false, "API disabled in the context of init_worker_by_lua*"]);
  run.worker.start();
  run.clock.advance(0);
  sockets.last.accept();
  run.clock.advance(0);
  assert.is(sockets.last.sent, "from init_worker");
});

test("where there is no network nothing can be reached", () => {
  const run = harness().start(`
    local s, u = ngx.socket.tcp(), ngx.socket.udp()
    ngx.say(s:connect("127.0.0.1", 80))
    ngx.say(u:setpeername("127.0.0.1", 80))
    ngx.say(s:send("x"))`);
  assert.equal(run.settle().lines(), ["niloperation not permitted", "niloperation not permitted", "nilclosed"]);
});

test.run();
